"""Planning what is to be done with a customer, and doing it."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Activity, Interaction, TouchPoint
from sapa.activities.touching import raise_touched, scored
from sapa.activities.writing import rewrite
from sapa.customers.models import Contact, Customer
from sapa.events.models import Event, kind_of
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.team.models import Member

# What an activity becomes when it is done and nobody said how; a task leaves no interaction.
TOUCH_POINTS = {
    Activity.Kind.CALL: TouchPoint.PHONE,
    Activity.Kind.VISIT: TouchPoint.VISIT,
    Activity.Kind.MEETING: TouchPoint.VISIT,
}


@dataclass(frozen=True)
class Plan:
    """What is planned next, as `complete` takes it. The same customer and subject as what was done."""

    title: str
    due_on: date
    kind: str = Activity.Kind.TASK
    purpose: str = ""
    aim: str = Interaction.Purpose.RELATIONSHIP
    touch_point: str = ""
    contact: Contact | None = None
    starts_at: time | None = None
    minutes: int | None = None
    assigned_to: Member | None = None
    uuid: UUID | None = None


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
    aim: str = Interaction.Purpose.RELATIONSHIP,
    touch_point: str = "",
    contact: Contact | None = None,
    starts_at: time | None = None,
    minutes: int | None = None,
    uuid: UUID | None = None,
    now: datetime | None = None,
) -> Activity:
    """Something to do by a day, for `assigned_to` or oneself. The same uuid again is the same activity.

    `subject` is what it is about where that is a row of a later app, such as an opportunity. `starts_at` is of the
    day, in the organisation's zone.
    """
    made = Activity(title=title, due_on=due_on, kind=kind, purpose=purpose, aim=aim, touch_point=touch_point)
    made.customer, made.contact, made.starts_at, made.minutes = customer, contact, starts_at, minutes
    if subject is not None:
        made.subject_kind, made.subject_id = kind_of(subject), subject.pk
    return _keep(made, assigned_to or by, by, uuid, now)


def _keep(made: Activity, assigned_to: Member, by: Member, uuid: UUID | None, now: datetime | None) -> Activity:
    made.uuid, made.assigned_to, made.created_by = uuid or uuid4(), assigned_to, by
    made.created_at = made.updated_at = now or timezone.now()
    if known := Activity.objects.filter(uuid=made.uuid).first():
        return known
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            data: dict[str, Any] = {"due_on": made.due_on.isoformat(), "assigned_to": assigned_to.name}
            record("task.planned", made, by=by, customer_id=made.customer_id, at=now, **data)
    except IntegrityError:
        return Activity.objects.get(uuid=made.uuid)  # a double tap
    return made


@transaction.atomic
def complete(
    activity: Activity,
    *,
    by: Member,
    result: str = "",
    outcome: str = "",
    touch_point: str = "",
    satisfaction: int | None = None,
    now: datetime | None = None,
    following: Plan | None = None,
) -> Activity | None:
    """It is done. A call, a visit or a meeting has become an interaction. Raises AlreadyDone.

    With `following` the next one is planned, and returned.
    """
    now = now or timezone.now()
    rewrite(activity, _open(activity), now, completed_at=now, completed_by=by, result=result)
    _become_interaction(activity, by, now, touch_point, {"outcome": outcome} | scored(satisfaction))
    planned = _plan_next(activity, following, by, now) if following else None
    data: dict[str, Any] = {"result": result} | ({"outcome": outcome} if outcome else {}) | scored(satisfaction)
    data |= {"next": planned.pk} if planned else {}
    record("task.completed", activity, by=by, customer_id=activity.customer_id, at=now, **data)
    return planned


def _become_interaction(activity: Activity, by: Member, now: datetime, touch_point: str, said: dict[str, Any]) -> None:
    usual = TOUCH_POINTS.get(Activity.Kind(activity.kind))
    if usual is None or activity.customer_id is None:
        return
    Interaction.objects.create(
        customer_id=activity.customer_id,
        contact_id=activity.contact_id,
        touch_point=touch_point or activity.touch_point or usual,
        purpose=activity.aim,
        at=now,
        by=by,
        note=activity.result or activity.title,
        activity=activity,
        **said,
    )
    raise_touched(activity.customer_id, now)


def _plan_next(activity: Activity, plan: Plan, by: Member, now: datetime) -> Activity:
    given = {field.name: getattr(plan, field.name) for field in fields(Plan)}
    assigned_to, uuid = given.pop("assigned_to") or activity.assigned_to, given.pop("uuid")
    subject = {"subject_kind": activity.subject_kind, "subject_id": activity.subject_id}
    return _keep(Activity(customer_id=activity.customer_id, **subject, **given), assigned_to, by, uuid, now)


@transaction.atomic
def reopen(activity: Activity, *, by: Member, now: datetime | None = None) -> None:
    """Undo of completing or cancelling, as when the wrong one was tapped. Raises AlreadyDone.

    The interaction that it became goes with it, and what was planned in the same step if nobody has touched that.
    """
    now = now or timezone.now()
    closed = Activity.objects.exclude(completed_at__isnull=True, cancelled_at__isnull=True).filter(pk=activity.pk)
    said = {"completed_at": None, "completed_by": None, "cancelled_at": None, "result": ""}
    rewrite(activity, closed, now, _("This is open already."), **said)
    Interaction.objects.filter(activity=activity).delete()
    last = Event.objects.of_subject(activity).filter(kind__in=["task.completed", "task.reopened"]).first()
    if last and last.kind == "task.completed" and (following := last.data.get("next")):
        Activity.objects.open().filter(pk=following, version=1).delete()
    record("task.reopened", activity, by=by, customer_id=activity.customer_id, at=now)


@transaction.atomic
def cancel(activity: Activity, *, by: Member, reason: str = "", now: datetime | None = None) -> None:
    """It is not to be done any more. Raises AlreadyDone."""
    now = now or timezone.now()
    rewrite(activity, _open(activity), now, cancelled_at=now)
    record("task.cancelled", activity, by=by, customer_id=activity.customer_id, at=now, because=reason)


@transaction.atomic
def postpone(activity: Activity, *, to: date, reason: str, by: Member, now: datetime) -> None:
    """Put it off to a later day. Raises AlreadyDone, or Refused where the day is not later."""
    before = activity.due_on
    if to == before:
        raise AlreadyDone(_("It stands on that day already."))
    if to < before:
        raise Refused(_("Choose a day after the one that it stands on now."))
    rows = Activity.objects.open().filter(pk=activity.pk, due_on=before)
    rewrite(activity, rows, now, due_on=to, postponed=F("postponed") + 1)
    activity.postponed += 1
    data = {"from": before.isoformat(), "to": to.isoformat(), "because": reason}
    record("task.postponed", activity, by=by, customer_id=activity.customer_id, at=now, **data)


@transaction.atomic
def hand_over(activity: Activity, *, to: Member, reason: str, by: Member, now: datetime) -> None:
    """Another member is to do it. Raises AlreadyDone, or Refused where they are not at work any more."""
    if not to.is_at_work:
        raise Refused(_("%(name)s is not at work any more.") % {"name": to.name})
    if to.pk == activity.assigned_to_id:
        raise AlreadyDone(_("It is theirs already."))
    rows = Activity.objects.open().filter(pk=activity.pk, assigned_to_id=activity.assigned_to_id)
    data = {"from": activity.assigned_to.name, "to": to.name, "because": reason}
    rewrite(activity, rows, now, assigned_to=to)
    record("task.handed_over", activity, by=by, customer_id=activity.customer_id, at=now, **data)


def _open(activity: Activity) -> Any:
    return Activity.objects.open().filter(pk=activity.pk)
