"""A card of the board: what it shows of a deal."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from sapa.pipeline.filter import entered_before
from sapa.pipeline.models import Opportunity, Outcome
from sapa.pipeline.picks import Picks

COLUMNS = (
    "stage_id", "stage_entered_at", "pk", "title", "customer__name", "value", "version", "owner__name",
    "expected_close", "outcome", "closed_on",
)  # fmt: skip
ENTERED = COLUMNS.index("stage_entered_at")


@dataclass(frozen=True)
class Card:
    """In the words of `ui/deal.html`. Money in minor units; `rotting` counts the days in the stage, or 0."""

    id: int
    title: str
    customer: str
    value: int
    version: int
    owner: str
    closes_on: date | None
    rotting: int
    floating: bool
    url: str
    move_url: str
    may_quote: bool = False


class CardMaker:
    """Makes cards from rows. Addresses are reversed once."""

    def __init__(self, picks: Picks, today: date, *, may_move: bool, may_quote: bool = False, query: str = "") -> None:
        self._today, self._may_move, self._may_quote = today, may_move, may_quote
        self._query = f"?{query}" if query else ""  # the board's filter, so that a move answers with its figures
        self._pages = reverse("pipeline:board")
        self._limits = {
            pk: entered_before(stage, today)
            for pk, stage in picks.stages.items()
            if stage.rots_after is not None and not stage.is_closed
        }
        self._zone = timezone.get_current_timezone()

    def from_row(self, row: tuple[Any, ...]) -> Card:
        """A card from the values of COLUMNS."""
        stage_id, entered, pk, title, customer, value, version, owner, expected, outcome, closed = row
        is_open = outcome == Outcome.OPEN
        return Card(
            id=pk,
            title=title,
            customer=customer,
            value=value,
            version=version,
            owner=owner or "",
            closes_on=expected if is_open else closed,
            rotting=self._days(entered) if is_open and self._rots(stage_id, entered) else 0,
            floating=is_open and expected is not None and expected < self._today,
            url=f"{self._pages}{pk}/",
            move_url=f"{self._pages}{pk}/stage/{self._query}" if self._may_move else "",
            may_quote=self._may_quote and is_open,
        )

    def card(self, opportunity: Opportunity) -> Card:
        """A card of a row that was loaded with its customer and owner."""
        return self.from_row((
            opportunity.stage_id, opportunity.stage_entered_at, opportunity.pk, opportunity.title,
            opportunity.customer.name, opportunity.value, opportunity.version,
            opportunity.owner.name if opportunity.owner else "",
            opportunity.expected_close, opportunity.outcome, opportunity.closed_on,
        ))  # fmt: skip

    def _rots(self, stage_id: int, entered: datetime) -> bool:
        limit = self._limits.get(stage_id)
        return limit is not None and entered < limit

    def _days(self, entered: datetime) -> int:
        return (self._today - entered.astimezone(self._zone).date()).days
