"""Recency, frequency and money: how long ago customers bought, how often and for how much, and what to do about it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.funnel import share
from sapa.lifecycle.models import CustomerMetrics, RfmGroup
from sapa.lifecycle.ruling import rules_of
from sapa.team.models import Member

if TYPE_CHECKING:
    from sapa.insight.rfm_then import Counted

SCORES = (1, 2, 3, 4, 5)
DEEDS: dict[str, Any] = {
    RfmGroup.BEST: _("Thank them, ask how we can serve them better, and ask whom else they know."),
    RfmGroup.FAITHFUL: _("Greet them before they are due, and keep what they usually buy in stock."),
    RfmGroup.RISING: _("Show them what others like them buy, and make the next purchase easy."),
    RfmGroup.NEW: _("Ask within a week how the purchase was, and agree on the next one."),
    RfmGroup.GREET: _("Call or visit without selling: ask how they are and what they need now."),
    RfmGroup.KEEP: _("Visit them this week: they brought much and have not come for long. Ask why."),
    RfmGroup.FADING: _("Send a reminder with something new; visit if they do not answer."),
    RfmGroup.ASLEEP: _("Write once to say that they are welcome; spend nothing more on them."),
}


@dataclass(frozen=True)
class Part:
    """Customers, and what they spent in the last 365 days in minor units."""

    customers: int = 0
    revenue: int = 0

    def __add__(self, other: "Part") -> "Part":
        return Part(self.customers + other.customers, self.revenue + other.revenue)


@dataclass(frozen=True)
class Line:
    """A named group, with its share of the customers and of their revenue in percent."""

    group: RfmGroup
    part: Part
    share: Decimal | None
    share_of_revenue: Decimal | None

    @property
    def deed(self) -> Any:
        """What to do with them, in a sentence."""
        return DEEDS[self.group]


@dataclass(frozen=True)
class Rfm:
    """`cells` by (recency, worth), each 1 to 5 with 5 the best; worth is how often and for how much taken together.

    `of_cell` says which group a cell belongs to. Those who never bought are in none of it. `on` is the day on whose
    evening they stood so; None is now.
    """

    cells: dict[tuple[int, int], Part]
    of_cell: dict[tuple[int, int], RfmGroup]
    groups: dict[RfmGroup, Part]
    on: date | None = None

    @classmethod
    def of(cls, asked: AskedOfCustomers, member: Member) -> Self:
        """Of the customers asked for whom the member sees: now, or as they stood when the period ended."""
        on = _ended_on(asked)
        cells: dict[tuple[int, int], Part] = defaultdict(Part)
        groups: dict[RfmGroup, Part] = defaultdict(Part)
        of_cell: dict[tuple[int, int], RfmGroup] = {}
        counted = _counted_then(asked, member, on) if on else _counted(asked, member)
        for recency, often, much, group, count, revenue in counted:
            place, part = (recency, worth(often, much)), Part(count, int(revenue))
            cells[place] += part
            groups[RfmGroup(group)] += part
            of_cell[place] = RfmGroup(group)
        return cls(dict(cells), of_cell, dict(groups), on)

    @property
    def total(self) -> Part:
        return sum(self.groups.values(), Part())

    @property
    def lines(self) -> list[Line]:
        """The groups that somebody is in, in their order."""
        total, found = self.total, []
        for group in RfmGroup:
            if part := self.groups.get(group):
                of_revenue = share(part.revenue, total.revenue) if total.revenue > 0 else None
                found.append(Line(group, part, share(part.customers, total.customers), of_revenue))
        return found


def _ended_on(asked: AskedOfCustomers) -> date | None:
    """The last day of the period asked for, where it ended before the kept scores were cut."""
    until = asked.period.until
    return until if asked.has_own_period and asked.year_to and until < asked.year_to else None


def _counted(asked: AskedOfCustomers, member: Member) -> "list[Counted]":
    """From kept figures: one query."""
    rows = CustomerMetrics.objects.filter(asked.seen_by(member), recency_score__gt=0).order_by()
    scores = rows.values_list("recency_score", "frequency_score", "money_score", "rfm_group")
    return asked.answers.rows(scores.annotate(Count("pk"), Sum("revenue_year")))


def _counted_then(asked: AskedOfCustomers, member: Member, on: date) -> "list[Counted]":
    from sapa.insight.rfm_then import count_then  # with numpy: loaded by who looks back

    return count_then(asked, member, rules_of(), on)


def worth(often: int, much: int) -> int:
    """How often and for how much taken together, half up: as `lifecycle.grouping` names the groups by."""
    return (often + much + 1) // 2
