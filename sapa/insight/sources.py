"""Where customers come from, and what each that was won cost: by source and by campaign."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Self

from django.db.models import Count, Q

from sapa.customers.models import Customer
from sapa.insight.asking import Period
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.pipeline.models import Campaign, Inquiry
from sapa.team.models import Member

BY = ("source", "campaign")
FILTERS = ("segment", "unit", "owner", "market")
STEPS = ("pk", "contact_at", "account_at", "opportunity_at", "won_at")  # of those who arrived, who got so far


@dataclass(frozen=True)
class Reached:
    """Arrivals of the period, new and known; its new customers and how far they got since; cost in minor units."""

    arrivals: int = 0
    customers: int = 0
    contacts: int = 0
    accounts: int = 0
    opportunities: int = 0
    won: int = 0
    cost: int = 0

    def __add__(self, other: "Reached") -> "Reached":
        return Reached(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def cost_per_won(self) -> int | None:
        """Half up, in minor units; None where nobody was won or nothing was spent."""
        return (2 * self.cost + self.won) // (2 * self.won) if self.won and self.cost else None


@dataclass(frozen=True)
class Line:
    """A source or a campaign by its id; None: without one."""

    key: int | None
    reached: Reached


@dataclass(frozen=True)
class Sources:
    """Lines with the most won first, then the most new. `names` are the campaigns'."""

    lines: list[Line]
    total: Reached
    names: dict[int, str]

    @classmethod
    def of(cls, asked: AskedOfCustomers, member: Member, by: str) -> Self:
        """The cohort that arrived in the period, of customers whom the member sees. Three queries.

        A customer counts for the source that they have, and for the campaign of the arrival that made them. A
        campaign's whole cost counts in every period in which it ran.
        """
        since, before = asked.moments
        arrived = Inquiry.objects.visible_to(member).filter(asked.condition("customer__"), at__gte=since, at__lt=before)
        real = arrived.exclude(state=Inquiry.State.SPAM).order_by()
        found: dict[int | None, Reached] = defaultdict(Reached)
        if by == "source":
            new = Customer.objects.visible_to(member).filter(
                asked.condition(), created_at__gte=since, created_at__lt=before
            )
            _add(found, new.order_by().values_list("source_id").annotate(*(Count(step) for step in STEPS)))
            for key, count in real.values_list("source_id").annotate(Count("pk")):
                found[key] += Reached(arrivals=count)
        else:
            is_new = Q(state=Inquiry.State.NEW)
            steps = [Count("pk" if step == "pk" else f"customer__{step}", filter=is_new) for step in STEPS]
            counts = {f"reached_{place}": step for place, step in enumerate(steps)}
            for key, *reached in real.values_list("campaign_id").annotate(Count("pk"), **counts):
                found[key] += Reached(*reached)
        names = _add_costs(found, asked.period, by)
        lines = sorted((Line(key, one) for key, one in found.items() if one != Reached()), key=_order)
        return cls(lines, sum((line.reached for line in lines), Reached()), names)


def _order(line: Line) -> tuple[int, int, int, str]:
    one = line.reached
    return -one.won, -one.customers, -one.arrivals, str(line.key)


def _add(found: dict[int | None, Reached], rows: Iterable[tuple[Any, ...]]) -> None:
    for key, *counts in rows:
        found[key] += Reached(0, *counts)


def _add_costs(found: dict[int | None, Reached], period: Period, by: str) -> dict[int, str]:
    """Count what campaigns cost that ran in the period. Returns the names of all campaigns. One query."""
    names: dict[int, str] = {}
    rows = Campaign.objects.order_by().values_list("pk", "name", "source_id", "cost", "starts_on", "ends_on")
    for pk, name, source, cost, starts, ends in rows:
        names[pk] = name
        ran = (starts is None or starts <= period.until) and (ends is None or ends >= period.since)
        if cost and ran:
            found[source if by == "source" else pk] += Reached(cost=cost)
    return names
