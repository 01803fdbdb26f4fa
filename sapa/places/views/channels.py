"""Settings: the channels and outlet types of an organisation."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import AlreadyDone, Refused
from sapa.places import channels as verbs
from sapa.places.forms import ChannelForm, EntryForm
from sapa.places.models import Channel, OutletType
from sapa.team.access import MemberRequest, requires

KINDS: dict[str, type[verbs.Entry]] = {"channels": Channel, "outlet-types": OutletType}
FORM = "places/entry_form.html"
settings_manage = requires("settings.manage")


@require_safe
@settings_manage
def overview(request: MemberRequest) -> HttpResponse:
    return render(request, "places/channels.html", _lists(request))


@require_http_methods(["GET", "HEAD", "POST"])
@settings_manage
def add_channel(request: MemberRequest) -> HttpResponse:
    form = ChannelForm(request.POST or None)
    return _saved(request, form, lambda: verbs.add_channel(**form.cleaned_data, by=request.member))


@require_http_methods(["GET", "HEAD", "POST"])
@settings_manage
def add_outlet_type(request: MemberRequest, pk: int) -> HttpResponse:
    channel = get_object_or_404(Channel.objects.visible_to(request.member), pk=pk)
    form = EntryForm(request.POST or None)
    added = {"name": "", "channel": channel}
    return _saved(
        request,
        form,
        lambda: verbs.add_outlet_type(channel, name=form.cleaned_data["name"], by=request.member),
        **added,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@settings_manage
def rename(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    entry = _entry(request, kind, pk)
    form = EntryForm(request.POST or None, initial={"name": entry.name})
    return _saved(
        request, form, lambda: verbs.rename(entry, name=form.cleaned_data["name"], by=request.member), entry=entry
    )


@require_POST
@settings_manage
def archive(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    entry = _entry(request, kind, pk)
    undo = reverse("places:restore", args=[kind, pk])
    said = _("%(name)s is in the archive.") % {"name": entry.name}
    return _changed(request, lambda: verbs.archive(entry, by=request.member), said, undo)


@require_POST
@settings_manage
def restore(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    entry = _entry(request, kind, pk)
    said = _("%(name)s is in use again.") % {"name": entry.name}
    return _changed(request, lambda: verbs.restore(entry, by=request.member), said)


@require_POST
@settings_manage
def move(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """One place up or, with `to=down`, down."""
    entry, step = _entry(request, kind, pk), 1 if request.POST.get("to") == "down" else -1
    return _changed(request, lambda: verbs.move(entry, step=step, by=request.member))


def _entry(request: MemberRequest, kind: str, pk: int) -> Any:
    return get_object_or_404(KINDS[kind].objects.visible_to(request.member), pk=pk)


def _lists(request: MemberRequest) -> dict[str, Any]:
    types = OutletType.objects.visible_to(request.member).order_by("position", "pk")
    every = list(Channel.objects.visible_to(request.member).prefetch_related(Prefetch("outlet_types", types)))
    return {
        "channels": [channel for channel in every if channel.archived_at is None],
        "archived": [channel for channel in every if channel.archived_at],
    }


def _saved(request: MemberRequest, form: EntryForm, verb: Callable[[], object], **context: Any) -> HttpResponse:
    """The form, until the verb takes what it says."""
    if request.method == "POST" and form.is_valid():
        try:
            verb()
        except AlreadyDone:  # the name that it has: nothing to do
            return done(request, reverse("places:channels"))
        except Refused as error:
            form.refuse(error.message)
        else:
            return done(request, reverse("places:channels"), _("Saved."))
    return form_page(request, FORM, form, **context)


def _changed(request: MemberRequest, verb: Callable[[], None], said: str = "", undo: str = "") -> HttpResponse:
    """Do it, and show the lists anew: in their place by htmx, else as the page."""
    page = reverse("places:channels")
    try:
        verb()
    except Refused as error:
        return refused(request, page, error)
    if not request.htmx:
        return done(request, page, said, undo=undo)
    if said:
        messages.success(request, said, extra_tags=f"undo:{undo}" if undo else "")
    return render(request, "places/_channels.html", {**_lists(request), "fragment": True})
