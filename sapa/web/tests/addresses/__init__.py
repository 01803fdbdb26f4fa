"""What each address of Sapa is for and who may come: the table of the URL walk.

Every view needs a line here, in the file of its trade; `test_every_address.py` fails on one without. To add yours:

    Address("customers:edit", "customers.change", "GET POST", "customer"),

is the view `customers:edit`, which `@requires("customers.change")`, answers GET and POST, and whose `pk`
names a customer (a kind of `rows.py`). Several rows in the address: {"pk": "customer", "contact": "contact"}.
A value that is no row stands with an equals sign: {"slug": "=katering"}.

A new trade adds a file with a list INSIDE (pages of an organisation) or OUTSIDE: it is found by itself.
"""

from importlib import import_module
from pkgutil import iter_modules

from sapa.web.tests.addresses.table import LOGIN, MEMBER, PUBLIC, Address

__all__ = ["ADDRESSES", "INSIDE", "LOGIN", "MEMBER", "OUTSIDE", "PUBLIC", "Address"]

_TRADES = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]

OUTSIDE: list[Address] = [address for trade in _TRADES for address in getattr(trade, "OUTSIDE", [])]
INSIDE: list[Address] = [address for trade in _TRADES for address in getattr(trade, "INSIDE", [])]

# Regions are looked up on both sides, by the same name.
ADDRESSES = {(side, address.name): address for side, table in enumerate([OUTSIDE, INSIDE]) for address in table}
