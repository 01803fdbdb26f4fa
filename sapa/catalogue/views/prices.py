"""The pages of price lists, and of a customer's own prices."""

from typing import Any
from uuid import uuid4

from django.db.models import BigIntegerField, Count, F, QuerySet
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.catalogue import listing_prices
from sapa.catalogue.models import PriceItem, PriceList, ProductMeasure
from sapa.catalogue.price_forms import PriceForm, PriceListForm
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lib import keyset
from sapa.lib.answers import done, form_page, refused
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict, Refused
from sapa.lib.numbers import row_id
from sapa.lib.text import search_key
from sapa.team.access import requires

FORM, PAGE = "catalogue/price_list_form.html", "catalogue/price_list.html"
STEPS = ("product__name_key", "step", "pk")
MEASURES = 50  # names that the form offers


@require_safe
@requires("catalogue.view")
def listing(request: Any) -> HttpResponse:
    """Price lists by name; `?own=1` those of single customers, `?archived=1` those that count no more."""
    own, archived = request.GET.get("own") == "1", request.GET.get("archived") == "1"
    seen = PriceList.objects.visible_to(request.member).filter(archived_at__isnull=not archived)
    rows = seen.filter(customer__isnull=not own).told_on(timezone.localdate())
    rows = rows.select_related("channel", "outlet_type", "tag", "unit").annotate(prices=Count("items"))
    asked = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    page = keyset.page(rows, ("name", "pk"), **asked)
    total = None if page.next or page.previous else len(page.rows)
    context = {"page": page, "total": total, "own": own, "archived": archived}
    return render(request, "catalogue/price_lists.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("catalogue.change")
def create(request: Any) -> HttpResponse:
    form = PriceListForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form)
    once = form.cleaned_data["once"] or uuid4()
    try:
        made = listing_prices.add_list(uuid=once, by=request.member, now=timezone.now(), fields=form.values())
    except Refused as error:
        form.add_error("name", str(error.message))
        return form_page(request, FORM, form)
    return done(request, reverse("catalogue:price_list", args=[made.pk]), _("Now add its prices."))


@require_safe
@requires("catalogue.view")
def price_list(request: Any, pk: int) -> HttpResponse:
    """A list and its prices, by product. That of one customer is at the customer's address."""
    row = _seen(request, pk)
    if row.customer_id:
        return redirect("catalogue:customer_prices", row.customer_id)
    return _page(request, row, None, _empty_form(request, row))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("catalogue.change")
def edit(request: Any, pk: int) -> HttpResponse:
    """Change for whom and when a list counts. Whoever is second sees both versions."""
    row = get_object_or_404(PriceList.objects.general(), pk=pk)
    form = PriceListForm(request.POST or None, row=row)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, row=row)
    version = form.cleaned_data["version"] or 0
    try:
        listing_prices.change_list(row, version=version, by=request.member, now=timezone.now(), fields=form.values())
    except Conflict:
        return _both_versions(request, form, pk)
    except Refused as error:
        form.add_error("name", str(error.message))
        return form_page(request, FORM, form, row=row)
    return done(request, reverse("catalogue:price_list", args=[pk]), _("Saved."))


@require_POST
@requires("catalogue.change")
def set_price(request: Any, pk: int) -> HttpResponse:
    """Add a price to a list, or put another in its place."""
    row = _seen(request, pk)
    form = PriceForm(request.POST, currency=request.organization.currency)
    if not form.is_valid():
        return _page(request, row, row.customer, form)
    return _set(request, row, form)


@require_POST
@requires("catalogue.change")
def remove_price(request: Any, pk: int, item: int) -> HttpResponse:
    row = _seen(request, pk)
    price = get_object_or_404(row.items.select_related("product", "measure", "price_list"), pk=item)
    try:
        listing_prices.remove_price(price, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, _address(row), error)
    return done(request, _address(row), _("The price of %(name)s is out of the list.") % {"name": price.product})


