"""What people do with the stock of a product: count it, buy it, correct it, move it between units."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.catalogue.ledger import NOTHING, Place, hold, levels, post
from sapa.catalogue.models import Product, StockMove
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.lib.numbers import format_number
from sapa.team.models import BusinessUnit, Member

SEEN_BY_FEW = "•••"  # the history tells that the cost changed, not to what


def take_stock(figures: Mapping[Place, Decimal], *, reason: str, by: Member | None, now: datetime) -> list[StockMove]:
    """Make what is on hand of many products what these figures say, with four statements. Gives the moves.

    A product that was not counted is from now on, and its figures are its opening stock; of one that is
    counted the difference is an adjustment for `reason`. Call it in a transaction; it records no event.
    """
    products = hold(product for product, _unit in figures)
    opened = {pk for pk, product in products.items() if not product.is_counted}
    Product.objects.filter(pk__in=opened).update(stock=NOTHING)
    there = levels(products)
    left_over = {place: NOTHING for place in there if place[0] in opened}  # of when it was counted before
    moves = []
    for (pk, unit), figure in sorted({**left_over, **figures}.items()):
        level = there.get((pk, unit))
        move = StockMove(product=products[pk], unit_id=unit or None, cost=products[pk].cost, at=now, by=by)
        move.quantity = figure - (level.on_hand if level else NOTHING)
        move.kind = StockMove.Kind.OPENING if pk in opened else StockMove.Kind.ADJUSTMENT
        move.reason = "" if pk in opened else reason
        moves.append(move)
    post([move for move in moves if move.quantity], promised=dict.fromkeys(figures, NOTHING))
    return [move for move in moves if move.quantity]


def take_totals(totals: Mapping[int, Decimal], *, reason: str, by: Member | None, now: datetime) -> list[StockMove]:
    """Make what is on hand of products (by id), over all units, what these figures say: as `take_stock` does.

    A difference is that of the unit to which the product belongs, or of none.
    """
    products, elsewhere = hold(totals), dict.fromkeys(totals, NOTHING)
    for (pk, unit), level in levels(totals).items():
        if products[pk].is_counted and unit != (products[pk].business_unit_id or 0):
            elsewhere[pk] += level.on_hand
    home = {(pk, products[pk].business_unit_id or 0): total - elsewhere[pk] for pk, total in totals.items()}
    return take_stock(home, reason=reason, by=by, now=now)


@transaction.atomic
def open_stock(
    product: Product, *, quantities: Mapping[int, Decimal], by: Member | None, now: datetime, by_unit: bool = False
) -> None:
    """Count a product from now on: what each unit (0: none) has of it. Raises AlreadyDone where it is counted.

    `by_unit`: each unit keeps its own stock of it from now on.
    """
    if _held(product).is_counted:
        raise AlreadyDone(_("The stock of this product is counted already."))
    if by_unit and not product.stock_by_unit:
        Product.objects.filter(pk=product.pk).update(stock_by_unit=True, version=F("version") + 1)
    take_stock({(product.pk, unit): quantity for unit, quantity in quantities.items()}, reason="", by=by, now=now)
    product.refresh_from_db(fields=["stock", "promised", "stock_by_unit", "version"])
    record("stock.opened", product, by=by, at=now, quantity=float(product.stock or 0), uom=product.unit)


@transaction.atomic
def stop_counting(product: Product, *, by: Member, now: datetime) -> None:
    """The stock of a product does not matter any more; its card stays. Raises AlreadyDone."""
    _held(product)
    if Product.objects.filter(pk=product.pk, stock__isnull=False).update(stock=None) != 1:
        raise AlreadyDone(_("The stock of this product is not counted."))
    record("stock.stopped", product, by=by, at=now)


@transaction.atomic
def purchase(
    product: Product, *, uuid: UUID, unit: BusinessUnit | None, quantity: Decimal, by: Member, now: datetime,
    cost: int | None = None, supplier: str = "", keep_cost: bool = False,
) -> StockMove:  # fmt: skip
    """Goods that were bought, at `cost` each. `keep_cost`: this is what one costs us from now on.

    The same `uuid` again gives the move that was made. Raises Refused where the product is not counted.
    """
    held = _counted(product)
    if (made := StockMove.objects.filter(uuid=uuid).first()) is not None:
        return made
    move = _move(product, StockMove.Kind.PURCHASE, quantity, unit=unit, uuid=uuid, by=by, now=now)
    move.cost, move.reason = held.cost if cost is None else cost, supplier
    post([move])
    record("stock.purchased", product, by=by, at=now, quantity=float(quantity), uom=product.unit, note=supplier)
    if keep_cost and cost is not None and cost != held.cost:
        Product.objects.filter(pk=product.pk).update(cost=cost, version=F("version") + 1)
        hidden = {"cost": [SEEN_BY_FEW, SEEN_BY_FEW]}
        record("product.changed", product, by=by, at=now, changes=hidden)
    return move


@transaction.atomic
def adjust(
    product: Product, *, uuid: UUID, unit: BusinessUnit | None, counted: Decimal, reason: str, by: Member,
    now: datetime, seen: Decimal | None = None,
) -> StockMove:  # fmt: skip
    """What a unit has of it is what was `counted`, for a reason. The same `uuid` again gives the move that was made.

    Raises Conflict where there is not `seen` any more (what the person read before counting), AlreadyDone
    where the figure was right, and Refused where the product is not counted.
    """
    held = _counted(product)
    if (made := StockMove.objects.filter(uuid=uuid).first()) is not None:
        return made
    on_hand = _on_hand(product, unit)
    if seen is not None and seen != on_hand:
        now_there = {"quantity": format_number(on_hand), "unit": product.unit}
        raise Conflict(_("The stock changed meanwhile: it is %(quantity)s %(unit)s now. Look again.") % now_there)
    if counted == on_hand:
        raise AlreadyDone(_("The stock is just that already."))
    move = _move(product, StockMove.Kind.ADJUSTMENT, counted - on_hand, unit=unit, uuid=uuid, by=by, now=now)
    move.cost, move.reason = held.cost, reason
    post([move])
    data: dict[str, Any] = {"quantity": float(counted), "before": float(on_hand), "uom": product.unit, "note": reason}
    record("stock.adjusted", product, by=by, at=now, **data)
    return move


@transaction.atomic
def move_between(
    product: Product, *, uuid: UUID, source: BusinessUnit | None, target: BusinessUnit | None, quantity: Decimal,
    by: Member, now: datetime,
) -> None:  # fmt: skip
    """What one unit (None: none) gives to another of its stock. The same `uuid` again changes nothing.

    Raises Refused where the one has less on hand, where both are the same, or where it is not counted.
    """
    held = _counted(product)
    if StockMove.objects.filter(uuid=uuid).exists():
        return
    if source == target:
        raise Refused(_("Choose two different business units."))
    if _on_hand(product, source) < quantity:
        there = {"quantity": format_number(_on_hand(product, source)), "unit": product.unit}
        raise Refused(_("There is not so much: only %(quantity)s %(unit)s.") % there)
    names: dict[str, Any] = {"source": str(source or _("no unit")), "target": str(target or _("no unit"))}
    reason = _("Moved from %(source)s to %(target)s") % names
    out = _move(product, StockMove.Kind.ADJUSTMENT, -quantity, unit=source, uuid=uuid, by=by, now=now)
    there_id = uuid5(NAMESPACE_OID, f"{uuid}")
    into = _move(product, StockMove.Kind.ADJUSTMENT, quantity, unit=target, uuid=there_id, by=by, now=now)
    for move in (out, into):
        move.cost, move.reason = held.cost, reason
    post([out, into])
    record("stock.moved", product, by=by, at=now, quantity=float(quantity), uom=product.unit, **names)


def rehouse(product: Product, *, by: Member, now: datetime) -> None:
    """After a product went to another unit, or is kept by all together: what is available goes along.

    What is promised stays, for the deliveries that take it there. Call it in the transaction that changed it.
    """
    held = hold([product.pk])[product.pk]
    if not held.is_counted or (held.stock_by_unit and not held.business_unit_id):
        return
    home, moves = held.business_unit_id or 0, []
    for (_product, unit), level in levels([product.pk]).items():
        if unit == home or level.available <= 0:
            continue
        for place, quantity in ((unit, -level.available), (home, level.available)):
            move = StockMove(product=product, unit_id=place or None, quantity=quantity, cost=held.cost, at=now, by=by)
            move.kind, move.reason = StockMove.Kind.ADJUSTMENT, _("The product went to another business unit")
            moves.append(move)
    post(moves)


def _held(product: Product) -> Product:
    return hold([product.pk])[product.pk]


def _counted(product: Product) -> Product:
    held = _held(product)
    if not held.is_counted:
        raise Refused(_("The stock of this product is not counted."))
    return held


def _on_hand(product: Product, unit: BusinessUnit | None) -> Decimal:
    level = levels([product.pk]).get((product.pk, unit.pk if unit else 0))
    return level.on_hand if level else NOTHING


def _move(
    product: Product, kind: str, quantity: Decimal, *, unit: BusinessUnit | None, uuid: UUID, by: Member, now: datetime
) -> StockMove:
    return StockMove(uuid=uuid, product=product, unit=unit, kind=kind, quantity=quantity, at=now, by=by)
