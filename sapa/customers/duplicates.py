"""Who is already there, while somebody new is typed in."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sapa.customers.models import Customer, Phone
from sapa.lib import phones
from sapa.lib.invalid import Invalid
from sapa.lib.text import search_key
from sapa.team.models import Member

SHOWN = 4
SHORTEST_NAME = 4


@dataclass
class Matches:
    """`same` share a phone or an e-mail, `alike` begin with the name. Only visible ones are named.

    `elsewhere` tells that a customer whom this member may not see has the phone or the e-mail.
    """

    same: list[Customer] = field(default_factory=list)
    alike: list[Customer] = field(default_factory=list)
    elsewhere: bool = False

    def __bool__(self) -> bool:
        return bool(self.same or self.alike or self.elsewhere)


def find_matches(
    member: Member, *, numbers: Iterable[str] = (), email: str = "", name: str = "", but: int | None = None
) -> Matches:
    """Customers like the one that is being typed, but for the one with the id `but`. Three small queries.

    What cannot be a number yet is passed over: it is still being typed.
    """
    found = Matches()
    same: set[int] = set()
    if e164 := [number for number in map(_number, numbers) if number]:
        same |= set(Phone.objects.filter(number__in=e164).values_list("customer_id", flat=True)[:20])
    if email := email.strip().lower():
        same |= set(Customer.objects.filter(email=email).values_list("pk", flat=True)[:20])
    same.discard(but or 0)
    visible = Customer.objects.visible_to(member).select_related("owner", "region")
    if same:
        found.same = list(visible.filter(pk__in=same).order_by("name_key")[:SHOWN])
        found.elsewhere = len(same) > len(found.same) and len(found.same) < SHOWN
    if len(search_key(name)) >= SHORTEST_NAME:
        alike = visible.named_like(name).exclude(pk__in={*same, but or 0}).order_by("name_key", "pk")
        found.alike = list(alike[:SHOWN])
    return found


def has_same_phone(numbers: Iterable[str], but: int | None = None) -> bool:
    """Whether another customer has one of these numbers (E.164): the form asks once before it makes a second."""
    return Phone.objects.filter(number__in=list(numbers)).exclude(customer_id=but).exists()


def _number(text: str) -> str:
    try:
        return phones.normalise(text) if text.strip() else ""
    except Invalid:
        return ""
