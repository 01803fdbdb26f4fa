"""What each address of Sapa is for and who may come: the table of the URL walk.

Every view needs a line here; `test_every_address.py` fails on one without. To add yours:

    Address("customers:edit", "customers.change", "GET POST", "customer"),

is the view `customers:edit`, which `@requires("customers.change")`, answers GET and POST, and whose `pk`
names a customer (a kind of `rows.py`). Several rows in the address: {"pk": "customer", "contact": "contact"}.
A value that is no row stands with an equals sign: {"slug": "=katering"}.
"""

from dataclasses import dataclass, field

PUBLIC = "public"  # anybody, outside any organisation
LOGIN = "login"  # whoever is logged in, outside any organisation
MEMBER = "member"  # every member of the organisation, whatever the role

GET, POST, BOTH = "GET", "POST", "GET POST"


@dataclass(frozen=True)
class Address:
    """A line of the table. `answers` are the statuses to be expected where they are not the usual ones."""

    name: str
    gate: str
    methods: str = GET
    of: str | dict[str, str] = ""
    answers: frozenset[int] = field(default_factory=frozenset)

    @property
    def rows(self) -> dict[str, str]:
        """The address's arguments: {argument: kind of row}."""
        return {"pk": self.of} if isinstance(self.of, str) and self.of else dict(self.of or {})

    def answers_to(self, method: str) -> bool:
        return method in self.methods.split()


OUTSIDE: list[Address] = [
    Address("health", PUBLIC, answers=frozenset({200, 503})),
    Address("ui", PUBLIC),
    Address("ui_villages", PUBLIC),
    Address("ui_dialog", PUBLIC, BOTH),
    Address("ui_move", PUBLIC, POST, {"pk": "=1"}),
    Address("set_theme", PUBLIC, POST),
    Address("set_language", PUBLIC, POST),
]

INSIDE: list[Address] = [
    Address("web:search", MEMBER),
    Address("web:commands", MEMBER),
]

ADDRESSES = {address.name: address for address in [*OUTSIDE, *INSIDE]}
