"""What was found out: written down, changed, and marked as met."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.pipeline import finding_out
from sapa.pipeline.forms.findings import FindingForm, FindingsForm
from sapa.pipeline.models import Finding
from sapa.pipeline.views.funnel_steps import find
from sapa.pipeline.views.returning import back_to
from sapa.team.access import requires

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@requires("customers.change")
def add(request: Any, pk: int) -> HttpResponse:
    """Several at once, each on a line of its own."""
    customer = find(request, pk)
    form = FindingsForm(request.POST or None)
    place = back_to(request, customer)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "pipeline/funnel/findings.html", form, customer=customer, next=place)
    once = form.cleaned_data["once"]
    made = finding_out.note_findings(customer, form.findings, by=request.member, now=timezone.now(), uuid=once)
    told = ngettext("%(number)d thing is written down.", "%(number)d things are written down.", len(made))
    return done(request, place, told % {"number": len(made)})


@require_http_methods(METHODS)
@requires("customers.change")
def edit(request: Any, pk: int) -> HttpResponse:
    """Its words, whether we can serve it, and with what."""
    finding = _find(request, pk)
    form = FindingForm(request.POST or None, finding=finding, member=request.member)
    place = back_to(request, finding.customer)
    if request.method != "POST" or not form.is_valid():
        context = {"finding": finding, "customer": finding.customer, "next": place}
        return form_page(request, "pipeline/funnel/finding.html", form, **context)
    given, by, now = form.cleaned_data, request.member, timezone.now()
    finding_out.reword(finding, kind=given["kind"], text=given["text"], by=by, now=now)
    answer = {"answer": given["answer"], "product": form.product, "solution": given["solution"]}
    finding_out.answer(finding, by=by, now=now, **answer)
    return done(request, place, _("Saved."))


@require_POST
@requires("customers.change")
def meet(request: Any, pk: int) -> HttpResponse:
    """It is met; with `undo` it is not."""
    finding = _find(request, pk)
    place = back_to(request, finding.customer)
    back = bool(request.POST.get("undo") or request.GET.get("undo"))
    verb = finding_out.unmeet if back else finding_out.meet
    try:
        verb(finding, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, place, error)
    if back:
        return done(request, place, _("It is not marked as met any more."))
    return done(request, place, _("Marked as met."), undo=f"{reverse('pipeline:finding_meet', args=[pk])}?undo=1")


def _find(request: Any, pk: int) -> Finding:
    rows = Finding.objects.visible_to(request.member).select_related("customer", "product")
    return get_object_or_404(rows, pk=pk)
