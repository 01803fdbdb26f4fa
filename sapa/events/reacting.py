"""What follows an event elsewhere: run by the worker, named in one dictionary above all trades (settings.REACTIONS)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from django.conf import settings
from django.tasks import task
from django.utils.module_loading import import_string

from sapa.events.answers import note_change
from sapa.events.models import Event
from sapa.tenancy.current import current_organization_id, organization_scope

_held: ContextVar[bool] = ContextVar("sapa_reactions_held", default=False)


@cache
def reactions() -> Mapping[str, Sequence[str]]:
    """Kinds of events, and the dotted names of the functions that are called with each."""
    found: Mapping[str, Sequence[str]] = import_string(settings.REACTIONS)
    return found


def enqueue(event: Event) -> None:
    """Let the worker react to an event that was just written: a row of the same transaction."""
    if event.kind in reactions() and not _held.get():
        react.enqueue(current_organization_id(), event.pk)


@contextmanager
def reactions_held() -> Iterator[None]:
    """Write events in the block without reacting to each: whoever opens it brings everything up to date afterwards."""
    token = _held.set(True)
    try:
        yield
    finally:
        _held.reset(token)


@task
def react(organization_id: int, event_id: int) -> None:
    """Everything that follows one event. Each function is idempotent: a task may run twice."""
    with organization_scope(organization_id):
        event = Event.objects.filter(pk=event_id).first()
        try:
            for name in reactions().get(event.kind, ()) if event else ():
                import_string(name)(event)
        finally:  # what was done before one failed stands
            note_change()
