"""Offers and counter-offers. The one that both accept is what the deal is worth."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.pipeline.models import Offer, Opportunity
from sapa.pipeline.writing import rewrite
from sapa.team.models import Member


@transaction.atomic
def make_offer(
    opportunity: Opportunity, *, uuid: UUID, side: str, amount: int, note: str = "", by: Member, now: datetime
) -> Offer:
    """Write down an offer of ours or theirs, in minor units. Raises AlreadyDone for the same `uuid`."""
    _refuse_closed(opportunity)
    try:
        with transaction.atomic():
            offer = Offer.objects.create(
                uuid=uuid, opportunity=opportunity, side=side, amount=amount, note=note, by=by, at=now
            )
    except IntegrityError as error:
        raise AlreadyDone(_("This offer is written down already.")) from error
    record("offer.made", opportunity, by=by, customer_id=opportunity.customer_id, at=now,
           side=str(side), amount=amount, note=note)  # fmt: skip
    return offer


@transaction.atomic
def accept(offer: Offer, *, by: Member, now: datetime) -> None:
    """Both sides agree on this offer: it becomes the deal's value. Raises AlreadyDone where it was accepted."""
    opportunity = offer.opportunity
    _refuse_closed(opportunity)
    hit = Offer.objects.filter(pk=offer.pk, accepted_at__isnull=True).update(accepted_at=now, accepted_by=by)
    if hit != 1:
        raise AlreadyDone(_("This offer is accepted already."))
    before = opportunity.value
    rewrite(opportunity, now=now, value=offer.amount, value_by_hand=True)
    record("offer.accepted", opportunity, by=by, customer_id=opportunity.customer_id, at=now,
           side=offer.side, amount=offer.amount, changes={"value": [before, offer.amount]})  # fmt: skip


def _refuse_closed(opportunity: Opportunity) -> None:
    if not opportunity.is_open:
        raise Refused(_("This opportunity is closed. Reopen it first."))
