"""Who a customer is, what matters to them, and what they need of which product."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.lib.answers import done, form_page, refused
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict, Refused
from sapa.lifecycle import profiling
from sapa.lifecycle.models import CustomerMetrics, CustomerProfile, Factor, ProductUse
from sapa.lifecycle.profile_forms import BEHAVIOURAL, DEMOGRAPHIC, PSYCHOGRAPHIC, ProfileForm, UseForm
from sapa.lifecycle.views.finding import find
from sapa.team.access import requires
from sapa.team.models import Member

METHODS = ["GET", "HEAD", "POST"]
OPTIONS = 8
USES = 100
CARRIED = ("region", "channel", "outlet_type")


@require_safe
@requires("customers.view")
def profile(request: Any, pk: int) -> HttpResponse:
    """All four groups of the profile, the factors, and what they need."""
    rows = Customer.objects.visible_to(request.member).select_related(*CARRIED)
    customer = get_object_or_404(rows, pk=pk)
    known = CustomerProfile.objects.filter(customer=customer).select_related("updated_by").first()
    uses = ProductUse.objects.visible_to(request.member).filter(customer=customer).select_related("product")
    context = {
        "customer": customer,
        "profile": known,
        "parts": _parts(known) if known else [],
        "factors": Factor.objects.filter(customer=customer),
        "uses": uses.order_by("product__name_key", "pk")[:USES],
        "share": _share(request.member, customer),
        "may_change": request.member.may("customers.change"),
    }
    return render(request, "lifecycle/profile.html", context)


def _share(member: Member, customer: Customer) -> int | None:
    """Which part of what they need we supply: who may not see sales is not told, as on the card."""
    if not member.may("sales.view"):
        return None
    rows = CustomerMetrics.objects.filter(customer=customer)
    share: int | None = rows.values_list("supply_percent", flat=True).first()
    return share


def _parts(known: CustomerProfile) -> list[tuple[str, list[tuple[str, str]]]]:
    """The groups with what was answered of each."""
    names = {
        _("Demographic: who they are"): DEMOGRAPHIC,
        _("Psychographic: how they think and live"): PSYCHOGRAPHIC,
        _("Behavioural: how they buy"): BEHAVIOURAL,
    }
    return [(name, [pair for field in fields if (pair := _answer(known, field))[1]]) for name, fields in names.items()]


def _answer(known: CustomerProfile, name: str) -> tuple[str, str]:
    field = CustomerProfile._meta.get_field(name)
    value = getattr(known, name)
    shown = getattr(known, f"get_{name}_display")() if getattr(field, "choices", None) else value
    return str(field.verbose_name), str(shown) if shown not in (None, "") else ""  # type: ignore[union-attr]


@require_http_methods(METHODS)
@requires("customers.change")
def edit(request: Any, pk: int) -> HttpResponse:
    """The profile and the factors in one form. Whoever is second sees both versions."""
    customer = find(request, pk)
    form = _form(request, customer)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "lifecycle/profile_form.html", form, customer=customer)
    told = {"fields": form.values, "weights": form.weights, "by": request.member, "now": timezone.now()}
    try:
        profiling.change_profile(customer, version=form.cleaned_data["version"] or 0, **told)
    except Conflict:
        return _both_versions(request, form, customer)
    return done(request, reverse("lifecycle:profile", args=[pk]), _("Saved."))


def _form(request: Any, customer: Customer, *, fresh: bool = False) -> ProfileForm:
    known = CustomerProfile.objects.filter(customer=customer).first()
    data = None if fresh else request.POST or None
    return ProfileForm(data, profile=known, weights=profiling.weights_of(customer))


def _both_versions(request: Any, form: ProfileForm, customer: Customer) -> HttpResponse:
    now = CustomerProfile.objects.filter(customer=customer).select_related("updated_by").first()
    return conflict_page(
        request,
        "lifecycle/profile_form.html",
        form,
        _form(request, customer, fresh=True),
        version=now.version if now else 0,
        changed_by=now.updated_by.name if now and now.updated_by else "",
        changed_at=now.updated_at if now else None,
        customer=customer,
    )


@require_http_methods(METHODS)
@requires("customers.change")
def add_use(request: Any, pk: int) -> HttpResponse:
    """A product that they need. One that is noted already is written over."""
    customer = find(request, pk)
    form = UseForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "lifecycle/use_form.html", form, customer=customer)
    product, place = form.cleaned_data["product"], reverse("lifecycle:profile", args=[pk])
    try:
        profiling.note_use(customer, product, **form.values, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, place, error)
    return done(request, place, _("Noted."))


@require_http_methods(METHODS)
@requires("customers.change")
def change_use(request: Any, pk: int) -> HttpResponse:
    """How much, what for, when. Whoever is second sees both versions."""
    use = _use(request, pk)
    form = UseForm(request.POST or None, use=use)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "lifecycle/use_form.html", form, customer=use.customer, use=use)
    version = form.cleaned_data["version"] or 0
    try:
        profiling.note_use(use.customer, use.product, **form.values, version=version, by=request.member,
                           now=timezone.now())  # fmt: skip
    except Conflict:
        now = _use(request, pk)
        changed_by = now.updated_by.name if now.updated_by else ""
        return conflict_page(request, "lifecycle/use_form.html", form, UseForm(use=now), version=now.version,
                             changed_by=changed_by, changed_at=now.updated_at, customer=now.customer,
                             use=now)  # fmt: skip
    return done(request, reverse("lifecycle:profile", args=[use.customer_id]), _("Saved."))


@require_POST
@requires("customers.change")
def remove_use(request: Any, pk: int) -> HttpResponse:
    use = _use(request, pk)
    place = reverse("lifecycle:profile", args=[use.customer_id])
    try:
        profiling.remove_use(use, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, place, error)
    return done(request, place, _("Removed."))


@require_safe
@requires("customers.change")
def product_options(request: Any) -> HttpResponse:
    """The answer to the combobox of products: names and units, without prices, for whoever notes a need."""
    words = next((value for name, value in request.GET.items() if name == "q" or name.endswith("_text")), "")[:120]
    found = Product.objects.on_sale().matching(words).order_by("name_key", "pk")[:OPTIONS]
    options = [{"value": one.pk, "label": one.name, "detail": one.unit} for one in found]
    return render(request, "ui/options.html", {"options": options})


def _use(request: Any, pk: int) -> ProductUse:
    rows = ProductUse.objects.visible_to(request.member).select_related("customer", "product", "updated_by")
    found: ProductUse = get_object_or_404(rows, pk=pk)
    return found