@require_safe
@requires("catalogue.view")
def customer_prices(request: Any, pk: int) -> HttpResponse:
    """The prices of one customer alone."""
    customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    row = PriceList.objects.filter(customer=customer).first()
    return _page(request, row, customer, _empty_form(request, row))


@require_POST
@requires("catalogue.change")
def set_customer_price(request: Any, pk: int) -> HttpResponse:
    """The first price of a customer's own makes their list."""
    customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    form = PriceForm(request.POST, currency=request.organization.currency)
    if not form.is_valid():
        return _page(request, PriceList.objects.filter(customer=customer).first(), customer, form)
    return _set(request, listing_prices.own_list(customer, by=request.member, now=timezone.now()), form)


@require_POST
@requires("catalogue.change")
def archive(request: Any, pk: int) -> HttpResponse:
    row = _seen(request, pk)
    try:
        listing_prices.archive_list(row, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, _address(row), error)
    undo = reverse("catalogue:price_list_restore", args=[pk])
    return done(request, _address(row), _("%(name)s counts no more.") % {"name": row.name}, undo=undo)


@require_POST
@requires("catalogue.change")
def restore(request: Any, pk: int) -> HttpResponse:
    row = _seen(request, pk)
    try:
        listing_prices.restore_list(row, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, _address(row), error)
    return done(request, _address(row), _("%(name)s counts again.") % {"name": row.name})


def _set(request: Any, row: PriceList, form: PriceForm) -> HttpResponse:
    given = form.cleaned_data
    listing_prices.set_price(row, **given, by=request.member, now=timezone.now())
    return done(request, _address(row), _("%(name)s: the price is set.") % {"name": given["product"]})


def _page(request: Any, row: PriceList | None, customer: Customer | None, form: PriceForm) -> HttpResponse:
    """A list with a page of its prices, and the line that adds one."""
    words = request.GET.get("q", "")[:120]
    asked = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    items = _items(row, words) if row else PriceItem.objects.none().annotate(step=F("pk"))
    page = keyset.page(items, STEPS, **asked)
    context = {"row": row, "customer": customer, "page": page, "words": words}
    context["total"] = keyset.count_up_to(items) if page.next or page.previous else len(page.rows)
    if request.member.may("catalogue.change"):
        names = ProductMeasure.objects.order_by("name").values_list("name", flat=True)
        context["measures"] = list(names.distinct()[:MEASURES])
    return form_page(request, PAGE, form, **context)


def _items(row: PriceList, words: str) -> QuerySet[PriceItem]:
    """Steps in thousandths, so that the list can be paged by them."""
    rows = row.items.select_related("product", "measure").defer("product__profile")
    rows = rows.annotate(step=Cast(F("from_quantity") * 1000, BigIntegerField()))
    for word in search_key(words).split():
        rows = rows.filter(product__name_key__contains=word)
    return rows


def _empty_form(request: Any, row: PriceList | None) -> PriceForm:
    """The line that adds a price; `?item=` fills it with one to be changed."""
    chosen = row_id(request.GET.get("item", "")) if row else None
    item = row.items.select_related("measure").filter(pk=chosen).first() if row and chosen else None
    return PriceForm(None, currency=request.organization.currency, item=item)


def _seen(request: Any, pk: int) -> PriceList:
    """A list that the member may see."""
    rows = PriceList.objects.visible_to(request.member)
    return get_object_or_404(rows.select_related("customer", "channel", "outlet_type", "tag", "unit"), pk=pk)


def _address(row: PriceList) -> str:
    if row.customer_id:
        return reverse("catalogue:customer_prices", args=[row.customer_id])
    return reverse("catalogue:price_list", args=[row.pk])


def _both_versions(request: Any, form: PriceListForm, pk: int) -> HttpResponse:
    row = get_object_or_404(PriceList, pk=pk)
    last = Event.objects.of_subject(row).first()
    who: dict[str, Any] = {"changed_by": last.by_name if last else "", "changed_at": last.at if last else None}
    return conflict_page(request, FORM, form, PriceListForm(None, row=row), version=row.version, row=row, **who)
