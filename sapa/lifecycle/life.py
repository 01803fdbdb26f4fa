"""A customer's life with us, as far as the card tells it, read by one statement that is kept (ADR 45)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Max, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Left

from sapa.customers.models import Customer
from sapa.lib.dates import add_months, first_of_month
from sapa.lib.together import gathered, together
from sapa.lifecycle.models import (
    BadMark,
    CustomerMetrics,
    CustomerValue,
    Departure,
    LifecycleRules,
    StageChange,
    StagePin,
    ValueModel,
)
from sapa.lifecycle.value_terms import OLD_DAYS
from sapa.pipeline.models import Opportunity, Outcome
from sapa.sales.models import CreditNote, Invoice
from sapa.team.asking import ids_of, shape_of, stand_in
from sapa.team.models import Member
from sapa.tenancy.prepared import ask_planned

STEPS = 6  # of the path, on the card
MONTHS = 12
RULES = (  # that sentences and explanations name
    "majority_purchases", "spend_days", "loyal_days", "feedback_days", "satisfied_from", "passive_days", "bad_days",
    "discount_percent", "spend_percent", "supply_percent", "big_percent", "regular_percent",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A step of the path: the stage from a day on, and why as a code of Reason."""

    on: date
    stage: str
    reason: str


@dataclass(frozen=True)
class Month:
    """What was bought in a month that begins on a day: net of credit notes, in minor units, by so many invoices."""

    first: date
    amount: int
    invoices: int


@dataclass(frozen=True)
class Expected:
    """What the value model expects: probability of being alive, purchases and their worth in the days after `on`, the
    day of the last purchase of anybody.
    """

    alive: float
    purchases: float
    worth: int
    days: int
    on: date | None = None

    def is_old(self, today: date) -> bool:
        """Whether nobody bought for so long that what is expected is not said of today any more."""
        return self.on is not None and (today - self.on).days > OLD_DAYS


@dataclass(frozen=True)
class Life:
    """`row` is None until the figures were first computed. `pin`, `mark` and `departure` are those that hold, unsaved.

    `path` is the last STEPS, the newest last, and `has_more` says whether there were earlier ones. `months` is empty
    for who sees no sales. `lost_on` is when a deal was last lost.
    """

    row: CustomerMetrics | None = None
    rules: LifecycleRules = field(default_factory=LifecycleRules)
    path: Sequence[Step] = ()
    has_more: bool = False
    pin: StagePin | None = None
    mark: BadMark | None = None
    departure: Departure | None = None
    expected: Expected | None = None
    months: Sequence[Month] = ()
    lost_on: date | None = None


def life_of(member: Member, customer: Customer, on: date) -> Life:
    """Read by one kept statement, unless the customer brings it as `life`."""
    found: Life = getattr(customer, "life", None) or _read(member, customer, on)
    return found


def _read(member: Member, customer: Customer, on: date) -> Life:
    since = add_months(first_of_month(on), 1 - MONTHS)

    def build(ids: Mapping[str, int]) -> QuerySet:
        return _statement(stand_in(member, ids), ids["customer"], since)

    found: list[Any] = ask_planned(
        "card.life", (shape_of(member), since), build, customer=customer.pk, **ids_of(member)
    )
    return _lay_out(found[0], member, since) if found else Life()


