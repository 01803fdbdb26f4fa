"""The catalogue's pages."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.catalogue import keeping, measure_rows
from sapa.catalogue.filter import Filter, FilterForm
from sapa.catalogue.forms import ProductForm
from sapa.catalogue.measure_rows import BUTTONS
from sapa.catalogue.models import Product, StockLevel
from sapa.catalogue.models.product import HALAL_WARNING_DAYS
from sapa.catalogue.stock_card import stock_of_units
from sapa.events.models import Event
from sapa.files import storing
from sapa.files.models import StoredFile
from sapa.lib import keyset
from sapa.lib.answers import done, form_page, refused
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict, Refused
from sapa.lib.money import format_money
from sapa.team.access import requires

FORM = "catalogue/form.html"
ORDER = ("name_key", "pk")
OPTIONS = 8


@require_safe
@requires("catalogue.view")
def listing(request: Any) -> HttpResponse:
    """What is sold, by name; `?archived=1` what is not any more. Its filters are in the address."""
    today = timezone.localdate()
    found = Filter(request.GET, today)
    rows = found.rows()
    page = keyset.page(
        rows.defer("profile"), ORDER, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    whole = not (page.next or page.previous)
    context = {
        "page": page,
        "total": len(page.rows) if whole else keyset.count_up_to(rows),
        "lines": [(row, row.halal_expires_within(HALAL_WARNING_DAYS, today)) for row in page.rows],
        "found": found,
        "form": FilterForm(found),
        "chips": found.chips,
        "kept": found.kept,
        "today": today,
    }
    return render(request, "catalogue/list.html", context)


@require_safe
@requires("catalogue.view")
def options(request: Any) -> HttpResponse:
    """The answer to a combobox of products: the first few that fit, with their price."""
    words = next((value for name, value in request.GET.items() if name == "q" or name.endswith("_text")), "")[:120]
    found = Product.objects.on_sale().matching(words).order_by(*ORDER)[:OPTIONS]
    currency = request.organization.currency
    lines = [{"value": p.pk, "label": p.name, "detail": f"{format_money(p.price, currency)} / {p.unit}"} for p in found]
    return render(request, "ui/options.html", {"options": lines})


@require_safe
@requires("catalogue.view")
def product(request: Any, pk: int) -> HttpResponse:
    """Everything about a product, and what happened with it."""
    row, today = get_object_or_404(Product.objects.select_related("business_unit"), pk=pk), timezone.localdate()
    levels = list(StockLevel.objects.filter(product=row)) if row.is_counted else []
    context = {
        "product": row,
        "measures": [(one, one.price_of(row)) for one in row.measures.all()],
        "units": stock_of_units(levels),
        "halal_warning": row.halal_expires_within(HALAL_WARNING_DAYS, today),
        "today": today,
    }
    return render(request, "catalogue/product.html", context)


@require_safe
@requires("catalogue.view")
def photo(request: Any, pk: int) -> HttpResponse:
    """A product's photo; `?small=1` as a list shows it."""
    row = get_object_or_404(Product.objects.filter(photo__isnull=False).only("photo"), pk=pk)
    stored = StoredFile.objects.defer("content").get(pk=row.photo_id)
    answer = storing.answer_small if request.GET.get("small") else storing.answer
    return answer(stored, request)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("catalogue.change")
def create(request: Any) -> HttpResponse:
    if BUTTONS & request.POST.keys():
        return _redrawn(request, _form(request, None, measure_rows.rearranged(request.POST)))
    form = _form(request, None, _posted(request))
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    once = form.cleaned_data["once"] or uuid4()
    fields = {**form.values(), **_photo(request, form)}
    try:
        made = keeping.create(
            uuid=once, by=request.member, now=timezone.now(), fields=fields, measures=form.measures or []
        )
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, FORM, form)
    return done(request, reverse("catalogue:list"), _("%(name)s has been added.") % {"name": made.name})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("catalogue.change")
def edit(request: Any, pk: int) -> HttpResponse:
    """Change a product. Whoever is second sees both versions."""
    row = get_object_or_404(Product, pk=pk)
    if BUTTONS & request.POST.keys():
        return _redrawn(request, _form(request, row, measure_rows.rearranged(request.POST)), product=row)
    form = _form(request, row, _posted(request))
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, product=row)
    version = form.cleaned_data["version"] or 0
    fields = {**form.values(), **_photo(request, form)}
    try:
        keeping.change(
            row, version=version, by=request.member, now=timezone.now(), fields=fields, measures=form.measures
        )
    except Conflict:
        return _both_versions(request, form, pk)
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, FORM, form, product=row)
    return done(request, reverse("catalogue:product", args=[pk]), _("Saved."))


@require_POST
@requires("catalogue.change")
def measures(request: Any) -> HttpResponse:
    """The rows of measures of a form that is being filled in, with one more or one less."""
    form = _form(request, None, measure_rows.rearranged(request.POST))
    form.say_nothing_yet()
    return render(request, "catalogue/_measures.html", {"form": form})


@require_POST
@requires("catalogue.change")
def archive(request: Any, pk: int) -> HttpResponse:
    row, back = get_object_or_404(Product, pk=pk), reverse("catalogue:list")
    try:
        keeping.archive(row, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, back, error)
    undo = reverse("catalogue:restore", args=[pk])
    return done(request, back, _("%(name)s is off sale.") % {"name": row.name}, undo=undo)


@require_POST
@requires("catalogue.change")
def restore(request: Any, pk: int) -> HttpResponse:
    row, back = get_object_or_404(Product, pk=pk), reverse("catalogue:product", args=[pk])
    try:
        keeping.restore(row, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, back, error)
    return done(request, back, _("%(name)s is on sale again.") % {"name": row.name})


def _posted(request: Any) -> Any:
    return request.POST if request.method == "POST" else None


def _form(request: Any, row: Product | None, data: Any) -> ProductForm:
    files = request.FILES if data is not None else None
    return ProductForm(data, files, member=request.member, currency=request.organization.currency, product=row)


def _page(request: Any, form: ProductForm, **context: Any) -> HttpResponse:
    """The form, 422 also where only its rows are wrong."""
    if form.rows.is_wrong and not form.errors:
        return render(request, FORM, {"form": form, **context}, status=422)
    return form_page(request, FORM, form, **context)


def _redrawn(request: Any, form: ProductForm, **context: Any) -> HttpResponse:
    """Without JavaScript a row is added by sending the whole form: it comes back with the row, unjudged."""
    form.say_nothing_yet()
    return render(request, FORM, {"form": form, **context})


def _photo(request: Any, form: ProductForm) -> Mapping[str, StoredFile | None]:
    """The photo that was sent, stored; nothing where it stays as it is."""
    if sent := form.cleaned_data.get("photo"):
        picture, name = sent
        return {"photo": storing.store(picture, name=name, by=request.member, now=timezone.now())}
    return {"photo": None} if form.cleaned_data.get("remove_photo") else {}


def _both_versions(request: Any, form: ProductForm, pk: int) -> HttpResponse:
    row = get_object_or_404(Product, pk=pk)
    last = Event.objects.of_subject(row).first()
    theirs = _form(request, row, None)
    return conflict_page(
        request,
        FORM,
        form,
        theirs,
        version=row.version,
        changed_by=last.by_name if last else "",
        changed_at=last.at if last else None,
        product=row,
    )
