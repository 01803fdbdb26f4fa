"""What came and what went of all products, by whom and why: a list, and a file to take away."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.catalogue.models import StockMove
from sapa.catalogue.moves_filter import MoveFilter, MoveFilterForm
from sapa.lib import keyset
from sapa.lib.downloads import download
from sapa.lib.money import to_major
from sapa.team.access import requires

ORDER = ("-at", "-pk")
WITH, WITHOUT = ("product", "unit", "by"), ("product__profile", "product__description")
MOST = 50_000  # moves in a file


@require_safe
@requires("catalogue.view")
def listing(request: Any) -> HttpResponse:
    """The moves of all products, newest first. Its filters are in the address."""
    found = _filter(request)
    rows = found.rows()
    page = keyset.page(
        rows.select_related(*WITH).defer(*WITHOUT),
        ORDER,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    whole = not (page.next or page.previous)
    may_take = request.member.may("customers.export") and page.rows
    context = {
        "page": page,
        "total": len(page.rows) if whole else keyset.count_up_to(rows),
        "found": found,
        "form": MoveFilterForm(found),
        "chips": found.chips,
        "export_url": f"{reverse('catalogue:moves_export')}{found.url()}&" if may_take else "",
    }
    return render(request, "catalogue/moves.html", context)


@require_safe
@requires("customers.export")
@requires("catalogue.view")
def export(request: Any) -> HttpResponse:
    """The same as a file, the newest 50,000. What things cost only for who may know it."""
    member, currency = request.member, request.organization.currency
    heads = [
        _("When"), _("Product"), "SKU", _("What"), _("Quantity"), _("Unit"), _("Business unit"), _("Document"),
        _("Reason"), _("Written down by"),
    ]  # fmt: skip
    moves = _filter(request).rows().select_related(*WITH).defer(*WITHOUT).order_by(*ORDER)[:MOST]
    rows = [_cells(move) for move in moves]
    if member.may("catalogue.cost"):
        heads.append(_("Cost of one"))
        for row, move in zip(rows, moves, strict=True):
            row.append(None if move.cost is None else to_major(move.cost, currency))
    return download(request, _("stock-moves"), heads, rows)


def _filter(request: Any) -> MoveFilter:
    return MoveFilter(request.GET, member=request.member, today=timezone.localdate())


def _cells(move: StockMove) -> list[Any]:
    """A line of the file, as far as everybody may read it."""
    return [
        timezone.localtime(move.at),
        move.product.name,
        move.product.sku,
        move.get_kind_display(),
        move.quantity,
        move.product.unit,
        move.unit.name if move.unit else "",
        move.document_number,
        move.reason,
        move.by.name if move.by else "",
    ]
