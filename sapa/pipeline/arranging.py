"""What the organisation arranges for its deals: pipelines, their stages and checklists, and why deals are lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from sapa.events.models import Event
from sapa.events.recording import changes, event, record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.pipeline import tallies
from sapa.pipeline.archiving import archive, restore
from sapa.pipeline.defaults import build_stages
from sapa.pipeline.models import LostReason, Opportunity, Pipeline, Stage, StageCheck, Step
from sapa.team.models import Member

AT_ONCE = 1000  # events and deals written with one statement
KINDS = {Step.WON: "won", Step.LOST: "lost"}


def kind_of(step: str) -> str:
    """won, lost or open: each pipeline keeps at least one stage of each."""
    return KINDS.get(Step(step), "open")


@transaction.atomic
def add_pipeline(*, name: str, market: str, by: Member) -> Pipeline:
    """A pipeline with the usual stages, after the others. Raises Refused where the name is taken."""
    position = Pipeline.objects.count()
    pipeline = _saved(Pipeline(name=name, market=market, position=position))
    build_stages(pipeline)
    record("pipeline.added", pipeline, by=by)
    return pipeline


@transaction.atomic
def change_pipeline(pipeline: Pipeline, *, by: Member, **fields: Any) -> None:
    """Another name, or another market."""
    _change(pipeline, "pipeline.changed", by, fields)


@transaction.atomic
def archive_pipeline(pipeline: Pipeline, *, by: Member, now: datetime) -> None:
    """Hide a pipeline without open deals. One always stays. Raises AlreadyDone and Refused."""
    if Opportunity.objects.open().filter(pipeline=pipeline).exists():
        raise Refused(_("There are open deals in it. Move or close them first."))
    in_use = Pipeline.objects.filter(archived_at__isnull=True)
    if not in_use.exclude(pk=pipeline.pk).exists():
        raise Refused(_("One pipeline always stays."))
    archive(pipeline, "pipeline.archived", by=by, now=now)


@transaction.atomic
def restore_pipeline(pipeline: Pipeline, *, by: Member, now: datetime) -> None:
    restore(pipeline, "pipeline.restored", by=by, now=now)


@transaction.atomic
def add_stage(pipeline: Pipeline, *, by: Member, checks: Sequence[str] = (), **fields: Any) -> Stage:
    """A stage before the first closed one, or, if it is closed itself, at the end."""
    stages = list(pipeline.stages.all())
    closed = kind_of(fields["step"]) != "open"
    place = len(stages) if closed else next((i for i, s in enumerate(stages) if s.is_closed), len(stages))
    stage = _saved(Stage(pipeline=pipeline, position=place, **fields))
    _order(Stage, [*stages[:place], stage, *stages[place:]])
    set_checks(stage, checks)
    record("stage.added", stage, by=by, pipeline_name=pipeline.name)
    return stage


@transaction.atomic
def change_stage(stage: Stage, *, by: Member, checks: Sequence[str] | None = None, **fields: Any) -> None:
    """Other words or numbers. What it means cannot change while deals stand in it, or while it is the last of its kind.

    Deals keep their probability until they move.
    """
    new_kind = kind_of(fields.get("step", stage.step))
    if new_kind != kind_of(stage.step):
        _refuse_last(stage)
        if Opportunity.objects.filter(stage=stage).exists():
            raise Refused(_("Deals stand in this stage: it cannot turn from open to closed, or back."))
    changed = _change(stage, "", by, fields)
    told = changed | (_checks_changed(stage, checks) if checks is not None else {})
    if told:
        record("stage.changed", stage, by=by, changes=told)


@transaction.atomic
def move_stage(stage: Stage, *, up: bool, by: Member) -> None:
    """One place up or down. Raises AlreadyDone at the ends."""
    _step(list(Stage.objects.filter(pipeline_id=stage.pipeline_id)), stage, up)
    record("stage.moved", stage, by=by)


@transaction.atomic
def move_pipeline(pipeline: Pipeline, *, up: bool, by: Member) -> None:
    """One place up or down. Raises AlreadyDone at the ends."""
    _step(list(Pipeline.objects.all()), pipeline, up)
    record("pipeline.moved", pipeline, by=by)


@transaction.atomic
def delete_stage(stage: Stage, *, to: Stage | None, by: Member, now: datetime) -> int:
    """Take a stage away, and say how many deals went to the stage `to`, which is of the same pipeline and kind.

    Raises Refused for the last stage of its kind, and where there are deals and no place for them.
    """
    _refuse_last(stage)
    moved = 0
    if Opportunity.objects.filter(stage=stage).exists():
        if to is None or to.pk == stage.pk or to.pipeline_id != stage.pipeline_id:
            raise Refused(_("Deals stand in this stage. Choose where they go."))
        if kind_of(to.step) != kind_of(stage.step):
            raise Refused(_("Open deals go to an open stage, won ones to won, lost ones to lost."))
        moved = _empty(stage, to, by=by, now=now)
    name = str(stage)
    record("stage.deleted", stage, by=by, at=now, to=to.name if to and moved else "", moved=moved, stage_name=name)
    try:
        with transaction.atomic():
            stage.delete()
    except (models.ProtectedError, IntegrityError) as error:
        raise Refused(_("A deal has just come into this stage. Look again.")) from error
    return moved


def _empty(stage: Stage, to: Stage, *, by: Member, now: datetime) -> int:
    """Move all deals of a stage, each with its event, and their tallies."""
    minus, plus, moved = [], [], 0
    rows = Opportunity.objects.filter(stage=stage).only(
        "pk", "organization_id", "title", "customer_id", "stage_id", "owner_id", "unit_id", "value", "probability",
        "probability_by_hand", "version",
    )  # fmt: skip
    while chunk := list(rows.order_by("pk")[:AT_ONCE]):
        for deal in chunk:
            minus.append(tallies.share_of(deal))
            deal.stage_id = to.pk
            deal.probability = deal.probability if deal.probability_by_hand else to.probability
            plus.append(tallies.share_of(deal))
        ids = [deal.pk for deal in chunk]
        told = {"from": stage.name, "to": to.name, "from_stage": stage.pk, "to_stage": to.pk, "unticked": []}
        Event.objects.bulk_create(
            event("opportunity.moved", deal, by=by, customer_id=deal.customer_id, at=now, **told) for deal in chunk
        )
        deals = Opportunity.objects.filter(pk__in=ids)
        deals.filter(probability_by_hand=False).update(probability=to.probability)
        deals.update(stage=to, stage_entered_at=now, version=models.F("version") + 1, updated_at=now)
        moved += len(chunk)
    tallies.shift(minus=minus, plus=plus)
    return moved


def set_checks(stage: Stage, texts: Sequence[str]) -> None:
    """Make these the lines of the checklist. A line that stays keeps its ticks; one that goes is archived."""
    known = {check.text: check for check in StageCheck.objects.filter(stage=stage)}
    for position, text in enumerate(dict.fromkeys(texts)):
        if text in known:
            StageCheck.objects.filter(pk=known[text].pk).update(position=position, archived_at=None)
        else:
            StageCheck.objects.create(stage=stage, text=text, position=position)
    gone = [check.pk for text, check in known.items() if text not in texts]
    StageCheck.objects.filter(pk__in=gone, archived_at__isnull=True).update(archived_at=models.functions.Now())


def checks_of(stage: Stage) -> list[str]:
    return [check.text for check in StageCheck.objects.filter(stage=stage, archived_at__isnull=True)]


@transaction.atomic
def add_reason(*, name: str, by: Member) -> LostReason:
    reason = _saved(LostReason(name=name))
    record("lost_reason.added", reason, by=by)
    return reason


@transaction.atomic
def change_reason(reason: LostReason, *, name: str, by: Member) -> None:
    _change(reason, "lost_reason.renamed", by, {"name": name})


@transaction.atomic
def archive_reason(reason: LostReason, *, by: Member, now: datetime) -> None:
    """Offer it no more; deals lost for it keep it. One always stays."""
    in_use = LostReason.objects.filter(archived_at__isnull=True)
    if not in_use.exclude(pk=reason.pk).exists():
        raise Refused(_("One reason always stays."))
    archive(reason, "lost_reason.archived", by=by, now=now)


@transaction.atomic
def restore_reason(reason: LostReason, *, by: Member, now: datetime) -> None:
    restore(reason, "lost_reason.restored", by=by, now=now)


def _refuse_last(stage: Stage) -> None:
    kind = kind_of(stage.step)
    others = Stage.objects.filter(pipeline_id=stage.pipeline_id).exclude(pk=stage.pk)
    if not any(kind_of(other.step) == kind for other in others):
        raise Refused(_("A pipeline keeps one won, one lost and one open stage. This is the last of its kind."))


def _checks_changed(stage: Stage, texts: Sequence[str]) -> dict[str, list[str]]:
    before = checks_of(stage)
    set_checks(stage, texts)
    after = checks_of(stage)
    return {} if before == after else {"checks": ["; ".join(before), "; ".join(after)]}


def _saved[Row: models.Model](row: Row) -> Row:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("This name is taken.")) from error
    return row


def _change(row: Any, kind: str, by: Member, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    found = changes({name: getattr(row, name) for name in fields}, dict(fields))
    if found:
        try:
            with transaction.atomic():
                type(row).objects.filter(pk=row.pk).update(**fields)
        except IntegrityError as error:
            raise Refused(_("This name is taken.")) from error
        row.refresh_from_db()
        if kind:
            record(kind, row, by=by, changes=found)
    return found


def _step(order: list[Any], row: Any, up: bool) -> None:
    place = order.index(row)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        raise AlreadyDone(_("It is there already."))
    order[place], order[other] = order[other], order[place]
    _order(type(row), order)


def _order(model: type[models.Model], rows: Sequence[Any]) -> None:
    for position, row in enumerate(rows):
        if row.position != position:
            model._default_manager.filter(pk=row.pk).update(position=position)
            row.position = position
