"""What is planned is moved in the calendar, or changed."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Activity
from sapa.activities.writing import TOO_LATE, ends_after_midnight, rewrite
from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.team.models import Member

CHANGED = (
    "kind", "title", "purpose", "aim", "touch_point", "contact", "due_on", "starts_at", "minutes", "assigned_to",
)  # fmt: skip


@transaction.atomic
def reschedule(
    activity: Activity, *, to: date, starts_at: time | None, version: int | None, by: Member, now: datetime
) -> None:
    """Move it in the calendar, to any day and time. `version` is the one seen, None where none was shown.

    Raises AlreadyDone, Conflict where somebody changed it meanwhile, Refused where it would go on after midnight.
    """
    if (activity.due_on, activity.starts_at) == (to, starts_at):
        raise AlreadyDone(_("It stands on that day already."))
    if version is not None and version != activity.version:
        raise Conflict(_("Someone else changed this meanwhile. Look at it again, then decide."))
    if ends_after_midnight(starts_at, activity.minutes):
        raise Refused(TOO_LATE)
    before, later = activity.due_on, int(to > activity.due_on)
    rows = Activity.objects.open().filter(pk=activity.pk, version=activity.version)
    rewrite(activity, rows, now, due_on=to, starts_at=starts_at, postponed=F("postponed") + later)
    activity.postponed += later
    data = {
        "from": before.isoformat(),
        "to": to.isoformat(),
        "time": starts_at.isoformat("minutes") if starts_at else "",
    }
    record("task.rescheduled", activity, by=by, customer_id=activity.customer_id, at=now, **data)


@transaction.atomic
def change(activity: Activity, *, version: int, by: Member, values: Mapping[str, Any], now: datetime) -> None:
    """Write these fields of CHANGED. Raises Conflict where another version is stored, AlreadyDone where it is shut."""
    before = {name: _told(getattr(activity, name)) for name in values}
    after = {name: _told(value) for name, value in values.items()}
    found = changes(before, after)
    rows = Activity.objects.open().filter(pk=activity.pk)
    if not found and activity.version == version:
        return
    if rows.exists() and not rows.filter(version=version).exists():
        raise Conflict(_("Someone else changed this meanwhile. Look at it again, then decide."))
    rewrite(activity, rows.filter(version=version), now, **values)
    record("task.changed", activity, by=by, customer_id=activity.customer_id, at=now, changes=found)


def _told(value: Any) -> Any:
    """As the event keeps it: names of rows, days and times in ISO form."""
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else value
