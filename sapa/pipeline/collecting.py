"""Collecting prospects: one written down by hand, and many out of a phone's contacts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.core import signing
from django.db import transaction
from django.utils.text import Truncator

from sapa.customers import keeping
from sapa.customers.models import Customer, Phone, Source
from sapa.lib import phones
from sapa.lib.invalid import Invalid
from sapa.lib.text import search_key, tidy
from sapa.lib.vcards import Card
from sapa.pipeline.capturing import note_arrival
from sapa.pipeline.models import Inquiry
from sapa.team.models import Member

SALT = "sapa.contacts"
AT_ONCE = 100  # prospects in one transaction, so that others come to write in between
OLDEST_CARDS = 60 * 60 * 6  # seconds that a preview may lie open


@dataclass(frozen=True)
class Found:
    """A card that may become a prospect. `known` is the customer who has one of its numbers or its e-mail."""

    place: int  # in the file
    name: str
    is_organization: bool
    numbers: tuple[str, ...]  # E.164
    email: str
    birthday: date | None
    street: str
    postal_code: str
    known: bool = False
    twin: bool = False  # another card of the file has its number

    @property
    def address(self) -> tuple[str, str]:
        return self.street, self.postal_code

    @property
    def is_new(self) -> bool:
        return not (self.known or self.twin)

    def fields(self) -> dict[str, Any]:
        """The model's fields of a customer."""
        kind = Customer.Kind.ORGANIZATION if self.is_organization else Customer.Kind.PERSON
        given = {"name": self.name, "kind": kind, "email": self.email, "street": self.street}
        birthday = None if self.is_organization else self.birthday
        return given | {"postal_code": self.postal_code, "birthday": birthday}


def write_down(
    *,
    by: Member,
    fields: Mapping[str, Any],
    number: str,
    door: str | None = None,
    uuid: UUID | None = None,
    now: datetime | None = None,
) -> Customer:
    """A prospect in ten seconds, with the arrival. `number` is E.164. The same uuid again gives the same customer.

    The door is a referral where `fields` say who introduced them.
    """
    brought = fields.get("introduced_by_id")
    door = door or (Inquiry.Door.REFERRAL if brought else Inquiry.Door.HAND)
    source = Source.objects.filter(pk=fields["source_id"]).first() if fields.get("source_id") else None
    with transaction.atomic():
        customer = keeping.create(by=by, fields=fields, phones=[(number, "")] if number else [], uuid=uuid, now=now)
        note_arrival(customer, door=door, by=by, source=source, uuid=customer.uuid, now=now)
    return customer


def look_through(cards: Iterable[Card]) -> list[Found]:
    """The cards that can be reached, in their order, and who of them is known. Two queries."""
    rows = [one for place, card in enumerate(cards) if (one := _read(place, card))]
    numbers = {number for row in rows for number in row.numbers}
    emails = {row.email for row in rows if row.email}
    known = set(Phone.objects.filter(number__in=numbers).values_list("number", flat=True))
    written = set(Customer.objects.filter(email__in=emails).values_list("email", flat=True))
    found, seen = [], set[str]()
    for row in rows:
        twin = bool(seen & {*row.numbers, row.email} - {""})
        is_known = bool(known & set(row.numbers)) or row.email in written
        found.append(Found(**{**row.__dict__, "known": is_known, "twin": twin}))
        seen |= {*row.numbers, row.email}
    return found


def pack(found: Sequence[Found], uuid: UUID) -> str:
    """The cards as a hidden value of the preview, signed: nothing of a file is kept until somebody says so."""
    plain = [
        (one.place, one.name, one.is_organization, one.numbers, one.email, str(one.birthday or ""), *one.address)
        for one in found
    ]
    return signing.dumps([uuid.hex, plain], salt=SALT, compress=True)


def unpack(text: str) -> tuple[UUID, list[Found]]:
    """What `pack` made. Raises signing.BadSignature."""
    uuid, plain = signing.loads(text, salt=SALT, max_age=OLDEST_CARDS)
    found = [
        Found(place, name, kind, tuple(numbers), email, date.fromisoformat(day) if day else None, street, code)
        for place, name, kind, numbers, email, day, street, code in plain
    ]
    return UUID(hex=uuid), found


def take_in(found: Sequence[Found], *, by: Member, source: Source | None, uuid: UUID, now: datetime) -> list[Customer]:
    """Make prospects of these cards, with their arrivals. The same uuid again makes none a second time."""
    made: list[Customer] = []
    for start in range(0, len(found), AT_ONCE):
        with transaction.atomic():
            made += [_take(one, by, source, uuid5(uuid, str(one.place)), now) for one in found[start : start + AT_ONCE]]
    return made


def _take(one: Found, by: Member, source: Source | None, uuid: UUID, now: datetime) -> Customer:
    fields = one.fields() | {"source_id": source.pk if source else None}
    pairs = [(number, "") for number in one.numbers]
    customer = keeping.create(by=by, fields=fields, phones=pairs, uuid=uuid, now=now)
    note_arrival(customer, door=Inquiry.Door.PHONEBOOK, by=by, source=source, uuid=uuid, now=now)
    return customer


def _read(place: int, card: Card) -> Found | None:
    """A card with a name and a number or an e-mail; the rest nobody could greet."""
    numbers = tuple(dict.fromkeys(number for number in map(_number, card.phones) if number))
    email = next((one.lower() for one in card.emails if "@" in one), "")
    name = Truncator(tidy(card.title)).chars(160, truncate="")
    if not search_key(name) or not (numbers or email):
        return None
    return Found(place, name, not card.name, numbers, email, card.birthday, tidy(card.street)[:160], card.postal_code)


def _number(text: str) -> str:
    try:
        return phones.normalise(text)
    except Invalid:
        return ""
