"""Interactions: what was said, and the tap on a phone number or on WhatsApp."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from sapa.activities.models import Interaction, TouchPoint
from sapa.customers.models import Contact, Customer
from sapa.events.recording import record
from sapa.team.models import Member

TAPPED = {TouchPoint.PHONE: "phone.dialled", TouchPoint.WHATSAPP: "whatsapp.opened"}


def log_tap(
    customer: Customer,
    touch_point: TouchPoint,
    *,
    by: Member,
    number: str = "",
    contact: Contact | None = None,
    uuid: UUID | None = None,
    now: datetime | None = None,
) -> Interaction:
    """The member has dialled, or opened a WhatsApp draft. The same uuid again is the same tap."""
    fields = {"customer": customer, "contact": contact, "touch_point": touch_point, "by": by}
    return _keep(Interaction(**fields), TAPPED[touch_point], uuid, now, by, number=number)


def write_note(
    customer: Customer,
    *,
    by: Member,
    note: str,
    touch_point: str,
    direction: str = Interaction.Direction.OUTBOUND,
    contact: Contact | None = None,
    at: datetime | None = None,
    uuid: UUID | None = None,
) -> Interaction:
    """What was said or seen, and through which touch point. The same uuid again is the same note."""
    made = Interaction(
        customer=customer, contact=contact, touch_point=touch_point, direction=direction, by=by, note=note
    )
    return _keep(made, "note.written", uuid, at, by, note=note, touch_point=touch_point)


def _keep(made: Interaction, kind: str, uuid: UUID | None, at: datetime | None, by: Member, **data: Any) -> Interaction:
    made.uuid, made.at = uuid or uuid4(), at or timezone.now()
    if known := Interaction.objects.filter(uuid=made.uuid).first():
        return known
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            record(kind, made.customer, by=by, customer_id=made.customer_id, **data)
    except IntegrityError:
        return Interaction.objects.get(uuid=made.uuid)  # a double tap
    return made
