"""Saved views of lists: made from what a list shows now, renamed, shared, deleted and brought back."""

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.lib.forms import LineField
from sapa.team.access import MemberRequest
from sapa.team.models import Member
from sapa.web import saving
from sapa.web.models import SavedView


class ViewForm(forms.Form):
    """A view's name, and whether the team has it too: asked only of who may share."""

    name = LineField(label=gettext_lazy("Name"), max_length=60)
    shared = forms.BooleanField(label=gettext_lazy("For the whole team"), required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not member.may(saving.SHARING):
            del self.fields["shared"]


class NewViewForm(ViewForm):
    list_name = forms.ChoiceField(widget=forms.HiddenInput)
    query = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, member=member, **kwargs)
        field = cast("forms.ChoiceField", self.fields["list_name"])
        field.choices = [(one.value, one.label) for one in SavedView.List if member.may(one.right)]


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest) -> HttpResponse:
    """`?list_name=customers&query=…`: the list's state under a name."""
    form = NewViewForm(request.POST or None, initial=request.GET.dict(), member=request.member)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        target = _target(request, fields.pop("next"), fields["list_name"])
        try:
            view = saving.save(**{"shared": False, **fields}, by=request.member)
        except Refused as error:
            form.add_error("name", str(error.message))
        else:
            return done(request, target, _("The view “%(name)s” is saved.") % {"name": view.name})
    return form_page(request, "web/saved_view.html", form)


@require_safe
def manage(request: MemberRequest, list_name: str) -> HttpResponse:
    """The views of a list, the member's own to change."""
    if list_name not in SavedView.List.values or not request.member.may(SavedView.List(list_name).right):
        raise Http404
    views = SavedView.objects.for_list(list_name, request.member).select_related("owner")
    return render(request, "web/saved_views.html", {"views": views, "list_name": list_name})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Another name, shared or not."""
    view = _own(request, pk)
    form = ViewForm(request.POST or None, initial={"name": view.name, "shared": view.shared}, member=request.member)
    if request.method == "POST" and form.is_valid():
        try:
            saving.change(view, **{"shared": view.shared, **form.cleaned_data}, by=request.member)
        except Refused as error:
            form.add_error("name", str(error.message))
        else:
            return done(request, _list(view.list_name), _("The view “%(name)s” is changed.") % {"name": view.name})
    return form_page(request, "web/saved_view.html", form, view=view)


@require_POST
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    try:
        saving.delete(view, by=request.member)
    except Refused as error:
        return refused(request, _list(view.list_name), error)
    undo = reverse("web:view_restore", args=[view.pk])
    return done(request, _list(view.list_name), _("The view “%(name)s” is deleted.") % {"name": view.name}, undo=undo)


@require_POST
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    """What “Undo” after a deletion does."""
    view = _own(request, pk)
    try:
        saving.restore(view, by=request.member)
    except Refused as error:
        return refused(request, _list(view.list_name), error)
    return done(request, _list(view.list_name), _("The view “%(name)s” is back.") % {"name": view.name})


def _own(request: MemberRequest, pk: int) -> SavedView:
    """A view that the member made: another's, though shared, is not theirs to change."""
    view = get_object_or_404(SavedView.objects.visible_to(request.member), pk=pk)
    if view.owner_id != request.member.pk:
        raise PermissionDenied
    return view


def _list(list_name: str) -> str:
    return f"{reverse('web:home')}{list_name}/"


def _target(request: MemberRequest, url: str, list_name: str) -> str:
    good = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
    return url if good and url else _list(list_name)
