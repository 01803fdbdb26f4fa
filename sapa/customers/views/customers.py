"""The list of customers, and the form of one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sapa.customers import keeping
from sapa.customers.duplicates import find_matches, has_same_phone
from sapa.customers.filter import Filter
from sapa.customers.forms.customer import CustomerForm
from sapa.customers.forms.filtering import FilterForm, read_region
from sapa.customers.listing import load_listing
from sapa.customers.models import Customer
from sapa.customers.options import options_for
from sapa.events.models import Event
from sapa.lib.answers import done, form_page
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict
from sapa.lib.numbers import row_id
from sapa.team.access import requires

FORM = "customers/form.html"
CARRIED = ("region", "introduced_by")  # read with the customer whose form is drawn


@require_safe
@requires("customers.view")
def listing(request: Any) -> HttpResponse:
    """Pages of 25. Everything that it shows follows from the address."""
    found = Filter(read_region(request.GET), request.member, timezone.now())
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    listed = load_listing(found, after=after, before=before)
    may_change = request.member.may("customers.change")
    return render(request, "customers/list.html", {"found": found, "listed": listed, "may_change": may_change})


@require_safe
@requires("customers.view")
def filters(request: Any) -> HttpResponse:
    """All that the list can be narrowed by: in a dialog over it, or a page of its own."""
    found = Filter(request.GET, request.member, timezone.now())
    return render(request, "customers/filters.html", {"form": FilterForm(found)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("customers.change")
def create(request: Any) -> HttpResponse:
    """A name and a phone are enough. The address may bring them: ?name=…&phone=…"""
    known = {"name": request.GET.get("name", "")[:160]}
    if phone := request.GET.get("phone", "")[:40]:
        known["phones"] = [(phone, "")]
    form = CustomerForm(request.POST or None, member=request.member, initial=known)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, matches=_matches(request, form))
    given = form.cleaned_data
    replayed = Customer.objects.visible_to(request.member).filter(uuid=given["once"]).exists()
    if not replayed and (twins := _asks_once(request, form)):
        return twins
    customer = keeping.create(
        by=request.member, fields=form.values(), phones=given["phones"], tags=given["tags"], uuid=given["once"]
    )
    if not replayed and not request.POST.get("despite"):
        _tell_twin(request, customer, [number for number, _label in given["phones"]])
    return _to_card(request, customer, _("%(name)s has been added.") % {"name": customer.name})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("customers.change")
def edit(request: Any, pk: int) -> HttpResponse:
    """Change anything about a customer. Whoever is second sees both versions."""
    rows = Customer.objects.visible_to(request.member).select_related(*CARRIED).prefetch_related("phones", "tags")
    customer = get_object_or_404(rows, pk=pk)
    form = CustomerForm(request.POST or None, member=request.member, customer=customer)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, customer=customer, matches=_matches(request, form))
    if twins := _asks_once(request, form):
        return twins
    given = form.cleaned_data
    try:
        keeping.change(
            customer,
            version=given["version"] or 0,
            by=request.member,
            fields=form.values(),
            phones=given["phones"],
            tags=given["tags"],
        )
    except Conflict:
        return _both_versions(request, form, pk)
    return _to_card(request, customer, _("Saved."))


@require_safe
@requires("customers.view")
def options(request: Any) -> HttpResponse:
    """The answer to a combobox of customers."""
    return render(request, "ui/options.html", {"options": options_for(request.member, request.GET)})


@require_safe
@requires("customers.change")
def matches(request: Any) -> HttpResponse:
    """Who is already there: asked while a name, a phone or an e-mail is typed."""
    but = request.GET.get("but", "")
    found = find_matches(
        request.member,
        numbers=request.GET.getlist("phones")[:10],
        email=request.GET.get("email", "")[:254],
        name=request.GET.get("name", "")[:160],
        but=row_id(but),
    )
    return render(request, "customers/_matches.html", {"matches": found})


def _asks_once(request: Any, form: CustomerForm) -> HttpResponse | None:
    """Another customer has this number: the form comes back once, with a button that saves it after all."""
    known = {number for number, _label in form.initial.get("phones", [])} if form.customer else set()
    new = [number for number, _label in form.cleaned_data["phones"] if number not in known]
    but = form.customer.pk if form.customer else None
    if request.POST.get("despite") or not new or not has_same_phone(new, but):
        return None
    context = {"form": form, "customer": form.customer, "asks": True, "matches": _matches(request, form)}
    return render(request, FORM, context, status=422)


def _tell_twin(request: Any, customer: Customer, numbers: list[str]) -> None:
    """Two people who add the same number in one moment are not asked. Whoever is written second is told."""
    if not numbers or not has_same_phone(numbers, customer.pk):
        return
    found = find_matches(request.member, numbers=numbers, but=customer.pk)
    names = [twin.name for twin in found.same] or [_("a customer of a colleague")]
    messages.warning(request, _("This number also belongs to %(names)s.") % {"names": ", ".join(names)})


def _matches(request: Any, form: CustomerForm) -> Any:
    """For a form that came back, and for whoever has no JavaScript."""
    if not form.is_bound:
        return None
    numbers = [number for number, _label in form["phones"].value() or []]
    but = form.customer.pk if form.customer else None
    name = "" if form.customer else form["name"].value() or ""
    return find_matches(request.member, numbers=numbers, email=form["email"].value() or "", name=name, but=but)


def _both_versions(request: Any, form: CustomerForm, pk: int) -> HttpResponse:
    now = Customer.objects.visible_to(request.member).select_related(*CARRIED).prefetch_related("phones", "tags")
    customer = get_object_or_404(now, pk=pk)
    last = Event.objects.of_subject(customer).first()
    return conflict_page(
        request,
        FORM,
        form,
        CustomerForm(member=request.member, customer=customer),
        version=customer.version,
        changed_by=last.by_name if last else "",
        changed_at=customer.updated_at,
        customer=customer,
    )


def _to_card(request: Any, customer: Customer, message: str) -> HttpResponse:
    """To the card, or to the list where this member has just given the customer away."""
    url = customer.get_absolute_url() if request.member.sees(customer) else reverse("customers:list")
    return done(request, url, message)
