"""Answers to costly questions, remembered until something happens (ADR 75).

A board sums the papers of a hundred thousand customers, and asks the same again when somebody turns a page or comes
back to it. Whatever changes an answer is an event, or what the worker makes of one: while there is none, the answer is
the same. The question is the very statement with its values, so nobody is told what their own would not have told.
"""

import math
import time
from collections.abc import Callable, Hashable
from typing import Any, cast

from django.db import connection
from django.db.models import F, QuerySet

from sapa.events.models import Change
from sapa.tenancy.current import current_organization_id

NEWEST = 200  # events: one that is committed after so many later ones would go unseen
KEPT = 256  # answers in memory, of some kilobytes each
LEAST = 0.004  # seconds: what takes less is asked again
OLDEST = 600  # seconds: should a verb ever forget its event

STATE = """
SELECT SUM(id), MAX(id) FROM (
    SELECT id FROM events_event WHERE organization_id = %(organization)s ORDER BY id DESC LIMIT %(newest)s
) AS newest
UNION ALL SELECT SUM(number), 0 FROM events_change WHERE organization_id = %(organization)s
"""

_known: dict[Hashable, tuple[Any, Any, float]] = {}  # the state, the answer, when it was found


class Answers:
    """What was answered to the current organisation, as of the first question of a page. One query, then its own."""

    def __init__(self) -> None:
        self._state: Any = None

    def rows(self, found: QuerySet) -> list[Any]:
        """The rows of a queryset of values."""
        return self.of(*found.query.sql_with_params(), lambda: list(found))

    def of[T](self, statement: str, parameters: tuple[Any, ...], ask: Callable[[], T]) -> T:
        """What `ask` finds out by this statement. It is shared: nobody may change it."""
        if math.isinf(LEAST):
            return ask()
        key = (current_organization_id(), statement, tuple(map(_hashable, parameters)))
        if self._state is None:
            self._state = state()
        began = time.perf_counter()
        before, answer, found = _known.get(key, (None, None, 0))
        if before == self._state and began - found < OLDEST:
            return cast("T", answer)
        answer = ask()
        if time.perf_counter() - began >= LEAST:
            if len(_known) >= KEPT:
                _known.pop(next(iter(_known), None), None)  # the one found first
            _known[key] = (self._state, answer, began)
        return answer


def state() -> tuple[Any, ...]:
    """Another one whenever something happened in the current organisation, or the worker made something of it.

    Two verbs may be committed in another order than their events are numbered: the sum tells of the late one.
    """
    with connection.cursor() as cursor:
        cursor.execute(STATE, {"organization": current_organization_id(), "newest": NEWEST})
        return tuple(cursor.fetchall())


def note_change() -> None:
    """Say that kept figures of the current organisation were written, by a task that records no event of its own."""
    if not Change.objects.update(number=F("number") + 1):
        Change.objects.bulk_create([Change(number=1)], ignore_conflicts=True)


def forget() -> None:
    """All answers: for tests, whose databases begin anew."""
    _known.clear()


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else cast("Hashable", value)
