"""Moving an opportunity from one open stage to another, and ticking what leads out of a stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.pipeline.models import CheckTick, Opportunity, Stage, StageCheck
from sapa.pipeline.writing import refuse_stale, rewrite
from sapa.team.models import Member
from sapa.tenancy.prepared import ask


class Unticked(Refused):
    """The way out of the stage is not walked yet. Ask once, then move with `anyway`."""

    def __init__(self, checks: Sequence[StageCheck]) -> None:
        super().__init__(_("Some lines of this stage's checklist are not ticked."))
        self.checks = checks


@transaction.atomic
def move(
    opportunity: Opportunity,
    *,
    to: Stage,
    by: Member,
    now: datetime,
    version: int | None = None,
    anyway: bool = False,
) -> None:
    """Move to another open stage of its pipeline. The probability follows, unless it was set by hand.

    Raises AlreadyDone where it stands there already, Unticked where a way forward has unticked lines and the
    person was not asked, Conflict on another version, Refused for a closed deal or a stage elsewhere.
    """
    if opportunity.stage_id == to.pk:
        raise AlreadyDone(_("It is in this stage already."))
    refuse_stale(opportunity, version)
    if not opportunity.is_open:
        raise Refused(_("This opportunity is closed. Reopen it first."))
    if to.pipeline_id != opportunity.pipeline_id or to.is_closed:
        raise Refused(_("It cannot be moved to this stage."))
    left = unticked(opportunity) if to.position > opportunity.stage.position else []
    if left and not anyway:
        raise Unticked(left)
    before = opportunity.stage
    probability = opportunity.probability if opportunity.probability_by_hand else to.probability
    rewrite(opportunity, now=now, stage=to, stage_entered_at=now, probability=probability)
    record("opportunity.moved", opportunity, by=by, customer_id=opportunity.customer_id, at=now,
           **{"from": before.name, "to": to.name, "from_stage": before.pk, "to_stage": to.pk,
              "unticked": [check.text for check in left]})  # fmt: skip


@dataclass(frozen=True)
class Tick:
    """Who ticked a line, and when."""

    by: str
    at: datetime


def checklist(opportunity: Opportunity) -> list[StageCheck]:
    """The lines of the opportunity's stage, each with `.tick`: a Tick, or None. One query."""
    checks = ask("pipeline.checklist", (), _checks, stage=opportunity.stage_id, opportunity=opportunity.pk)
    for check in checks:
        check.tick = Tick(check.ticked_by, check.ticked_at) if check.ticked_at else None
    return checks


def _checks(ids: Mapping[str, int]) -> QuerySet:
    return StageCheck.objects.filter(stage_id=ids["stage"], archived_at__isnull=True).annotate(
        done=FilteredRelation("ticks", condition=Q(ticks__opportunity=ids["opportunity"])),
        ticked_by=F("done__by__name"),
        ticked_at=F("done__at"),
    )


def unticked(opportunity: Opportunity) -> list[StageCheck]:
    """The lines of its stage that are still to be done."""
    ticked = CheckTick.objects.filter(opportunity=opportunity, check_line=OuterRef("pk"))
    checks = StageCheck.objects.filter(stage_id=opportunity.stage_id, archived_at__isnull=True)
    return list(checks.filter(~Exists(ticked)))


@transaction.atomic
def tick(opportunity: Opportunity, check: StageCheck, *, by: Member, now: datetime) -> None:
    """Say that a line of the checklist is done. Raises AlreadyDone where it was."""
    try:
        with transaction.atomic():
            CheckTick.objects.create(opportunity=opportunity, check_line=check, by=by, at=now)
    except IntegrityError as error:
        raise AlreadyDone(_("This line is ticked already.")) from error
    record("check.ticked", opportunity, by=by, customer_id=opportunity.customer_id, at=now, text=check.text)


@transaction.atomic
def untick(opportunity: Opportunity, check: StageCheck, *, by: Member, now: datetime) -> None:
    """Take a tick back. Raises AlreadyDone where there is none."""
    deleted, _rows = CheckTick.objects.filter(opportunity=opportunity, check_line=check).delete()
    if not deleted:
        raise AlreadyDone(_("This line is not ticked."))
    record("check.unticked", opportunity, by=by, customer_id=opportunity.customer_id, at=now, text=check.text)
