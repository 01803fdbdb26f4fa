"""Which customer a past invoice is of. Those who are not there yet are made many at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import batched
from typing import Any

from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer, FunnelStep, Phone
from sapa.events.models import Event
from sapa.exchange.cells import Formats
from sapa.exchange.kinds.customer_fields import KIND, MARKET
from sapa.exchange.kinds.customers import completed
from sapa.exchange.reading import Record
from sapa.exchange.references import ambiguous
from sapa.exchange.running import Job
from sapa.lib.invalid import Invalid
from sapa.lib.text import search_key
from sapa.tenancy import bulk

AT_ONCE = 200  # customers of one statement

type Key = tuple[str, str]  # by what a customer is known ("number", "phone", "name"), and the value


@dataclass(slots=True)
class Buyer:
    """A customer as the rows need them: there already, or (without a `pk`) to be made with the first purchase."""

    pk: int | None
    external_id: str = ""
    owner_id: int | None = None
    unit_id: int | None = None
    record: Record | None = None
    bought: list[date] = field(default_factory=list)


class Buyers:
    """Customers by their number, phone or exact name, a chunk of invoices at a time."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._may_make = "customers" in job.mapping.create
        self._found: dict[Key, list[Buyer]] = {}
        self._new: list[Buyer] = []

    def load(self, records: Iterable[Record]) -> None:
        """Read at once the customers that these rows name."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for record in records:
            for kind, value in _keys(record):
                wanted[kind].add(value)
        self._found, self._new = defaultdict(list), []
        known: dict[int, Buyer] = {}
        columns = ("pk", "external_id", "owner_id", "unit_id", "name_key")
        asked = Q(external_id__in=wanted["number"]) | Q(name_key__in=wanted["name"])
        for pk, number, owner, unit, name in Customer.objects.filter(asked).values_list(*columns):
            buyer = known.setdefault(pk, Buyer(pk, number, owner, unit))
            self._found["number", number].append(buyer)
            self._found["name", name].append(buyer)
        if wanted["phone"]:
            rows = Phone.objects.filter(number__in=wanted["phone"], contact=None)
            names = ("customer_id", "number", "customer__external_id", "customer__owner_id", "customer__unit_id")
            for pk, phone, number, owner, unit in rows.values_list(*names):
                self._found["phone", phone].append(known.setdefault(pk, Buyer(pk, number, owner, unit)))

    def find(self, record: Record) -> Buyer:
        """The customer of an invoice's first row; one to be made where the mapping wants it. Raises Invalid."""
        keys = _keys(record)
        if not keys:
            raise Invalid(_("No customer is named."))
        for key in keys:
            found = {id(buyer): buyer for buyer in self._found.get(key, ())}
            if len(found) > 1:
                raise ambiguous(len(found))
            if found:
                return next(iter(found.values()))
            if key[0] == "number":
                break  # a number that nobody has is somebody new, whatever their name
        if not self._may_make:
            raise Invalid(_("There is no customer “%(name)s”."), name=keys[-1][1])
        made = Buyer(None, record.get("customer_id", ""), record=record)
        self._new.append(made)
        for key in keys:
            self._found[key].append(made)
        return made

    def make(self) -> None:
        """Write those that are new and bought something, with one statement for each table."""
        new = [buyer for buyer in self._new if buyer.bought and buyer.pk is None]
        rows, phones, events = [self._row(buyer) for buyer in new], [], []
        for buyer, row, pk in zip(new, rows, bulk.insert(Customer, rows), strict=True):
            buyer.pk = pk
            record = buyer.record
            assert record is not None
            for place, number in enumerate(record.get("customer_phone", ())):
                phones.append({"customer_id": pk, "number": number, "position": place})
            events.append(self._job.history("customer.imported", record, pk, row["name"], pk))
        bulk.insert(Phone, phones)
        bulk.insert(Event, events)

    def _row(self, buyer: Buyer) -> dict[str, Any]:
        """A new customer has bought: they are at the last step of the funnel since their first purchase."""
        record, told, first = buyer.record, self._job.mapping.unnamed, moment(min(buyer.bought))
        assert record is not None
        numbers = record.get("customer_phone", [])
        name = record.get("customer") or f"{told.get('name', '')} {buyer.external_id or numbers[0]}".strip()
        values: dict[str, Any] = {
            "name": name[:160],
            "external_id": buyer.external_id,
            "kind": KIND(told.get("kind", "person"), Formats()),
            "market": MARKET(told.get("market", "b2c"), Formats()),
            "step": FunnelStep.OPPORTUNITY,
        }
        moments = ("step_entered_at", "contact_at", "account_at", "opportunity_at", "won_at")
        return completed(values | dict.fromkeys(moments, first), numbers, self._job)


def moment(day: date) -> datetime:
    """Midnight in UTC, which is the morning of the same day in all of Indonesia."""
    return datetime.combine(day, time(), UTC)


def note_first_purchases(first: dict[int, date]) -> None:
    """Bring customers to where their first invoice puts them: `first` is the earliest day by the customer's id.

    Whoever stands below "opportunity" is there since that day; a first win that was later is moved to it.
    """
    rows = Customer.objects.filter(pk__in=first).values_list("pk", "step", "opportunity_at", "won_at")
    late = [
        pk for pk, step, reached, won in rows
        if step != FunnelStep.OPPORTUNITY or _later(reached, first[pk]) or _later(won, first[pk])
    ]  # fmt: skip
    if not late:
        return
    for some in batched(late, AT_ONCE):
        _note(some, first)


def _note(pks: Sequence[int], first: dict[int, date]) -> None:
    """The days are told, not looked up: of a new organisation PostgreSQL knows no figures, and would read all of it
    for each customer."""
    day = Case(*(When(pk=pk, then=Value(moment(first[pk]))) for pk in pks), output_field=DateTimeField())

    def earlier(name: str) -> Case:
        return Case(When(**{f"{name}__lt": day}, then=F(name)), default=day)

    moments = {name: earlier(name) for name in ("contact_at", "account_at", "opportunity_at", "won_at")}
    below = ~Q(step=FunnelStep.OPPORTUNITY) | Q(opportunity_at__gt=day)
    entered = Case(When(below, then=day), default=F("step_entered_at"))
    customers = Customer.objects.filter(pk__in=pks)
    customers.update(step=Value(FunnelStep.OPPORTUNITY.value), step_entered_at=entered, **moments)


def _later(known: datetime | None, day: date) -> bool:
    return known is None or known > moment(day)


def _keys(record: Record) -> Sequence[Key]:
    """By what a row's customer is known, the surest first."""
    keys: list[Key] = []
    if number := record.get("customer_id"):
        keys.append(("number", number))
    keys += [("phone", phone) for phone in record.get("customer_phone", ())]
    if name := search_key(record.get("customer", "")):
        keys.append(("name", name))
    return keys
