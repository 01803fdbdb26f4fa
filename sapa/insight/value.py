"""What customers are expected to buy: the model in use, how well it foresaw, and what it expects of each customer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum

from sapa.customers.models import Customer
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.lib import keyset
from sapa.lifecycle.models import CustomerMetrics, CustomerValue, Departure, ValueModel
from sapa.lifecycle.value_terms import LEAST_BUYERS, LEAST_REPEATS, LEAST_WEEKS, OLD_DAYS, WEEK, Line
from sapa.team.models import Member
from sapa.team.roles import Scope

ORDER = ("-value", "-pk")  # for who may know what goods cost us: a value tells it, and so does an order by it
ORDER_WITHOUT_COST = ("-expected_purchases", "-pk")
SHOWN = ("customer_id", "customer__name", "customer__owner_id", "alive", "expected_purchases", "value")


@dataclass(frozen=True)
class Totals:
    """Of many customers: how many are likely still there, what they will buy, and what stays with us of it.

    `gone`: how many others are left out, since it is written down that they left.
    """

    alive: float = 0
    purchases: float = 0
    value: int = 0
    gone: int = 0


@dataclass(frozen=True)
class Holdout:
    """What was foreseen from the first part of the history, and what came in the rest. Both days belong to it."""

    since: date
    until: date
    lines: list[Line]

    @property
    def actual(self) -> int:
        return sum(line.actual for line in self.lines)

    @property
    def expected(self) -> float:
        return sum(line.expected for line in self.lines)

    @property
    def percent(self) -> int:
        """By how much more (or less, below zero) was foreseen than came."""
        return round(100 * (self.expected - self.actual) / self.actual) if self.actual else 0

    @property
    def missed(self) -> int:
        return abs(self.percent)


@dataclass(frozen=True)
class Row:
    """A customer in the list, with what they did; None where the figures of a new one are not there yet."""

    customer: Customer
    value: CustomerValue
    purchases: int | None
    last_on: date | None

    @property
    def alive(self) -> float:
        """In percent. Nobody is surely gone: less than one is told as one."""
        return max(round(100 * self.value.alive), 1)


@dataclass(frozen=True)
class Need:
    """Something that a model needs: how much of it there is, and how much there must be."""

    name: str
    done: int
    total: int


@dataclass(frozen=True)
class Value:
    """The newest model, if there is one, and its hold-out, which is everybody's: only who sees everybody sees it."""

    model: ValueModel | None
    holdout: Holdout | None

    @classmethod
    def of(cls, member: Member) -> Self:
        """One query."""
        model = ValueModel.objects.order_by("-pk").first()
        return cls(model, _holdout(model) if model and member.scope == Scope.ALL else None)

    @property
    def is_usable(self) -> bool:
        return self.model is not None and not self.model.refused

    def is_old(self, today: date) -> bool:
        """Whether nobody bought for so long that what is expected is not said of today any more."""
        return self.model is not None and (today - self.model.on).days > OLD_DAYS

    @property
    def until(self) -> date | None:
        """The last of the days ahead."""
        return self.model.on + timedelta(days=self.model.days_ahead) if self.model else None


def rows_of(asked: AskedOfCustomers, member: Member) -> QuerySet[CustomerValue]:
    """What is expected of the customers that were asked for, of those whom this member sees and who did not leave."""
    return _seen(asked, member).filter(~Exists(_away().filter(customer=OuterRef("customer"))))


def totals_of(asked: AskedOfCustomers, member: Member, model: ValueModel) -> Totals:
    """Of everybody the sums that were kept with the model, less those who left; else of each row. One query."""
    seen = _seen(asked, member)
    names = {"alive": "alive", "purchases": "expected_purchases", "value": "value"}
    if member.scope == Scope.ALL and not asked.narrowing.on:
        kept, gone = model.parameters["totals"], seen.filter(customer__in=_away().values("customer"))
        less = gone.aggregate(gone=Count("pk"), **{name: Sum(field) for name, field in names.items()})
        return Totals(**{name: kept[name] - (less[name] or 0) for name in kept}, gone=less["gone"])
    told = seen.annotate(left=Exists(_away().filter(customer=OuterRef("customer"))))
    stays, left = Q(left=False), Count("pk", filter=Q(left=True))
    found = told.aggregate(gone=left, **{name: Sum(field, filter=stays) for name, field in names.items()})
    return Totals(**{name: amount or 0 for name, amount in found.items()})


def _seen(asked: AskedOfCustomers, member: Member) -> QuerySet[CustomerValue]:
    found: QuerySet[CustomerValue] = CustomerValue.objects.visible_to(member).filter(asked.condition("customer__"))
    return found


def _away() -> QuerySet[Departure]:
    found: QuerySet[Departure] = Departure.objects.filter(returned_on__isnull=True)
    return found


def page_of(asked: AskedOfCustomers, member: Member, query: Any) -> keyset.Page:
    """A page of the list, with what is known of each. One query.

    Those worth most come first; to who may not know what goods cost us those who will buy most often: the cursors of
    the pages say what the list is in order by, and who makes one up would learn what somebody is worth.
    """
    more = {"bought": F("customer__metrics__purchases"), "last_on": F("customer__metrics__last_on")}
    rows = rows_of(asked, member).annotate(name=F("customer__name"), **more)
    order = ORDER if member.may("catalogue.cost") else ORDER_WITHOUT_COST
    found = keyset.page(rows, order, after=query.get("after", ""), before=query.get("before", ""))
    listed = [Row(Customer(pk=row.customer_id, name=row.name), row, row.bought, row.last_on) for row in found.rows]
    return keyset.Page(listed, found.next, found.previous)


def lines_of(asked: AskedOfCustomers, member: Member) -> Iterator[tuple[Any, ...]]:
    """All of the list for a file: the fields in SHOWN."""
    return rows_of(asked, member).order_by(*ORDER).values_list(*SHOWN).iterator(chunk_size=2000)


def needs(names: tuple[str, str, str]) -> list[Need]:
    """What a model needs, by these names: buyers, repeat purchases and weeks. One query."""
    bought = CustomerMetrics.objects.filter(purchases__gt=0)
    found = bought.aggregate(all=Sum("purchases"), first=Min("first_on"), last=Max("last_on"))
    buyers = bought.count()
    weeks = (found["last"] - found["first"]).days // WEEK if found["first"] else 0
    counts = (buyers, (found["all"] or 0) - buyers, weeks)
    totals = (LEAST_BUYERS, LEAST_REPEATS, LEAST_WEEKS)
    return [Need(*told) for told in zip(names, counts, totals, strict=True)]


def _holdout(model: ValueModel) -> Holdout | None:
    told = model.holdout
    if not told.get("rows"):
        return None
    since = date.fromisoformat(told["calibration_end"]) + timedelta(days=1)
    return Holdout(since, date.fromisoformat(told["end"]), [Line(**row) for row in told["rows"]])
