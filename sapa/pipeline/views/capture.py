"""Collecting prospects: public forms with their addresses and QR codes, campaigns and events."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.events.models import Event
from sapa.lib.answers import done, form_page, refused
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict, Refused
from sapa.pipeline import campaigning
from sapa.pipeline.defaults import consent_text
from sapa.pipeline.forms.capture import CampaignForm, CaptureFormForm
from sapa.pipeline.models import Campaign, CaptureForm
from sapa.pipeline.reachable import Address, qr_svg
from sapa.team.access import requires

METHODS = ["GET", "HEAD", "POST"]
FORM, CAMPAIGN = "pipeline/capture_form.html", "pipeline/campaign_form.html"
manages = requires("campaigns.manage")


@require_safe
@manages
def overview(request: Any) -> HttpResponse:
    """The public forms, and the campaigns and events that they belong to."""
    forms = CaptureForm.objects.select_related("campaign", "owner", "source").order_by("closed_at", "pk")
    own = campaigning.own_form()
    context = {
        "forms": [(form, Address(request.organization, form, is_own=form == own)) for form in forms],
        "campaigns": Campaign.objects.select_related("source", "unit").order_by("archived_at", "-starts_on", "name"),
        "today": timezone.localdate(),
    }
    return render(request, "pipeline/capture.html", context)


@require_http_methods(METHODS)
@manages
def form_add(request: Any) -> HttpResponse:
    own = campaigning.own_form()
    words: dict[str, Any] = {"consent_text": own.consent_text if own else consent_text(request.organization.name)}
    words |= {"question": own.question if own else "", "owner": request.member.pk}
    form = CaptureFormForm(request.POST or None, initial=words)
    return _saved(request, FORM, form, lambda: campaigning.add_form(fields=form.values(), by=request.member))


@require_http_methods(METHODS)
@manages
def form_edit(request: Any, pk: int) -> HttpResponse:
    row = get_object_or_404(CaptureForm, pk=pk)
    form = CaptureFormForm(request.POST or None, row=row)

    def verb() -> CaptureForm:
        version = form.cleaned_data["version"] or 0
        return campaigning.change_form(row, version=version, fields=form.values(), by=request.member)

    return _saved(request, FORM, form, verb, lambda: CaptureFormForm(None, row=CaptureForm.objects.get(pk=pk)))


@require_POST
@manages
def form_close(request: Any, pk: int) -> HttpResponse:
    """Close it, or open it again."""
    row, closed = get_object_or_404(CaptureForm, pk=pk), not request.POST.get("undo")
    return _done(request, lambda: campaigning.set_closed(row, closed=closed, by=request.member, now=timezone.now()))


@require_safe
@manages
def form_share(request: Any, pk: int) -> HttpResponse:
    """How people come to it: its address, the QR code, and what another site copies to show it."""
    row = get_object_or_404(CaptureForm.objects.select_related("campaign"), pk=pk)
    address = Address(request.organization, row, is_own=row == campaigning.own_form())
    return render(request, "pipeline/capture_share.html", {"capture": row, "address": address})


@require_safe
@manages
def form_poster(request: Any, pk: int) -> HttpResponse:
    """A page to print and hang up: the QR code, large."""
    row = get_object_or_404(CaptureForm.objects.select_related("campaign"), pk=pk)
    address = Address(request.organization, row, is_own=row == campaigning.own_form())
    return render(request, "pipeline/capture_poster.html", {"capture": row, "address": address})


@require_safe
@manages
def form_qr(request: Any, pk: int) -> HttpResponse:
    """The QR code as a picture that stays sharp in any size."""
    row = get_object_or_404(CaptureForm, pk=pk)
    address = Address(request.organization, row, is_own=row == campaigning.own_form())
    return HttpResponse(qr_svg(address.url), content_type="image/svg+xml")


@require_http_methods(METHODS)
@manages
def campaign_add(request: Any) -> HttpResponse:
    """An event or an exhibition gets its form and QR code at once."""
    kind = request.GET.get("kind", "")
    form = CampaignForm(request.POST or None, currency=request.organization.currency, kind=kind)

    def verb() -> Campaign:
        gathers = form.cleaned_data["kind"] != Campaign.Kind.CAMPAIGN
        return campaigning.add_campaign(fields=form.values(), with_form=gathers, by=request.member)

    return _saved(request, CAMPAIGN, form, verb)


@require_http_methods(METHODS)
@manages
def campaign_edit(request: Any, pk: int) -> HttpResponse:
    row, currency = get_object_or_404(Campaign, pk=pk), request.organization.currency
    form = CampaignForm(request.POST or None, currency=currency, row=row)

    def verb() -> Campaign:
        version = form.cleaned_data["version"] or 0
        return campaigning.change_campaign(row, version=version, fields=form.values(), by=request.member)

    return _saved(
        request, CAMPAIGN, form, verb, lambda: CampaignForm(None, currency=currency, row=Campaign.objects.get(pk=pk))
    )


@require_POST
@manages
def campaign_archive(request: Any, pk: int) -> HttpResponse:
    """Archive it with its forms, or bring it back."""
    row, archived = get_object_or_404(Campaign, pk=pk), not request.POST.get("undo")
    return _done(
        request, lambda: campaigning.set_archived(row, archived=archived, by=request.member, now=timezone.now())
    )


@require_POST
@manages
def campaign_form(request: Any, pk: int) -> HttpResponse:
    """The form and QR code of a campaign, made at the first tap."""
    row = get_object_or_404(Campaign, pk=pk)
    form = campaigning.form_for(row, by=request.member)
    return done(request, reverse("pipeline:capture_share", args=[form.pk]))


def _saved(
    request: Any, template: str, form: Any, verb: Callable[[], Any], theirs: Callable[[], Any] | None = None
) -> HttpResponse:
    """The form as a page or in a dialog, or the verb. What the verb refuses comes back with the form."""
    context = {"row": form.row}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, template, form, **context)
    try:
        made = verb()
    except Conflict:
        assert theirs is not None
        now = theirs()
        last = Event.objects.of_subject(now.row).first()
        by, at = (last.by_name, last.at) if last else ("", None)
        version = now.row.version
        return conflict_page(request, template, form, now, version=version, changed_by=by, changed_at=at, **context)
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, template, form, **context)
    new_form = made if isinstance(made, CaptureForm) and form.row is None else None
    if new_form is None and form.row is None:
        new_form = CaptureForm.objects.filter(campaign=made).first()
    url = reverse("pipeline:capture_share", args=[new_form.pk]) if new_form else reverse("pipeline:capture")
    return done(request, url, _("Saved."))


def _done(request: Any, verb: Callable[[], Any]) -> HttpResponse:
    back = reverse("pipeline:capture")
    try:
        verb()
    except Refused as error:
        return refused(request, back, error)
    return done(request, back, _("Saved."))
