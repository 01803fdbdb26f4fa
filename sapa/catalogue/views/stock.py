"""The stock of a product: its card, and what people do with it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.catalogue import counting, stock_card
from sapa.catalogue.models import Product, StockLevel
from sapa.catalogue.stock_forms import AdjustmentForm, MoveForm, OpeningForm, PurchaseForm, TransferForm
from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.lib.numbers import row_id
from sapa.team.access import requires

FORM = "catalogue/stock_form.html"


@require_safe
@requires("catalogue.view")
def card(request: Any, pk: int) -> HttpResponse:
    """The moves of a product with the balance after each, newest first; `?unit=` those of one unit."""
    product = get_object_or_404(Product, pk=pk)
    levels = list(StockLevel.objects.filter(product=product))
    unit = row_id(request.GET.get("unit", ""))
    unit = unit if unit in {level.unit_id for level in levels} else None
    page = stock_card.card(
        product, levels, unit=unit, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    units = stock_card.stock_of_units(levels)
    context = {"product": product, "units": units, "unit": unit, "page": page, "tabs": _tabs(request, units, unit)}
    return render(request, "catalogue/stock.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("catalogue.stock")
def opening(request: Any, pk: int) -> HttpResponse:
    """Count a product from now on."""
    product = get_object_or_404(Product, pk=pk)
    form = OpeningForm(_posted(request), product=product)
    context = {"product": product, "title": _("Count the stock"), "kind": "opening"}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, **context)
    try:
        counting.open_stock(
            product, quantities=form.quantities, by_unit=form.is_by_unit, by=request.member, now=timezone.now()
        )
    except Refused as error:
        return refused(request, _card_url(pk), error)
    return done(request, _card_url(pk), _("The stock of %(name)s is counted now.") % {"name": product.name})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("catalogue.stock")
def purchase(request: Any, pk: int) -> HttpResponse:
    """Goods that were bought."""

    def write(form: Any, product: Product) -> str:
        data = form.cleaned_data
        counting.purchase(
            product, uuid=data["once"] or uuid4(), unit=form.chosen_unit, quantity=data["quantity"],
            cost=data.get("cost"), supplier=data["supplier"], keep_cost=data.get("keep_cost", False),
            by=request.member, now=timezone.now(),
        )  # fmt: skip
        return _("The purchase is written down.")

    return _act(request, pk, _("Purchase"), "purchase", PurchaseForm, write,
                currency=request.organization.currency, member=request.member)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires("catalogue.stock")
def adjustment(request: Any, pk: int) -> HttpResponse:
    """What was counted, and why it differs."""

    def write(form: Any, product: Product) -> str:
        data = form.cleaned_data
        counting.adjust(
            product, uuid=data["once"] or uuid4(), unit=form.chosen_unit, counted=data["counted"], seen=data["seen"],
            reason=data["reason"], by=request.member, now=timezone.now(),
        )  # fmt: skip
        return _("The stock is corrected.")

    return _act(request, pk, _("Correct the stock"), "adjustment", AdjustmentForm, write)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("catalogue.stock")
def transfer(request: Any, pk: int) -> HttpResponse:
    """What one unit gives to another."""

    def write(form: Any, product: Product) -> str:
        data = form.cleaned_data
        counting.move_between(
            product, uuid=data["once"] or uuid4(), source=form.chosen_unit, target=form.target_unit,
            quantity=data["quantity"], by=request.member, now=timezone.now(),
        )  # fmt: skip
        return _("The stock is moved.")

    return _act(request, pk, _("Move between units"), "transfer", TransferForm, write)


@require_POST
@requires("catalogue.stock")
def closing(request: Any, pk: int) -> HttpResponse:
    """Its stock is not counted any more."""
    product = get_object_or_404(Product, pk=pk)
    back = reverse("catalogue:product", args=[pk])
    try:
        counting.stop_counting(product, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, back, error)
    return done(request, back, _("The stock of %(name)s is not counted any more.") % {"name": product.name})


def _act(
    request: Any, pk: int, title: str, kind: str, form_class: type[MoveForm], write: Callable[[Any, Product], str],
    **given: Any,
) -> HttpResponse:  # fmt: skip
    """The page of a form that moves stock, and what it does."""
    product = get_object_or_404(Product, pk=pk)
    if not product.is_counted:
        return refused(request, _card_url(pk), Refused(_("The stock of this product is not counted.")))
    levels = list(StockLevel.objects.filter(product=product))
    form = form_class(_posted(request), product=product, levels=levels, chosen=request.GET.get("unit", ""), **given)
    context = {"product": product, "title": title, "kind": kind, "units": stock_card.stock_of_units(levels)}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, **context)
    try:
        message = write(form, product)
    except AlreadyDone as error:
        return refused(request, _card_url(pk), error)
    except Refused as error:
        if isinstance(error, Conflict) and isinstance(form, AdjustmentForm):
            levels = list(StockLevel.objects.filter(product=product))
            form.look_again(levels)
        form.add_error(None, str(error.message))
        return form_page(request, FORM, form, **context | {"units": stock_card.stock_of_units(levels)})
    return done(request, _card_url(pk), message)


def _posted(request: Any) -> Any:
    return request.POST if request.method == "POST" else None


def _tabs(request: Any, units: list[stock_card.UnitStock], chosen: int | None) -> list[dict[str, Any]]:
    """All units together and each by itself, where there are several."""
    if len(units) < 2:
        return []
    pages = [(_("All"), None), *((unit.name, unit.unit_id) for unit in units)]
    return [
        {"name": name, "url": request.path if pk is None else f"?unit={pk}", "active": pk == chosen}
        for name, pk in pages
    ]


def _card_url(pk: int) -> str:
    return reverse("catalogue:stock", args=[pk])
