"""The board of the funnel: four columns of customers, in a number of queries that does not grow with them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone

from sapa.customers.filter import Filter
from sapa.customers.models import Customer, FunnelStep
from sapa.customers.querysets import RARE, CustomerQuerySet
from sapa.lib import keyset
from sapa.pipeline.board import for_each
from sapa.pipeline.models import Finding

CARDS = 20  # of a column at first, and with each "more"
COUNTED = keyset.COUNT_LIMIT
ORDER = ("-step_entered_at", "-pk")
COLUMNS = (
    "step", "step_entered_at", "pk", "name", "region__name", "owner__name", "source__name", "set_aside_at"
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """A customer on the board, in the words of the tag `prospects`."""

    id: int
    name: str
    village: str
    owner: str
    source: str
    days: int  # in the step
    findings: int
    aside: bool
    url: str
    move_url: str


@dataclass(frozen=True)
class Column:
    """A step as the board shows it. `count` ends one above COUNTED."""

    step: str
    count: int = 0
    cards: Sequence[Card] = field(default_factory=list)
    next: str = ""  # the cursor of more cards


class FunnelBoard:
    """The customers that a filter lets through; without those set aside, unless asked."""

    def __init__(self, found: Filter, today: date, *, aside: bool = False, query: str = "") -> None:
        self.found, self.today, self.aside = found, today, aside
        self._query = f"?{query}" if query else ""
        self._may_move = found.member.may("customers.change")
        self._pages, self._zone = reverse("customers:list"), timezone.get_current_timezone()
        self._moves = reverse("pipeline:funnel")

    def rows(self) -> CustomerQuerySet:
        rows = self.found.rows()
        return rows if self.aside else rows.on_the_board()

    def columns(self) -> list[Column]:
        """All columns with their first cards, newest entry first. Three queries, and those of the filter."""
        rows = self.rows()
        # of a text that is known to be common nobody need be told again that they are many
        is_many = self.found.on.keys() == {"q"} and rows.is_common and not rows.is_known
        few = self._few(rows) if self.found.narrows and not is_many else None
        if few is not None:
            counts: dict[str, int] = Counter(step for _entered, _pk, step in few)
            first = self._rows_of(_newest(few))
        elif "q" in self.found.on:
            counts, first = self._walked(rows)
        else:
            counts, first = self._counts(rows), self._first(rows)
        findings = self._findings([row[2] for shown in first.values() for row in shown])
        return [self._column(step, counts[step], first[step], findings) for step in FunnelStep.values]

    def more(self, step: str, after: str) -> Column:
        """The next cards of one column, without its count."""
        shown = ("pk", "step", "step_entered_at", "name", "set_aside_at", "region__name", "owner__name", "source__name")
        rows = self.rows().filter(step=step).select_related("region", "owner", "source").only(*shown)
        page = keyset.page(rows, ORDER, after=after, size=CARDS)
        findings = self._findings([one.pk for one in page.rows])
        cards = [self._card(_values(one), findings) for one in page.rows]
        return Column(step, 0, cards, page.next)

    def _few(self, rows: QuerySet[Customer]) -> list[tuple[datetime, int, str]] | None:
        """All that a narrow filter lets through, or None where they are many."""
        most = RARE if "q" in self.found.on or self.found.is_scattered else COUNTED
        light = list(rows.order_by().values_list("step_entered_at", "pk", "step")[: most + 1])
        return light if len(light) <= most else None

    def _counts(self, rows: QuerySet[Customer]) -> dict[str, int]:
        """How many stand at each step, counted to COUNTED + 1 at the most: each step walks its part of the index."""
        light = rows.order_by().values_list("step")
        statement, params = for_each(FunnelStep.values, lambda step: light.filter(step=step)[: COUNTED + 1])
        counted: dict[str, int] = defaultdict(int)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT step, COUNT(*) FROM ({statement}) AS every GROUP BY step", params)  # noqa: S608
            counted |= dict(cursor.fetchall())
        return counted

    def _walked(self, rows: QuerySet[Customer]) -> tuple[dict[str, int], dict[str, list[tuple[Any, ...]]]]:
        """Both of a text that very many have: who is counted is looked for once, and the newest are shown."""
        ordered = rows.order_by(*ORDER).values_list("step_entered_at", "pk", "step")
        statement, params = for_each(FunnelStep.values, lambda step: ordered.filter(step=step)[: COUNTED + 1])
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            few = cursor.fetchall()
        return Counter(step for _entered, _pk, step in few), self._rows_of(_newest(few))

    def _first(self, rows: QuerySet[Customer]) -> dict[str, list[tuple[Any, ...]]]:
        """One row more than is shown of each step."""
        ordered = rows.order_by(*ORDER).values_list("pk")
        statement, params = for_each(FunnelStep.values, lambda step: ordered.filter(step=step)[: CARDS + 1])
        return self._rows_of(RawSQL(statement, params))  # noqa: S611 (Django's own statement)

    def _rows_of(self, ids: Any) -> dict[str, list[tuple[Any, ...]]]:
        """COLUMNS of these customers by step, the newest there first."""
        found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for row in Customer.objects.filter(pk__in=ids).order_by(*ORDER).values_list(*COLUMNS):
            found[row[0]].append(row)
        return found

    def _findings(self, ids: Sequence[int]) -> dict[int, int]:
        """How much was found out about each of these customers."""
        if not ids:
            return {}
        counted = Finding.objects.filter(customer_id__in=ids).order_by().values_list("customer_id")
        return dict(counted.annotate(Count("pk")))

    def _column(self, step: str, count: int, rows: list[tuple[Any, ...]], findings: dict[int, int]) -> Column:
        cards = [self._card(row, findings) for row in rows[:CARDS]]
        more = keyset.cursor([rows[CARDS - 1][1], cards[-1].id]) if len(rows) > CARDS else ""
        return Column(step, count, cards, more)

    def _card(self, row: tuple[Any, ...], findings: dict[int, int]) -> Card:
        _step, entered, pk, name, village, owner, source, aside = row
        return Card(
            id=pk, name=name, village=village or "", owner=owner or "", source=source or "", days=self._days(entered),
            findings=findings.get(pk, 0), aside=aside is not None, url=f"{self._pages}{pk}/",
            move_url=f"{self._moves}customers/{pk}/step/{self._query}" if self._may_move else "",
        )  # fmt: skip

    def _days(self, entered: datetime) -> int:
        return max((self.today - entered.astimezone(self._zone).date()).days, 0)


def _newest(few: Sequence[tuple[datetime, int, str]]) -> list[int]:
    """The ids of those who came last to each step, one more of each than is shown."""
    seen: Counter[str] = Counter()
    ids = []
    for _entered, pk, step in sorted(few, reverse=True):
        seen[step] += 1
        if seen[step] <= CARDS + 1:
            ids.append(pk)
    return ids


def _values(customer: Customer) -> tuple[Any, ...]:
    """COLUMNS of a customer loaded with what they refer to."""
    named = [str(one.name) if one else "" for one in (customer.region, customer.owner, customer.source)]
    return (customer.step, customer.step_entered_at, customer.pk, customer.name, *named, customer.set_aside_at)
