"""Interactions: what was said, and the tap on a phone number or on WhatsApp."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
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
    return _keep(Interaction(**fields), TAPPED[touch_point], uuid, now, number=number)


def log(
    customer: Customer,
    *,
    touch_point: str,
    outcome: str,
    by: Member,
    direction: str = Interaction.Direction.OUTBOUND,
    purpose: str = Interaction.Purpose.RELATIONSHIP,
    note: str = "",
    satisfaction: int | None = None,
    contact: Contact | None = None,
    at: datetime | None = None,
    uuid: UUID | None = None,
) -> Interaction:
    """What came of a call or another touch that has just happened. The same uuid again is the same one.

    With the uuid of a tap that has no outcome yet, it is that tap which gets one: one call is one interaction.
    """
    told: dict[str, Any] = {"touch_point": touch_point, "outcome": outcome, "direction": direction, "purpose": purpose,
                            "note": note} | scored(satisfaction)  # fmt: skip
    made = Interaction(customer=customer, contact=contact, by=by, **told)
    tapped = Interaction.objects.filter(uuid=uuid, customer=customer, by=by, outcome="", note="")
    with transaction.atomic():
        if uuid and tapped.update(**told) == 1:
            record("touch.logged", customer, by=by, customer_id=customer.pk, at=at, **told)
            return Interaction.objects.get(uuid=uuid)
    return _keep(made, "touch.logged", uuid, at, **told)


def write_note(
    customer: Customer,
    *,
    by: Member,
    note: str,
    touch_point: str,
    direction: str = Interaction.Direction.OUTBOUND,
    purpose: str = Interaction.Purpose.RELATIONSHIP,
    outcome: str = "",
    satisfaction: int | None = None,
    contact: Contact | None = None,
    at: datetime | None = None,
    uuid: UUID | None = None,
) -> Interaction:
    """What was said or seen, and through which touch point. The same uuid again is the same note."""
    told: dict[str, Any] = {"touch_point": touch_point, "direction": direction, "purpose": purpose, "outcome": outcome,
                            "note": note} | scored(satisfaction)  # fmt: skip
    made = Interaction(customer=customer, contact=contact, by=by, **told)
    data = {"note": note, "touch_point": touch_point} | ({"outcome": outcome} if outcome else {}) | scored(satisfaction)
    return _keep(made, "note.written", uuid, at, **data)


def scored(satisfaction: int | None) -> dict[str, int]:
    """How satisfied they said they are, 1 to 5, as it is kept and told; nothing where nobody asked."""
    return {"satisfaction": satisfaction} if satisfaction else {}


def raise_touched(customer_id: int, at: datetime) -> None:
    """Somebody was in touch with the customer at this moment. An earlier one than is known changes nothing."""
    earlier = Q(touched_at__isnull=True) | Q(touched_at__lt=at)
    Customer.objects.filter(earlier, pk=customer_id).update(touched_at=at)


def _keep(made: Interaction, kind: str, uuid: UUID | None, at: datetime | None, **data: Any) -> Interaction:
    made.uuid, made.at = uuid or uuid4(), at or timezone.now()
    if known := Interaction.objects.filter(uuid=made.uuid).first():
        return known
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            raise_touched(made.customer_id, made.at)
            record(kind, made.customer, by=made.by, customer_id=made.customer_id, at=at, **data)
    except IntegrityError:
        return Interaction.objects.get(uuid=made.uuid)  # a double tap
    return made
