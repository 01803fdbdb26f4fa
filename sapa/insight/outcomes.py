"""What became of opportunities: won and lost by month, reason, member, unit, source and product."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, Self

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from sapa.insight.asking import Asked, Period
from sapa.lib.dates import add_months, first_of_month
from sapa.lib.numbers import round_half_up
from sapa.pipeline.models import OpportunityLine, Outcome
from sapa.pipeline.querysets import OpportunityQuerySet
from sapa.pipeline.tallies import first_day_of, month_of
from sapa.team.models import Member

BY = ("month", "reason", "owner", "unit", "source", "product")
COLUMNS = {"reason": "lost_reason_id", "owner": "owner_id", "unit": "unit_id", "source": "source_id"}
KEPT = {"month": "month", "owner": "owner_id", "unit": "unit_id"}
CLOSED = [Outcome.WON, Outcome.LOST]


@dataclass(frozen=True)
class Tally:
    """Opportunities won and lost, and their values in minor units."""

    won: int = 0
    lost: int = 0
    won_value: int = 0
    lost_value: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.won + other.won,
            self.lost + other.lost,
            self.won_value + other.won_value,
            self.lost_value + other.lost_value,
        )

    @property
    def count(self) -> int:
        return self.won + self.lost

    @property
    def conversion(self) -> Decimal | None:
        """Percent of those decided that were won, one decimal; None where nothing was decided."""
        return round_half_up(Decimal(100 * self.won) / self.count, 1) if self.count else None


@dataclass(frozen=True)
class Line:
    """A month (its first day), or the id of a reason, member, unit, source or product; None: without one."""

    key: date | int | None
    tally: Tally


@dataclass(frozen=True)
class Outcomes:
    """Lines by month in their order; all others with the largest first. `total` counts every opportunity once."""

    lines: list[Line]
    total: Tally

    @classmethod
    def of(cls, asked: Asked, member: Member, by: str) -> Self:
        """Of those asked for that this member sees and that were won or lost in the period; by reason only the lost.

        Whole months by month, member or unit come from the kept figures, but of a segment; the rest from the index
        `opportunity_closed` alone, but for products.
        """
        period = asked.period
        if by in KEPT and asked.is_kept and period.is_of_whole_months(asked.today):
            return cls._kept(asked, member, by)
        closed = asked.rows(member).filter(outcome__in=CLOSED, closed_on__range=(period.since, period.until)).order_by()
        if by == "reason":
            closed = closed.filter(outcome=Outcome.LOST)
        if by == "month":
            return cls._by_month(_tallies(closed, "closed_on"), period)
        if by == "product":
            lines = asked.lines(member).filter(
                opportunity__outcome__in=CLOSED, opportunity__closed_on__range=(period.since, period.until)
            )
            found = _by_product(lines.order_by(), closed)
            return cls(_largest_first(found), _tally(closed))
        found = _tallies(closed, COLUMNS[by])
        return cls(_largest_first(found), _sum(found.values()))

    @classmethod
    def _kept(cls, asked: Asked, member: Member, by: str) -> Self:
        outcomes = {stage.pk: stage.step for stage in asked.picks.stages.values() if stage.is_closed}
        months = (month_of(asked.period.since), month_of(asked.period.until))
        rows = asked.tallies(member).filter(stage__in=outcomes, month__range=months).order_by()
        figures = rows.values_list(KEPT[by], "stage_id").annotate(Sum("count"), Sum("value"))
        read = first_day_of if by == "month" else (lambda pk: pk or None)
        found = _gathered((read(key), outcomes[stage], int(count), value) for key, stage, count, value in figures)
        if by == "month":
            return cls._by_month(found, asked.period)
        return cls(_largest_first({key: tally for key, tally in found.items() if tally.count}), _sum(found.values()))

    @classmethod
    def _by_month(cls, days: Mapping[Any, Tally], period: Period) -> Self:
        found: dict[date, Tally] = defaultdict(Tally)
        for day, tally in days.items():
            found[first_of_month(day)] += tally
        month, months = first_of_month(period.since), []
        while month <= period.until:
            months.append(month)
            month = add_months(month, 1)
        return cls([Line(month, found.get(month, Tally())) for month in months], _sum(found.values()))


def last_closed(opportunities: OpportunityQuerySet) -> date | None:
    """The last day on which one of these was won or lost: the page offers its year when a period is empty."""
    days = [
        opportunities.filter(outcome=outcome).order_by("-closed_on").values_list("closed_on", flat=True).first()
        for outcome in CLOSED
    ]
    return max((day for day in days if day), default=None)


def _tallies(closed: QuerySet, column: str) -> dict[Any, Tally]:
    return _gathered(closed.values_list(column, "outcome").annotate(Count("pk"), Sum("value")))


def _tally(closed: QuerySet) -> Tally:
    rows = closed.values_list("outcome").annotate(Count("pk"), Sum("value"))
    return _sum(_gathered((None, *row) for row in rows).values())


def _by_product(lines: QuerySet, closed: QuerySet) -> dict[Any, Tally]:
    """A deal counts with each of its products; its value is shared among its lines by their amounts."""
    another = OpportunityLine.objects.filter(opportunity=OuterRef("opportunity")).exclude(pk=OuterRef("pk"))
    by_hand = lines.filter(opportunity__value_by_hand=True)
    without = closed.filter(~Exists(OpportunityLine.objects.filter(opportunity=OuterRef("pk"))))
    total: dict[Any, Tally] = defaultdict(Tally)
    for part in (
        _gathered(_summed(lines.filter(opportunity__value_by_hand=False), "amount")),
        _gathered(_summed(by_hand.filter(~Exists(another)), "opportunity__value")),
        _gathered(_shared(by_hand.filter(Exists(another)))),
        {None: _tally(without)},
    ):
        for key, tally in part.items():
            total[key] += tally
    return {key: tally for key, tally in total.items() if tally.count}


def _summed(lines: QuerySet, value: str) -> QuerySet:
    deals = Count("opportunity", distinct=True)
    return lines.values_list("product_id", "opportunity__outcome").annotate(deals, Sum(value))


def _shared(lines: QuerySet) -> Iterable[tuple[Any, str, int, int]]:
    """What falls to each line of deals whose value somebody set: (product, outcome, deals, value).

    The running sum is rounded, not the share, so that the shares add up to the value.
    """
    names = ("opportunity_id", "product_id", "opportunity__outcome", "opportunity__value", "amount")
    rows = lines.order_by("opportunity_id", "position", "pk").values_list(*names)
    for _deal, group in groupby(rows, key=itemgetter(0)):
        of_deal = list(group)
        whole, so_far, counted = sum(row[4] for row in of_deal), 0, set()
        for place, (_pk, product, outcome, value, amount) in enumerate(of_deal):
            before, so_far = so_far, so_far + amount
            share = _part(value, so_far, whole) - _part(value, before, whole) if whole else value * (place == 0)
            yield product, outcome, int(product not in counted), share
            counted.add(product)


def _part(value: int, amount: int, whole: int) -> int:
    return (2 * value * amount + whole) // (2 * whole)


def _gathered(rows: Iterable[tuple[Any, str, int, int]]) -> dict[Any, Tally]:
    found: dict[Any, Tally] = defaultdict(Tally)
    for key, outcome, count, value in rows:
        won = outcome == Outcome.WON
        found[key] += Tally(
            won=count if won else 0,
            lost=0 if won else count,
            won_value=int(value) if won else 0,
            lost_value=0 if won else int(value),
        )
    return dict(found)


def _largest_first(found: dict[Any, Tally]) -> list[Line]:
    order = sorted(found.items(), key=lambda item: (-item[1].won_value, -item[1].count, str(item[0])))
    return [Line(key, tally) for key, tally in order]


def _sum(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())
