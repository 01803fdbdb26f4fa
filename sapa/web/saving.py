"""Saved views: a list's state, kept under a name, by a member or for the whole team."""

from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.text import tidy
from sapa.team.models import Member
from sapa.web.models import SavedView

SHARING = "customers.assign"  # who leads others may give them views
PASSING = {"after", "before", "page", "csrfmiddlewaretoken", "next"}  # no part of a list's state
LONGEST = 1000


def clean(query: str) -> str:
    """The state in a query string: without cursors and empty values, in one order, so that equal states are equal."""
    pairs = [(name, value) for name, value in parse_qsl(query.lstrip("?")) if name not in PASSING and value.strip()]
    return urlencode(sorted(pairs))


@transaction.atomic
def save(*, list_name: str, name: str, query: str, shared: bool, by: Member) -> SavedView:
    """Keep a list's state. The same name with the same state again is the same view. Raises Refused."""
    name, query = tidy(name), clean(query)
    if not query or len(query) > LONGEST:
        raise Refused(_("Search or filter the list first, then save what you see."))
    mine = SavedView.objects.filter(owner=by, list_name=list_name)
    if same := mine.filter(name=name, query=query, shared=shared, deleted_at__isnull=True).first():
        return same
    view = SavedView(list_name=list_name, name=name, query=query, shared=shared, owner=by)
    _store(view)
    record("saved_view.created", view, by=by, list=list_name, shared=shared)
    return view


@transaction.atomic
def change(view: SavedView, *, name: str, shared: bool, by: Member) -> None:
    """Rename a view, or share it, or keep it to oneself again. Raises Refused when the name is taken."""
    before = {"name": view.name, "shared": view.shared}
    view.name, view.shared = tidy(name), shared
    found = changes(before, {"name": view.name, "shared": shared})
    if found:
        _store(view)
        record("saved_view.changed", view, by=by, changes=found)


@transaction.atomic
def delete(view: SavedView, *, by: Member) -> None:
    """Take a view away; it can be restored. Raises AlreadyDone."""
    if SavedView.objects.filter(pk=view.pk, deleted_at__isnull=True).update(deleted_at=timezone.now()) != 1:
        raise AlreadyDone(_("This view is deleted already."))
    record("saved_view.deleted", view, by=by)


@transaction.atomic
def restore(view: SavedView, *, by: Member) -> None:
    """Bring a deleted view back. Raises AlreadyDone, or Refused when its name has been given to another."""
    try:
        with transaction.atomic():
            rows = SavedView.objects.filter(pk=view.pk, deleted_at__isnull=False).update(deleted_at=None)
    except IntegrityError as error:
        raise Refused(_("You have another view of this name.")) from error
    if rows != 1:
        raise AlreadyDone(_("This view is there already."))
    record("saved_view.restored", view, by=by)


def _store(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise Refused(_("You have another view of this name.")) from error
