"""The business units."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.team import arranging
from sapa.team.access import MemberRequest, requires
from sapa.team.member_forms import UnitForm
from sapa.team.models import BusinessUnit
from sapa.team.tabs import tabs


@require_safe
@requires("team.view")
def units(request: MemberRequest) -> HttpResponse:
    rows = BusinessUnit.objects.visible_to(request.member).order_by("name")[:200]
    return render(request, "team/units.html", {"rows": rows, "tabs": tabs("units")})


@require_http_methods(["GET", "POST"])
@requires("team.manage")
def add(request: MemberRequest) -> HttpResponse:
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            arranging.add_unit(form.cleaned_data["name"], by=request.member)
        except Refused as error:
            form.add_error("name", str(error.message))
        else:
            return done(request, reverse("team:units"), _("Saved."))
    return form_page(request, "team/unit_form.html", form)


@require_http_methods(["GET", "POST"])
@requires("team.manage")
def change(request: MemberRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(BusinessUnit, pk=pk)
    form = UnitForm(request.POST or None, initial={"name": unit.name})
    if request.method == "POST" and form.is_valid():
        try:
            arranging.rename_unit(unit, form.cleaned_data["name"], by=request.member)
        except Refused as error:
            form.add_error("name", str(error.message))
        else:
            return done(request, reverse("team:units"), _("Saved."))
    return form_page(request, "team/unit_form.html", form, unit=unit)


@require_POST
@requires("team.manage")
def archive(request: MemberRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(BusinessUnit, pk=pk)
    try:
        arranging.archive_unit(unit, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, reverse("team:units"), error)
    undo = reverse("team:unit_restore", args=[pk])
    return done(request, reverse("team:units"), _("“%(name)s” was archived.") % {"name": unit.name}, undo=undo)


@require_POST
@requires("team.manage")
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(BusinessUnit, pk=pk)
    try:
        arranging.restore_unit(unit, by=request.member)
    except Refused as error:
        return refused(request, reverse("team:units"), error)
    return done(request, reverse("team:units"), _("“%(name)s” is in use again.") % {"name": unit.name})
