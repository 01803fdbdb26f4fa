"""The one way in which verbs write an activity: if nobody was quicker, and as a new version."""

from datetime import datetime, time
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Activity
from sapa.lib.errors import AlreadyDone

DAY = 24 * 60  # minutes
TOO_LATE = _("It would go on after midnight. Plan the rest for the next day.")


def ends_after_midnight(starts_at: time | None, minutes: int | None) -> bool:
    """Whether what begins then and takes so many minutes is not over by the end of the day."""
    return starts_at is not None and starts_at.hour * 60 + starts_at.minute + (minutes or 0) > DAY


def rewrite(activity: Activity, rows: models.QuerySet, now: datetime, missed: object = "", **values: Any) -> None:
    """Give the one row these values, in the database and in memory. Raises AlreadyDone where it is not among `rows`."""
    if rows.update(version=F("version") + 1, updated_at=now, **values) != 1:
        raise AlreadyDone(missed or _("This has been done already."))
    for name, value in values.items():
        if not hasattr(value, "resolve_expression"):
            setattr(activity, name, value)
    activity.version += 1
    activity.updated_at = now
