"""What customers are expected to buy: the model in use, how well it foresaw, and what it expects of each customer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Max, Min, QuerySet, Sum

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.lib import keyset
from sapa.lifecycle.models import CustomerMetrics, CustomerValue, ValueModel
from sapa.lifecycle.value_terms import LEAST_BUYERS, LEAST_REPEATS, LEAST_WEEKS, WEEK, Line
from sapa.team.models import Member
from sapa.team.roles import Scope

FILTERS = ("unit", "owner", "market", "source")
FIGURES = ("each", "count")
ORDER = ("-value", "-pk")
SHOWN = ("customer_id", "customer__name", "customer__owner_id", "alive", "expected_purchases", "value")


@dataclass(frozen=True)
class Totals:
    """Of many customers: how many are likely still there, what they will buy, and what stays with us of it."""

    alive: float = 0
    purchases: float = 0
    value: int = 0


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
    """A customer in the list. `metrics` may be None where the figures of a new one are not there yet."""

    value: CustomerValue
    metrics: CustomerMetrics | None

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

    @property
    def until(self) -> date | None:
        """The last of the days ahead."""
        return self.model.on + timedelta(days=self.model.days_ahead) if self.model else None


def rows_of(asked: AskedOfCustomers, member: Member) -> QuerySet[CustomerValue]:
    """What is expected of the customers that were asked for, of those whom this member sees."""
    found: QuerySet[CustomerValue] = CustomerValue.objects.visible_to(member).filter(asked.condition("customer__"))
    return found


def totals_of(asked: AskedOfCustomers, member: Member, model: ValueModel) -> Totals:
    """Of everybody the sums that were kept with the model; else one query."""
    if member.scope == Scope.ALL and not any(name in asked.on for name in FILTERS):
        return Totals(**model.parameters["totals"])
    sums = {"alive": Sum("alive"), "purchases": Sum("expected_purchases"), "value": Sum("value")}
    found = rows_of(asked, member).aggregate(**sums)
    return Totals(**{name: amount or 0 for name, amount in found.items()})


def page_of(asked: AskedOfCustomers, member: Member, query: Any) -> keyset.Page:
    """A page of the list, those worth most first, with what is known of each. Two queries."""
    rows = rows_of(asked, member).select_related("customer")
    found = keyset.page(rows, ORDER, after=query.get("after", ""), before=query.get("before", ""))
    metrics = {
        row.customer_id: row
        for row in CustomerMetrics.objects.filter(customer__in=[row.customer_id for row in found.rows])
    }
    listed = [Row(row, metrics.get(row.customer_id)) for row in found.rows]
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
