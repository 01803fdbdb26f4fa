"""How far those who arrived in a period got: prospect, contact, account, opportunity, customer with a deal won."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, IntegerField, Q, Sum, Value, When
from django.utils import timezone

from sapa.customers.models import Customer
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.lib.dates import add_months, first_of_month, start_of_day
from sapa.lib.numbers import round_half_up
from sapa.team.models import Member

BY = ("month", "source", "market", "field", "owner", "unit")
COLUMNS = {"source": "source_id", "market": "market", "field": "field", "owner": "owner_id", "unit": "unit_id"}
# Each step, the moment of the one before it, and its own.
WAYS = (
    ("contact", "created_at", "contact_at"),
    ("account", "contact_at", "account_at"),
    ("opportunity", "account_at", "opportunity_at"),
    ("won", "opportunity_at", "won_at"),
)


@dataclass(frozen=True)
class Way:
    """The way to one step: how many of the cohort reached it, and the days that those took whose days are known."""

    reached: int = 0
    timed: int = 0
    days: Decimal = Decimal(0)

    def __add__(self, other: "Way") -> "Way":
        return Way(self.reached + other.reached, self.timed + other.timed, self.days + other.days)

    @property
    def mean_days(self) -> Decimal | None:
        """One decimal; None where nobody came there, or nobody knows when."""
        return round_half_up(self.days / self.timed, 1) if self.timed else None


@dataclass(frozen=True)
class Funnel:
    """What became of a cohort."""

    arrived: int = 0
    contact: Way = Way()
    account: Way = Way()
    opportunity: Way = Way()
    won: Way = Way()

    def __add__(self, other: "Funnel") -> "Funnel":
        return Funnel(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Funnel)))

    @property
    def ways(self) -> list[Way]:
        return [self.contact, self.account, self.opportunity, self.won]

    @property
    def counts(self) -> list[int]:
        """Arrived, and how many reached each step."""
        return [self.arrived, *(way.reached for way in self.ways)]

    @property
    def conversions(self) -> list[Decimal | None]:
        """Percent of those at each step that reached the next one."""
        return [share(after, before) for before, after in zip(self.counts, self.counts[1:], strict=False)]

    @property
    def conversion(self) -> Decimal | None:
        """Percent of all that arrived with whom a deal was won."""
        return share(self.won.reached, self.arrived)


@dataclass(frozen=True)
class Line:
    """A month (its first day), a market, a field, or the id of a source, member or unit; None: without one."""

    key: Any
    funnel: Funnel


@dataclass(frozen=True)
class Conversion:
    """Lines by month in their order; all others with the most arrivals first. `total` counts every customer once."""

    lines: list[Line]
    total: Funnel

    @classmethod
    def of(cls, asked: AskedOfCustomers, member: Member, by: str) -> Self:
        """Of the customers asked for that this member sees and that arrived in the period. One query."""
        since, until = asked.moments
        arrived = Customer.objects.visible_to(member).filter(
            asked.condition(), created_at__gte=since, created_at__lt=until
        )
        found: dict[Any, Funnel] = defaultdict(Funnel)
        for key, funnel in _counted(arrived, by, _months(asked)):
            found[key] += funnel
        total = sum(found.values(), Funnel())
        if by == "month":
            return cls([Line(month, found[month]) for month in _months(asked)], total)
        order = sorted(found.items(), key=lambda item: (-item[1].arrived, str(item[0])))
        return cls([Line(key, funnel) for key, funnel in order], total)


def share(part: int, whole: int) -> Decimal | None:
    """Percent with one decimal; None of nothing."""
    return round_half_up(Decimal(100 * part) / whole, 1) if whole else None


def _counted(arrived: Any, by: str, months: Sequence[date]) -> Iterable[tuple[Any, Funnel]]:
    """The cohort in parts, from the index `customer_newest` alone. Fields are what people typed: case is nothing."""
    key = _month_number(months) if by == "month" else F(COLUMNS[by])
    figures: dict[str, Any] = {"arrived": Count("pk")}
    for name, before, after in WAYS:
        # whoever was imported with their deals has moments from before they arrived: they took no days here
        known = Q(**{f"{after}__gte": F(before)})
        took = ExpressionWrapper(F(after) - F(before), DurationField())
        figures[f"{name}_reached"] = Count(after)
        figures[f"{name}_timed"] = Count("pk", filter=known)
        figures[f"{name}_took"] = Sum(took, filter=known)
    names: dict[str, str] = {}
    for row in arrived.order_by().annotate(key=key).values("key").annotate(**figures):
        ways = [
            Way(row[f"{name}_reached"], row[f"{name}_timed"], _days(row[f"{name}_took"])) for name, _from, _to in WAYS
        ]
        found = months[row["key"]] if by == "month" else _key(row["key"], by, names)
        yield found, Funnel(row["arrived"], *ways)


def _days(took: timedelta | None) -> Decimal:
    return Decimal(took // timedelta(seconds=1)) / 86_400 if took else Decimal(0)


def _key(value: Any, by: str, names: dict[str, str]) -> Any:
    if by == "field":
        return names.setdefault(value.casefold(), value) if value else None
    return value or None


def _months(asked: AskedOfCustomers) -> list[date]:
    months = [first_of_month(asked.period.since)]
    while (month := add_months(months[-1], 1)) <= asked.period.until:
        months.append(month)
    return months


def _month_number(months: Sequence[date]) -> Any:
    """Which of these months a customer arrived in.

    Comparing with their first moments takes PostgreSQL a fifth of the time of cutting each moment in a time zone.
    The last month comes first: there the most are looked for.
    """
    zone = timezone.get_current_timezone_name()
    numbers = [
        When(created_at__gte=start_of_day(month, zone), then=Value(number)) for number, month in enumerate(months)
    ]
    return Case(*reversed(numbers), default=Value(0), output_field=IntegerField())
