"""The one way in which verbs write an opportunity: if nobody was quicker, and with its tally."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sapa.lib.errors import AlreadyDone, Conflict
from sapa.pipeline import tallies
from sapa.pipeline.models import Opportunity


def refuse_stale(opportunity: Opportunity, version: int | None) -> None:
    """Raise Conflict where the person saw another version than this. None: they were not shown any."""
    if version is not None and version != opportunity.version:
        raise Conflict(_("Someone else changed this opportunity meanwhile. Look at it again, then decide."))


def rewrite(opportunity: Opportunity, *, now: datetime, **values: Any) -> None:
    """Give the opportunity these field values, in the database and in memory. Call it in a transaction.

    Raises AlreadyDone where somebody else has just written the very same, Conflict where something else.
    """
    before = tallies.share_of(opportunity)
    hit = Opportunity.objects.filter(pk=opportunity.pk, version=opportunity.version).update(
        version=F("version") + 1, updated_at=now, **values
    )
    if hit != 1:
        raise _lost_race(opportunity, values)
    for name, value in values.items():
        setattr(opportunity, name, value)
    opportunity.version += 1
    opportunity.updated_at = now
    tallies.shift(minus=[before], plus=[tallies.share_of(opportunity)])


def _lost_race(opportunity: Opportunity, values: dict[str, Any]) -> AlreadyDone | Conflict:
    told = {name: value for name, value in values.items() if name in {"stage", "outcome", "title", "value", "owner"}}
    if told and Opportunity.objects.filter(pk=opportunity.pk, **told).exists():
        return AlreadyDone(_("This was done already."))
    return Conflict(_("Someone else changed this opportunity meanwhile. Look at it again, then decide."))
