"""Prospects by hand, in ten seconds, and out of a phone's contacts."""

from typing import Any
from uuid import uuid4

from django.core.signing import BadSignature
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from sapa.customers.duplicates import find_matches, has_same_phone
from sapa.customers.models import Customer, Source
from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.lib.numbers import row_id
from sapa.lib.vcards import MOST, TooMany, read_cards
from sapa.pipeline import capturing, collecting
from sapa.pipeline.forms.prospects import ContactsForm, PickedForm, ProspectForm
from sapa.pipeline.models import Inquiry
from sapa.team.access import requires

METHODS = ["GET", "HEAD", "POST"]
NEW, IMPORT = "pipeline/prospect_form.html", "pipeline/contacts_form.html"
PREVIEW = "pipeline/contacts_preview.html"
LAST_SOURCE = "sapa_source"  # the cookie that remembers the source chosen last
YEAR = 365 * 24 * 60 * 60


@require_http_methods(METHODS)
@requires("customers.change")
def new(request: Any) -> HttpResponse:
    """A name and a number. The source is that of last time; who has the number already is shown."""
    known = {name: request.GET.get(name, "")[:160] for name in ("name", "phones")}
    known["source"] = request.COOKIES.get(LAST_SOURCE, "")
    form = ProspectForm(request.POST or None, member=request.member, initial=known)
    if request.method == "POST" and (number := row_id(request.POST.get("known", ""))):
        return _known(request, number, row_id(request.POST.get("source", "")))
    if request.method != "POST" or not form.is_valid():
        return form_page(request, NEW, form)
    uuid = form.cleaned_data["once"] or uuid4()
    replayed = Customer.objects.filter(uuid=uuid).exists()
    if not replayed and not request.POST.get("despite") and has_same_phone([form.number]):
        matches = find_matches(request.member, numbers=[form.number])
        return render(request, NEW, {"form": form, "asks": True, "matches": matches}, status=422)
    customer = collecting.write_down(
        by=request.member, fields=form.values(), number=form.number, uuid=uuid, now=timezone.now()
    )
    url = reverse("pipeline:prospect_new") if request.POST.get("another") else customer.get_absolute_url()
    answer = done(request, url, _("%(name)s has been added.") % {"name": customer.name})
    return _remember(answer, form.cleaned_data["source"])


@require_http_methods(METHODS)
@requires("customers.change")
def contacts(request: Any) -> HttpResponse:
    """A file of contacts, or what the browser's picker gave: shown with ticks before anything is kept."""
    form = ContactsForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method != "POST" or not form.is_valid():
        return form_page(request, IMPORT, form, most=MOST)
    try:
        found = collecting.look_through(read_cards(form.content()))
    except TooMany:
        form.add_error("file", _("There are more than %(most)d contacts in it. Send fewer at once.") % {"most": MOST})
        return form_page(request, IMPORT, form, most=MOST)
    if not found:
        form.add_error("file", _("No contact with a name and a phone number was found in it."))
        return form_page(request, IMPORT, form, most=MOST)
    picked = PickedForm(initial={"source": _usual_source(request)})
    context = {"form": picked, "found": found, "cards": collecting.pack(found, uuid4())}
    return render(request, PREVIEW, context | {"fresh": sum(one.is_new for one in found)})


@require_POST
@requires("customers.change")
def take_in(request: Any) -> HttpResponse:
    """Make prospects of those that are ticked."""
    back = reverse("pipeline:contacts_import")
    try:
        uuid, found = collecting.unpack(request.POST.get("cards", ""))
    except BadSignature:
        return refused(request, back, Refused(_("This list of contacts is no longer valid. Choose the file again.")))
    form = PickedForm(request.POST)
    picked = set(request.POST.getlist("card"))
    chosen = [one for one in found if str(one.place) in picked]
    if not chosen or not form.is_valid():
        return refused(request, back, Refused(_("Nobody was ticked, so nobody was added.")))
    source = Source.objects.filter(pk=form.cleaned_data["source"]).first()
    made = collecting.take_in(chosen, by=request.member, source=source, uuid=uuid, now=timezone.now())
    words = ngettext("%(count)d prospect has been added.", "%(count)d prospects have been added.", len(made))
    return done(request, f"{reverse('customers:list')}?sort=newest", words % {"count": len(made)})


def _known(request: Any, number: int, source: int | None) -> HttpResponse:
    """They are a customer already: the arrival is kept all the same."""
    customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=number)
    form = ProspectForm(request.POST, member=request.member)
    uuid = form.cleaned_data.get("once") if form.is_valid() else None
    capturing.note_arrival(
        customer,
        door=Inquiry.Door.HAND,
        by=request.member,
        source=Source.objects.filter(pk=source).first(),
        introduced_by=form.cleaned_data.get("introduced_by"),
        uuid=uuid,
        now=timezone.now(),
    )
    words = _("%(name)s was known already; the arrival is noted.") % {"name": customer.name}
    return _remember(done(request, customer.get_absolute_url(), words), source)


def _usual_source(request: Any) -> int | None:
    """The source of phone contacts as organisations are founded with it, else that of last time."""
    named = Source.objects.filter(name="Kontak telepon", archived_at=None).values_list("pk", flat=True).first()
    return named or row_id(request.COOKIES.get(LAST_SOURCE, ""))


def _remember(answer: HttpResponse, source: int | None) -> HttpResponse:
    answer.set_cookie(
        LAST_SOURCE, str(source or ""), max_age=YEAR, path=get_script_prefix(), samesite="Lax", httponly=True
    )
    return answer
