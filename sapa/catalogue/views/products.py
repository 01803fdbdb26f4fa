"""The catalogue's pages."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.catalogue import keeping
from sapa.catalogue.forms import ProductForm
from sapa.catalogue.models import Product
from sapa.events.models import Event
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
    """What is sold, by name; `?archived=1` what is not any more."""
    archived = request.GET.get("archived") == "1"
    words = request.GET.get("q", "")[:120]
    rows = Product.objects.filter(archived_at__isnull=not archived).matching(words)
    page = keyset.page(
        rows.defer("profile"), ORDER, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    whole = not (page.next or page.previous)
    total = len(page.rows) if whole else keyset.count_up_to(rows)
    context = {"page": page, "total": total, "archived": archived, "words": words}
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
    return render(request, "catalogue/product.html", {"product": get_object_or_404(Product, pk=pk)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("catalogue.change")
def create(request: Any) -> HttpResponse:
    form = ProductForm(request.POST or None, member=request.member, currency=request.organization.currency)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form)
    once = form.cleaned_data["once"] or uuid4()
    try:
        made = keeping.create(uuid=once, by=request.member, now=timezone.now(), fields=form.values())
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, FORM, form)
    return done(request, reverse("catalogue:list"), _("%(name)s has been added.") % {"name": made.name})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("catalogue.change")
def edit(request: Any, pk: int) -> HttpResponse:
    """Change a product. Whoever is second sees both versions."""
    row = get_object_or_404(Product, pk=pk)
    currency = request.organization.currency
    form = ProductForm(request.POST or None, member=request.member, currency=currency, product=row)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, product=row)
    version = form.cleaned_data["version"] or 0
    try:
        keeping.change(row, version=version, by=request.member, now=timezone.now(), fields=form.values())
    except Conflict:
        return _both_versions(request, form, pk)
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, FORM, form, product=row)
    return done(request, reverse("catalogue:product", args=[pk]), _("Saved."))


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


def _both_versions(request: Any, form: ProductForm, pk: int) -> HttpResponse:
    row = get_object_or_404(Product, pk=pk)
    last = Event.objects.of_subject(row).first()
    theirs = ProductForm(None, member=request.member, currency=request.organization.currency, product=row)
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
