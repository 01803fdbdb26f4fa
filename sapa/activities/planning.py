"""Planning what is to be done with a customer, and doing it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Activity, Interaction, TouchPoint
from sapa.customers.models import Customer
from sapa.events.models import kind_of
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone
from sapa.team.models import Member

# What an activity becomes when it is done; a task leaves no interaction.
TOUCH_POINTS = {
    Activity.Kind.CALL: TouchPoint.PHONE,
    Activity.Kind.VISIT: TouchPoint.VISIT,
    Activity.Kind.MEETING: TouchPoint.VISIT,
}


def plan(
    *,
    title: str,
    due_on: date,
    by: Member,
    kind: str = Activity.Kind.TASK,
    customer: Customer | None = None,
    subject: models.Model | None = None,
    assigned_to: Member | None = None,
    purpose: str = "",
    uuid: UUID | None = None,
    now: datetime | None = None,
) -> Activity:
    """Something to do by a day, for `assigned_to` or oneself. The same uuid again is the same activity.

    `subject` is what it is about where that is a row of a later app, such as an opportunity.
    """
    uuid = uuid or uuid4()
    if known := Activity.objects.filter(uuid=uuid).first():
        return known
    fields: dict[str, Any] = {"kind": kind, "title": title, "purpose": purpose, "due_on": due_on, "customer": customer}
    made = Activity(uuid=uuid, created_by=by, assigned_to=assigned_to or by, created_at=now or timezone.now(), **fields)
    if subject is not None:
        made.subject_kind, made.subject_id = kind_of(subject), subject.pk
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            data: dict[str, Any] = {"due_on": due_on.isoformat(), "assigned_to": made.assigned_to.name}
            record("task.planned", made, by=by, customer_id=made.customer_id, **data)
    except IntegrityError:
        return Activity.objects.get(uuid=uuid)  # a double tap
    return made


@transaction.atomic
def complete(activity: Activity, *, by: Member, result: str = "", now: datetime | None = None) -> None:
    """It is done. A call, a visit or a meeting has become an interaction. Raises AlreadyDone."""
    now = now or timezone.now()
    open_rows = Activity.objects.open().filter(pk=activity.pk)
    if open_rows.update(completed_at=now, completed_by=by, result=result) != 1:
        raise AlreadyDone(_("This has been done already."))
    touch_point = TOUCH_POINTS.get(Activity.Kind(activity.kind))
    if touch_point and activity.customer_id:
        Interaction.objects.create(
            customer_id=activity.customer_id, touch_point=touch_point, at=now, by=by, note=result or activity.title
        )
    record("task.completed", activity, by=by, customer_id=activity.customer_id, result=result)


@transaction.atomic
def reopen(activity: Activity, *, by: Member) -> None:
    """Undo of completing, as when the wrong one was tapped: the interaction it became goes with it."""
    done = Activity.objects.filter(pk=activity.pk, completed_at__isnull=False).first()
    rows = Activity.objects.filter(pk=activity.pk, completed_at__isnull=False)
    if done is None or rows.update(completed_at=None, completed_by=None, result="") != 1:
        raise AlreadyDone(_("This is open already."))
    if activity.customer_id:
        same = {"customer_id": done.customer_id, "at": done.completed_at, "by_id": done.completed_by_id}
        Interaction.objects.filter(**same).delete()
    record("task.reopened", activity, by=by, customer_id=activity.customer_id)


@transaction.atomic
def cancel(activity: Activity, *, by: Member, now: datetime | None = None) -> None:
    """It is not to be done any more. Raises AlreadyDone."""
    if Activity.objects.open().filter(pk=activity.pk).update(cancelled_at=now or timezone.now()) != 1:
        raise AlreadyDone(_("This has been done already."))
    record("task.cancelled", activity, by=by, customer_id=activity.customer_id)
