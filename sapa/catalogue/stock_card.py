"""The stock card of a product: what each unit has, and its moves with the balance after each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from sapa.catalogue.models import Product, StockLevel, StockMove, StockMoveQuerySet
from sapa.lib import keyset
from sapa.lib.keyset import Page
from sapa.lib.numbers import round_half_up
from sapa.team.models import BusinessUnit

ORDER = ("-at", "-pk")
ZERO = Decimal(0)


@dataclass(frozen=True)
class UnitStock:
    """What a unit (id 0: none) has of a product."""

    unit_id: int
    name: str
    on_hand: Decimal
    promised: Decimal

    @property
    def available(self) -> Decimal:
        return self.on_hand - self.promised


@dataclass(frozen=True)
class Line:
    """A move, and what was there after it."""

    move: StockMove
    balance: Decimal


def stock_of_units(levels: Sequence[StockLevel]) -> list[UnitStock]:
    """Each unit's stock by its name; those with nothing in it only where they are all there is."""
    some = [level for level in levels if level.on_hand or level.promised] or list(levels)
    names = {unit.pk: unit.name for unit in BusinessUnit.objects.filter(pk__in=[level.unit_id for level in some])}
    found = [
        UnitStock(level.unit_id, names.get(level.unit_id, _("no unit")), level.on_hand, level.promised)
        for level in some
    ]
    return sorted(found, key=lambda stock: (stock.unit_id == 0, stock.name))


def card(product: Product, levels: Sequence[StockLevel], *, unit: int | None, after: str, before: str) -> Page:
    """A page of moves, newest first, as Lines: of one unit (0: none), or of all. Four queries at the most."""
    moves = StockMove.objects.of_product(product)
    if unit is not None:
        moves = moves.filter(unit=unit or None)
    page = keyset.page(moves.select_related("by", "unit"), ORDER, after=after, before=before)
    balance = sum((level.on_hand for level in levels if unit in (None, level.unit_id)), ZERO)
    if page.previous:
        balance -= _sum_above(moves, page.rows[0])
    lines = []
    for move in page.rows:
        lines.append(Line(move, balance))
        balance -= move.quantity
    return replace(page, rows=lines)


def _sum_above(moves: StockMoveQuerySet, first: StockMove) -> Decimal:
    """What came and went after this move."""
    later = moves.filter(Q(at__gt=first.at) | Q(at=first.at, pk__gt=first.pk))
    total: Decimal | None = later.order_by().aggregate(total=Sum("quantity"))["total"]
    return round_half_up(total or ZERO, 3)
