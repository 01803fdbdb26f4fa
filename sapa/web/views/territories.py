"""Territories: names for the regions that are given to members."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.customers.forms.fields import region_label
from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.lib.forms import Combobox
from sapa.lib.names import clean_name
from sapa.places.models import Region
from sapa.team import arranging
from sapa.team.access import MemberRequest, requires
from sapa.team.models import Member, Territory
from sapa.team.tabs import tabs

MAX_REGIONS = 100


class TerritoryForm(forms.Form):
    """A name, and regions of any level. `more` is one to add; a region within another one is left out."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    more = forms.CharField(
        label=gettext_lazy("Add a region"),
        required=False,
        widget=Combobox(lambda: reverse("places:regions"), region_label, gettext_lazy("village, district, regency")),
    )

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_more(self) -> str:
        return _code(self.cleaned_data["more"])

    def regions(self) -> list[Region]:
        """Those ticked and the one added, as far as they exist, in the order of their codes."""
        data: Any = self.data
        kept = data.getlist("regions") if self.is_bound else self.initial.get("regions", [])
        more = self.cleaned_data.get("more") if self.is_bound and hasattr(self, "cleaned_data") else ""
        return _outermost([*kept, more] if more else kept)


def _code(chosen: str) -> str:
    """The region's code; without JavaScript the words typed must mean just one."""
    if not chosen.startswith("?"):
        return chosen
    found = Region.objects.named(chosen[1:], limit=2)
    if len(found) != 1:
        message = (
            _("Several regions are called so: choose one from the list.") if found else _("No region is called so.")
        )
        raise ValidationError(message)
    return found[0].pk


def _outermost(codes: list[str]) -> list[Region]:
    found: list[Region] = []
    for region in Region.objects.filter(pk__in=codes[: MAX_REGIONS + 1]).order_by("pk"):
        if not any(region.pk.startswith(f"{outer.pk}.") for outer in found):
            found.append(region)
    return found


@require_safe
@requires("team.view")
def territories(request: MemberRequest) -> HttpResponse:
    rows = list(Territory.objects.visible_to(request.member).order_by("name")[:200])
    named = {one.pk: one for one in Region.objects.filter(pk__in={code for row in rows for code in row.region_codes})}
    working: dict[int, list[Member]] = {}
    for member in Member.objects.at_work().filter(territory__isnull=False):
        working.setdefault(member.territory_id, []).append(member)
    shown = [
        (row, [named[code] for code in row.region_codes if code in named], working.get(row.pk, [])) for row in rows
    ]
    return render(request, "web/territories.html", {"rows": shown, "tabs": tabs("territories")})


@require_http_methods(["GET", "POST"])
@requires("team.manage")
def add(request: MemberRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@requires("team.manage")
def change(request: MemberRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Territory, pk=pk))


def _edit(request: Any, territory: Territory | None) -> HttpResponse:
    own = {"name": territory.name, "regions": territory.region_codes} if territory else {}
    form = TerritoryForm(request.POST or None, initial=own)
    if request.method == "POST" and form.is_valid():
        codes = [region.pk for region in form.regions()]
        try:
            arranging.set_territory(territory, form.cleaned_data["name"], codes, by=request.member)
        except Refused as error:
            form.add_error("name", str(error.message))
        else:
            return done(request, reverse("web:territories"), _("Saved."))
    return form_page(request, "web/territory_form.html", form, territory=territory, regions=form.regions())


@require_safe
@requires("team.manage")
def regions(request: MemberRequest) -> HttpResponse:
    """The regions of a form with one more: what the page's script puts in place of the old ones."""
    codes = [*request.GET.getlist("regions"), request.GET.get("more", "")]
    return render(request, "web/_territory_regions.html", {"form": TerritoryForm(), "regions": _outermost(codes)})


@require_POST
@requires("team.manage")
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    territory = get_object_or_404(Territory, pk=pk)
    try:
        arranging.remove_territory(territory, by=request.member)
    except Refused as error:
        return refused(request, reverse("web:territories"), error)
    return done(request, reverse("web:territories"), _("“%(name)s” was removed.") % {"name": territory.name})
