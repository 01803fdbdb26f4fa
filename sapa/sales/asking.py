"""What a customer does on the public page of a quotation besides answering: opening it, asking a question."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.activities.models import Interaction, TouchPoint
from sapa.activities.planning import plan
from sapa.activities.touching import raise_touched
from sapa.events.recording import record
from sapa.sales.models import Quotation, QuotationQuestion


@transaction.atomic
def mark_opened(quotation: Quotation, *, now: datetime) -> bool:
    """The customer has opened the page. True the first time; later ones change nothing."""
    if Quotation.objects.filter(pk=quotation.pk, opened_at__isnull=True).update(opened_at=now) != 1:
        return False
    quotation.opened_at = now
    record("quotation.opened", quotation, by=None, customer_id=quotation.customer_id, at=now)
    return True


@transaction.atomic
def ask(quotation: Quotation, *, name: str, text: str, now: datetime) -> QuotationQuestion:
    """A question: an interaction, and a task for whose quotation it is. The same words again are the same question."""
    known = QuotationQuestion.objects.filter(quotation=quotation, name=name, text=text).first()
    if known is not None:
        return known
    made = QuotationQuestion.objects.create(quotation=quotation, name=name, text=text, at=now)
    answers = quotation.owner or quotation.created_by
    if answers is not None:
        Interaction.objects.create(
            customer_id=quotation.customer_id,
            touch_point=TouchPoint.WEB,
            direction=Interaction.Direction.INBOUND,
            purpose=Interaction.Purpose.SELLING,
            at=now,
            by=answers,
            note=f"{quotation}, {name}: {text}",
        )
        raise_touched(quotation.customer_id, now)
        plan(
            title=_("Answer the question about quotation %(number)s") % {"number": quotation},
            purpose=f"{name}: {text}",
            due_on=timezone.localdate(now),
            by=answers,
            customer=quotation.customer,
            subject=quotation.opportunity,
            assigned_to=answers,
            now=now,
        )
    record("quotation.asked", quotation, by=None, customer_id=quotation.customer_id, at=now, who=name, note=text)
    return made
