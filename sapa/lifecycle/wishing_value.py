"""The wish to have the value model computed anew: the worker does it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from sapa.events.models import Event
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone
from sapa.lifecycle import tasks
from sapa.lifecycle.models import ValueModel
from sapa.team.models import Member
from sapa.tenancy.models import Organization

PATIENCE = timedelta(minutes=15)  # after that nobody waits any more for what was asked for


def ask(organization: Organization, *, by: Member, now: datetime) -> None:
    """Let the worker fit the model. Raises AlreadyDone while it is at it."""
    with transaction.atomic():
        if is_waited_for(organization, now):
            raise AlreadyDone(_("This is being computed already."))
        record("value_model.asked", organization, by=by, at=now)
        tasks.fit_value.enqueue(organization.pk, now.isoformat(), by.pk)


def is_waited_for(organization: Organization, now: datetime) -> bool:
    """Whether somebody asked for a fit that has not come yet. One query."""
    asked = Event.objects.of_subject(organization).filter(kind="value_model.asked", at__gt=now - PATIENCE)
    return asked.filter(~Exists(ValueModel.objects.filter(at__gte=OuterRef("at")))).exists()
