"""Sending the profile of the company, or of a product, as a link that nobody can guess."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from sapa.catalogue.models import Product
from sapa.events.recording import record
from sapa.pipeline.models import Opportunity, ProfileLink
from sapa.team.models import Member

TOKEN_BYTES = 32  # 43 letters


@transaction.atomic
def share_profile(opportunity: Opportunity, *, product: Product | None, by: Member, now: datetime) -> ProfileLink:
    """The link to the product's profile, or to the company's. A second call gives the same link."""
    found = ProfileLink.objects.filter(opportunity=opportunity, product=product).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            link = ProfileLink.objects.create(
                opportunity=opportunity, product=product, token=secrets.token_urlsafe(TOKEN_BYTES), by=by, at=now
            )
    except IntegrityError:
        return ProfileLink.objects.get(opportunity=opportunity, product=product)
    record("profile.shared", opportunity, by=by, customer_id=opportunity.customer_id, at=now,
           product=product.name if product else "")  # fmt: skip
    return link


@transaction.atomic
def mark_opened(link: ProfileLink, *, now: datetime) -> bool:
    """The receiver has opened the link. True the first time; later ones change nothing."""
    if ProfileLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=now) != 1:
        return False
    opportunity = link.opportunity
    if opportunity is not None:
        record("profile.opened", opportunity, by=None, customer_id=opportunity.customer_id, at=now,
               product=link.product.name if link.product else "")  # fmt: skip
    return True