def _statement(member: Member, pk: int, since: date) -> QuerySet:
    """The customer's figures with everything beside them as arrays."""
    steps = StageChange.objects.filter(customer=pk).order_by("-on", "-pk").values("on", "pk", "after", "reason")
    deals = Opportunity.objects.visible_to(member).filter(customer=pk).order_by().values("customer")
    newest = ValueModel.objects.order_by("-pk")
    beside: dict[str, Any] = {
        "all_rules": together(LifecycleRules.objects.all(), *RULES),
        "all_steps": gathered(steps[: STEPS + 1], "on", "pk", "after", "reason"),
        "all_pins": together(_open(StagePin, pk, "ended_at"), "stage", "reason", "until", "by__name"),
        "all_marks": together(_open(BadMark, pk, "ended_at"), "reason", "by__name"),
        "all_departures": together(_open(Departure, pk, "returned_on"), "on", "why", "switched_to", "note"),
        "all_values": together(CustomerValue.objects.filter(customer=pk), "alive", "expected_purchases", "value"),
        "days_ahead": Subquery(newest.values("days_ahead")[:1]),
        "valued_on": Subquery(newest.values("on")[:1]),
    }
    if member.may("opportunities.view"):
        lost = deals.annotate(last=Max("closed_on", filter=Q(outcome=Outcome.LOST)))
        beside["lost_on"] = Subquery(lost.values("last"))
    if member.may("sales.view"):
        beside |= _months(member, pk, since)
    return CustomerMetrics.objects.filter(customer=pk).annotate(**beside)


def _open(model: Any, pk: int, end: str) -> QuerySet:
    return model.objects.filter(customer=pk, **{f"{end}__isnull": True})


def _months(member: Member, pk: int, since: date) -> dict[str, Any]:
    """What was sold by month, and what credit notes took off the invoices of each month."""
    sold = Invoice.objects.visible_to(member).filter(customer=pk, on__gte=since, cancelled_at__isnull=True)
    sold = sold.exclude(kind=Invoice.Kind.DOWN_PAYMENT)
    taken = CreditNote.objects.filter(customer=pk, cancelled_at__isnull=True, invoice__in=sold.values("pk"))
    by_month = sold.order_by().values(month=_month("on"))
    taken_by_month = taken.order_by().values(month=_month("invoice__on"))
    return {
        "all_sold": gathered(by_month.annotate(net_sum=Sum("net"), number=Count("pk")), "month", "net_sum", "number"),
        "all_taken": gathered(taken_by_month.annotate(net_sum=Sum("net")), "month", "net_sum"),
    }


def _month(day: str) -> Left:
    """ "2026-11" of a day: by the text of it, which SQLite does itself."""
    return Left(Cast(day, CharField()), 7)


def _lay_out(row: Any, member: Member, since: date) -> Life:
    steps = sorted(row.all_steps or [])
    [rules] = row.all_rules or [None]
    return Life(
        row=row,
        rules=LifecycleRules(**dict(zip(RULES, rules, strict=True))) if rules else LifecycleRules(),
        path=[Step(date.fromisoformat(on), after, reason) for on, _pk, after, reason in steps[-STEPS:]],
        has_more=len(steps) > STEPS,
        pin=_pin(row.all_pins),
        mark=next((BadMark(reason=why, by=Member(name=by)) for why, by in row.all_marks or []), None),
        departure=_departure(row.all_departures),
        expected=_expected(row),
        months=_by_month(row.all_sold or [], row.all_taken or [], since) if member.may("sales.view") else [],
        lost_on=getattr(row, "lost_on", None),
    )


def _expected(row: Any) -> Expected | None:
    """Nothing of who is known to have left: the model does not know."""
    if row.all_departures:
        return None
    for alive, purchases, worth in row.all_values or []:
        return Expected(alive, purchases, worth, row.days_ahead or 0, row.valued_on)
    return None


def _pin(rows: Any) -> StagePin | None:
    for stage, reason, until, by in rows or []:
        return StagePin(stage=stage, reason=reason, until=date.fromisoformat(until), by=Member(name=by))
    return None


def _departure(rows: Any) -> Departure | None:
    for on, why, to, note in rows or []:
        return Departure(on=date.fromisoformat(on), why=why, switched_to=to, note=note)
    return None


def _by_month(sold: Any, taken: Any, since: date) -> list[Month]:
    """All months, also those in which nothing was bought."""
    amounts = {month: (int(net), int(number)) for month, net, number in sold}
    off = {month: int(net) for month, net in taken}
    found = []
    for place in range(MONTHS):
        first = add_months(since, place)
        month = first.isoformat()[:7]
        amount, number = amounts.get(month, (0, 0))
        found.append(Month(first, amount - off.get(month, 0), number))
    return found
