"""How an organisation sells, and how the numbers of its documents are written."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.events.models import Event
from sapa.files.storing import answer, store
from sapa.lib import document_numbers
from sapa.lib.answers import done, form_page, refused
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import AlreadyDone, Conflict
from sapa.sales import arranging, numbering
from sapa.sales.forms.settings import SettingsForm, TemplateForm
from sapa.sales.lines import settings_of
from sapa.sales.models import DocumentKind, NumberTemplate
from sapa.team.access import requires
from sapa.team.models import BusinessUnit

FORM = "sales/settings/sales.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires("settings.manage")
def sales(request: Any) -> HttpResponse:
    """Tax, rules, terms, letterhead and QRIS. Whoever is second sees both versions."""
    stored = settings_of()
    form = SettingsForm(request.POST or None, request.FILES or None, instance=stored)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form)
    now, fields = timezone.now(), form.values()
    if logo := form.cleaned_data.get("logo"):
        picture, name = logo
        fields["logo"] = store(picture, name=name, by=request.member, now=now)
    elif form.cleaned_data.get("remove_logo"):
        fields["logo"] = None
    version = form.cleaned_data["version"] or 0
    try:
        arranging.change_settings(settings_of(), version=version, by=request.member, now=now, fields=fields)
    except Conflict:
        return _both_versions(request, form)
    return done(request, reverse("sales:settings"), _("Saved."))


@require_safe
@requires("settings.manage")
def logo(request: Any) -> HttpResponse:
    found = settings_of().logo
    if found is None:
        raise Http404
    return answer(found, request)


@require_safe
@requires("settings.manage")
def numbers(request: Any) -> HttpResponse:
    """Each kind of document with its template and an example, and those of single units."""
    today = timezone.localdate()
    stored = list(NumberTemplate.objects.select_related("unit").order_by("unit__name"))
    general = {one.kind: one for one in stored if one.unit_id is None}
    units = list(BusinessUnit.objects.filter(archived_at__isnull=True))
    rows = [
        {
            "kind": kind,
            "general": _shown(kind, general.get(kind), None, today),
            "of_units": [_shown(kind, one, one.unit, today) for one in stored if one.unit_id and one.kind == kind],
            "units": [unit for unit in units if (kind, unit.pk) not in {(one.kind, one.unit_id) for one in stored}],
        }
        for kind in DocumentKind
    ]
    return render(request, "sales/settings/numbers.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("settings.manage")
def number(request: Any, kind: str, unit: int) -> HttpResponse:
    """The template of a kind, for a unit or (unit 0) for all without their own."""
    paper, of_unit = _kind(kind), _unit(unit)
    form = TemplateForm(request.POST or None, kind=kind, unit=of_unit, on=timezone.localdate())
    stored = NumberTemplate.objects.filter(kind=kind, unit=of_unit).exists()
    context = {"kind": paper, "unit": of_unit, "place": unit, "stored": stored}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/settings/number.html", form, **context)
    arranging.set_template(kind, of_unit, by=request.member, now=timezone.now(), **form.cleaned_data)
    return done(request, reverse("sales:numbers"), _("Saved."))


@require_safe
@requires("settings.manage")
def number_example(request: Any, kind: str, unit: int) -> HttpResponse:
    """What the first number of a template that is being written looks like."""
    form = TemplateForm(request.GET, kind=_kind(kind).value, unit=_unit(unit), on=timezone.localdate())
    return render(request, "sales/settings/_example.html", {"form": form})


@require_POST
@requires("settings.manage")
def number_removal(request: Any, kind: str, unit: int) -> HttpResponse:
    back = reverse("sales:numbers")
    stored = NumberTemplate.objects.filter(kind=_kind(kind), unit=_unit(unit)).select_related("unit").first()
    if stored is None:
        return refused(request, back, AlreadyDone(_("This template is removed already.")))
    try:
        arranging.remove_template(stored, by=request.member, now=timezone.now())
    except AlreadyDone as error:
        return refused(request, back, error)
    return done(request, back, _("Numbers follow the usual template again."))


def _shown(kind: DocumentKind, stored: NumberTemplate | None, unit: BusinessUnit | None, on: Any) -> dict[str, Any]:
    text = stored.template if stored else numbering.DEFAULT
    monthly = stored is not None and stored.restart == numbering.MONTHLY
    parsed = document_numbers.parse(text, monthly=monthly)
    place = reverse("sales:number", args=[kind.value, unit.pk if unit else 0])
    return {
        "unit": unit,
        "template": text,
        "restart": (stored or NumberTemplate(restart=NumberTemplate.Restart.YEARLY)).get_restart_display(),
        "example": numbering.example(parsed, kind=kind, unit=unit, on=on),
        "url": place,
    }


def _kind(kind: str) -> DocumentKind:
    if kind not in DocumentKind.values:
        raise Http404
    return DocumentKind(kind)


def _unit(pk: int) -> BusinessUnit | None:
    return get_object_or_404(BusinessUnit, pk=pk) if pk else None


def _both_versions(request: Any, form: SettingsForm) -> HttpResponse:
    now = settings_of()
    last = Event.objects.filter(kind="sales_settings.changed").order_by("-at", "-pk").first()
    return conflict_page(
        request,
        FORM,
        form,
        SettingsForm(instance=now),
        version=now.version,
        changed_by=last.by_name if last else "",
        changed_at=last.at if last else None,
    )
