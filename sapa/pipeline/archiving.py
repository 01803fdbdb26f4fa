"""Putting away what the settings of this trade made, and bringing it back. Nothing is deleted: deals refer to it."""

from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext as _

from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone
from sapa.team.models import Member


def archive(row: Model, kind: str, *, by: Member, now: datetime) -> None:
    """Show it no more, told as `kind`. Inside a verb's transaction. Raises AlreadyDone."""
    if type(row)._default_manager.filter(pk=row.pk, archived_at__isnull=True).update(archived_at=now) != 1:
        raise AlreadyDone(_("It is archived already."))
    record(kind, row, by=by, at=now)


def restore(row: Model, kind: str, *, by: Member, now: datetime) -> None:
    """Show it again. Inside a verb's transaction. Raises AlreadyDone."""
    if type(row)._default_manager.filter(pk=row.pk, archived_at__isnull=False).update(archived_at=None) != 1:
        raise AlreadyDone(_("It is in use already."))
    record(kind, row, by=by, at=now)
