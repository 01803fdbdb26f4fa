"""Products."""

from sapa.web.tests.addresses.table import BOTH, GET, POST, Address

INSIDE: list[Address] = [
    Address("catalogue:list", "catalogue.view"),
    Address("catalogue:options", "catalogue.view"),
    Address("catalogue:create", "catalogue.change", BOTH),
    Address("catalogue:product", "catalogue.view", GET, "product"),
    Address("catalogue:edit", "catalogue.change", BOTH, "product"),
    Address("catalogue:archive", "catalogue.change", POST, "product"),
    Address("catalogue:restore", "catalogue.change", POST, "product"),
]
