"""Closing an opportunity: won, or lost with a reason. Reopening is possible, and remembered."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sapa.activities.planning import plan
from sapa.events.models import Event, kind_of
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.pipeline.models import LostReason, Opportunity, Outcome, Stage, Step
from sapa.pipeline.opening import first_stage, open_outcomes
from sapa.pipeline.reaching import note_reopened, note_won
from sapa.pipeline.writing import refuse_stale, rewrite
from sapa.team.models import Member


@dataclass(frozen=True)
class FollowUp:
    """What is to be done about a lost deal, by whom and until when."""

    title: str
    due_on: date
    assigned_to: Member


@transaction.atomic
def win(
    opportunity: Opportunity,
    *,
    by: Member,
    on: date,
    now: datetime,
    version: int | None = None,
    value: int | None = None,
) -> None:
    """Close as won on the day `on`, at `value` (minor units) where the price turned out another.

    Raises AlreadyDone where it is won, Refused where it is lost, Conflict on another version.
    """
    _refuse_closed(opportunity, Outcome.WON, version)
    before, stage = opportunity.stage, _stage(opportunity, Step.WON)
    by_hand = opportunity.value_by_hand or (value is not None and value != opportunity.value)
    value = opportunity.value if value is None else value
    record_before = _memory(opportunity)
    rewrite(opportunity, now=now, stage=stage, stage_entered_at=now, outcome=Outcome.WON, closed_on=on, closed_by=by,
            probability=stage.probability, probability_by_hand=False, value=value, value_by_hand=by_hand)  # fmt: skip
    record("opportunity.won", opportunity, by=by, customer_id=opportunity.customer_id, at=now,
           value=value, **{"from": before.name}, **record_before)  # fmt: skip
    note_won(opportunity.customer_id, on, now)


@transaction.atomic
def correct_value(opportunity: Opportunity, *, value: int, by: Member | None, now: datetime) -> None:
    """A won deal came to another value (minor units) than when it was won: a later version was agreed."""
    before = opportunity.value
    if opportunity.outcome != Outcome.WON or before == value:
        return
    rewrite(opportunity, now=now, value=value, value_by_hand=True)
    record("opportunity.changed", opportunity, by=by, customer_id=opportunity.customer_id, at=now,
           changes={"value": [before, value]})  # fmt: skip


@transaction.atomic
def lose(
    opportunity: Opportunity,
    *,
    reason: LostReason,
    by: Member,
    on: date,
    now: datetime,
    version: int | None = None,
    competitor: str = "",
    note: str = "",
    follow_up: FollowUp | None = None,
) -> None:
    """Close as lost on the day `on`, with why and to whom, and plan what is to be done about it.

    Raises AlreadyDone where it is lost, Refused where it is won, Conflict on another version.
    """
    _refuse_closed(opportunity, Outcome.LOST, version)
    before, stage = opportunity.stage, _stage(opportunity, Step.LOST)
    record_before = _memory(opportunity)
    rewrite(opportunity, now=now, stage=stage, stage_entered_at=now, outcome=Outcome.LOST, closed_on=on, closed_by=by,
            probability=stage.probability, probability_by_hand=False, lost_reason=reason, lost_note=note,
            competitor=competitor or opportunity.competitor)  # fmt: skip
    record("opportunity.lost", opportunity, by=by, customer_id=opportunity.customer_id, at=now, reason=reason.name,
           competitor=opportunity.competitor, note=note, value=opportunity.value,
           **{"from": before.name}, **record_before)  # fmt: skip
    if follow_up is not None:
        _plan(opportunity, follow_up, by=by, now=now)


@transaction.atomic
def reopen(opportunity: Opportunity, *, by: Member, now: datetime, version: int | None = None) -> None:
    """Put a closed deal back to the stage where it was. Raises AlreadyDone where it is open."""
    if opportunity.is_open:
        raise AlreadyDone(_("This opportunity is open."))
    refuse_stale(opportunity, version)
    memory = _last_memory(opportunity)
    stage = _stage_before(opportunity, memory)
    by_hand = bool(memory.get("probability_by_hand"))
    probability = int(str(memory["probability_before"])) if by_hand else stage.probability
    outcome = opportunity.outcome
    rewrite(opportunity, now=now, stage=stage, stage_entered_at=now, probability=probability,
            probability_by_hand=by_hand, **open_outcomes())  # fmt: skip
    record("opportunity.reopened", opportunity, by=by, customer_id=opportunity.customer_id, at=now,
           was=outcome, to=stage.name)  # fmt: skip
    if outcome == Outcome.WON:
        note_reopened(opportunity.customer_id)


def _refuse_closed(opportunity: Opportunity, wanted: str, version: int | None) -> None:
    if opportunity.outcome == wanted:
        raise AlreadyDone(_("This opportunity is won already.") if wanted == Outcome.WON
                          else _("This opportunity is lost already."))  # fmt: skip
    refuse_stale(opportunity, version)
    if not opportunity.is_open:
        raise Refused(_("This opportunity is closed. Reopen it first."))


def _stage(opportunity: Opportunity, step: str) -> Stage:
    return Stage.objects.filter(pipeline=opportunity.pipeline_id, step=step)[0]


def _memory(opportunity: Opportunity) -> dict[str, object]:
    """What reopening needs to know, kept in the event of closing."""
    return {
        "from_stage": opportunity.stage_id,
        "probability_before": opportunity.probability,
        "probability_by_hand": opportunity.probability_by_hand,
    }


def _last_memory(opportunity: Opportunity) -> dict[str, object]:
    closing = ["opportunity.won", "opportunity.lost"]
    event = (
        Event.objects.filter(subject_kind=kind_of(opportunity), subject_id=opportunity.pk, kind__in=closing)
        .order_by("-at", "-pk")
        .first()
    )
    return event.data if event else {}


def _stage_before(opportunity: Opportunity, memory: dict[str, object]) -> Stage:
    """Where it was, or the pipeline's first stage where that one is gone or nobody knows (an imported deal)."""
    stages = [stage for stage in opportunity.pipeline.stages.all() if not stage.is_closed]
    return next((s for s in stages if s.pk == memory.get("from_stage")), None) or first_stage(opportunity.pipeline)


def _plan(opportunity: Opportunity, follow_up: FollowUp, *, by: Member, now: datetime) -> None:
    plan(
        title=follow_up.title,
        due_on=follow_up.due_on,
        by=by,
        customer=opportunity.customer,
        subject=opportunity,
        assigned_to=follow_up.assigned_to,
        now=now,
    )
