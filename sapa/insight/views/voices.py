"""The page of what the market asks of us."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.catalogue.models import Product
from sapa.insight.asking import NONE
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.sheets import download
from sapa.insight.views.frame_of_customers import ask, frame_of_customers
from sapa.insight.voices import BY, Group, Voices, asked_for
from sapa.lib import keyset
from sapa.pipeline.models import Finding
from sapa.team.access import requires

NAMES = ("kind", "product", "segment", "field")
WAYS = {"product": lambda: _("Product"), "field": lambda: _("Field of business")}


@require_safe
@requires("reports.view")
def page(request: Any) -> HttpResponse:
    """Needs, problems, hopes and trends in groups, and the voices themselves."""
    asked = ask(request, NAMES, BY, {"count": ""})
    by = asked.choice("by")
    voices = Voices.of(asked, request.member, by)
    names = _names(voices.groups, by)
    context = frame_of_customers(
        request,
        asked,
        "voices",
        {"count": _("Count")},
        WAYS,
        voices=voices,
        groups=[(names.get(group.key, _("none")), _url(asked, by, group), group) for group in voices.groups],
        kinds=[(kind.value, kind.label, getattr(voices.total, kind)) for kind in Finding.Kind],
        listed=_listed(request, asked),
    )
    return render(request, "insight/voices.html", context)


@require_safe
@requires("customers.export")
@requires("reports.view")
def export(request: Any) -> Any:
    """The same groups as a file."""
    asked = ask(request, NAMES, BY, {"count": ""})
    by = asked.choice("by")
    voices = Voices.of(asked, request.member, by, most=None)
    names = _names(voices.groups, by)
    header = [WAYS[by](), *Finding.Kind.labels, _("We can"), _("We cannot"), _("Met"), _("Customers")]
    rows = []
    for group in voices.groups:
        told = group.counts
        counts = [getattr(told, kind) for kind in Finding.Kind.values]
        rows.append([names.get(group.key, _("none")), *counts, told.can, told.cannot, told.met, group.customers])
    return download(request, _("voices"), header, rows)


def _listed(request: Any, asked: AskedOfCustomers) -> keyset.Page:
    """The voices themselves, the newest first, with whoever said it."""
    rows = asked_for(asked, request.member).select_related("customer", "product")
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    return keyset.page(rows, ("-at", "-pk"), after=after, before=before)


def _names(groups: list[Group], by: str) -> dict[Any, str]:
    keys = [group.key for group in groups if group.key is not None]
    if by == "product":
        return dict(Product.objects.filter(pk__in=keys).values_list("pk", "name"))
    return {key: key.capitalize() for key in keys}


def _url(asked: AskedOfCustomers, by: str, group: Group) -> str:
    """Those of this group alone; empty where no filter says so."""
    if group.key is None and by == "field":
        return ""
    return asked.url(**{by: NONE if group.key is None else group.key}) + "#voices"
