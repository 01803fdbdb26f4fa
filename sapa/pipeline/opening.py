"""Opening an opportunity, and changing what is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sapa.catalogue.models import Product
from sapa.customers.models import Customer, FunnelStep
from sapa.events.recording import changes, record
from sapa.lib.errors import Refused
from sapa.lib.money import multiply
from sapa.lib.numbers import format_number
from sapa.pipeline import tallies
from sapa.pipeline.models import Opportunity, OpportunityLine, Outcome, Pipeline, Stage
from sapa.pipeline.reaching import reach
from sapa.pipeline.writing import refuse_stale, rewrite
from sapa.team.models import Member

TITLE_LENGTH = 160


@dataclass(frozen=True)
class Line:
    """A line as it is wanted: a product or free text, how many, and the price of one in minor units."""

    product: Product | None
    description: str
    quantity: Decimal
    price: int

    @property
    def amount(self) -> int:
        return multiply(self.price, self.quantity)

    @property
    def name(self) -> str:
        return self.description or str(self.product)


@transaction.atomic
def open_opportunity(
    *,
    uuid: UUID,
    customer: Customer,
    pipeline: Pipeline,
    by: Member | None,
    on: date,
    now: datetime,
    lines: Sequence[Line] = (),
    value: int | None = None,
    probability: int | None = None,
    **fields: Any,
) -> Opportunity:
    """Open an opportunity in the pipeline's first stage. The same `uuid` again gives the one that was opened.

    Without a `value` it is the sum of the lines, without a `probability` the stage's. Raises Refused where the
    pipeline has no open stage.
    """
    found = Opportunity.objects.filter(uuid=uuid).first()
    if found is not None:
        return found
    stage = first_stage(pipeline)
    opportunity = Opportunity(
        uuid=uuid, customer=customer, pipeline=pipeline, stage=stage, stage_entered_at=now, created_at=now,
        updated_at=now, opened_on=on, value=total(lines) if value is None else value, value_by_hand=value is not None,
        probability=stage.probability if probability is None else probability,
        probability_by_hand=probability is not None, **fields,
    )  # fmt: skip
    opportunity.title = opportunity.title or suggest_title(customer, lines)
    try:
        with transaction.atomic():
            opportunity.save(force_insert=True)
    except IntegrityError:
        twin = Opportunity.objects.filter(uuid=uuid).first()
        if twin is None:
            raise
        return twin
    _write_lines(opportunity, lines)
    tallies.shift(plus=[tallies.share_of(opportunity)])
    record("opportunity.created", opportunity, by=by, customer_id=customer.pk, at=now,
           stage=stage.name, value=opportunity.value)  # fmt: skip
    reach(customer, FunnelStep.OPPORTUNITY, now, by)
    return opportunity


@transaction.atomic
def change(
    opportunity: Opportunity,
    *,
    by: Member,
    now: datetime,
    version: int | None = None,
    lines: Sequence[Line] | None = None,
    value: int | None = None,
    probability: int | None = None,
    **fields: Any,
) -> bool:
    """Change fields and, where given, all lines. True if anything differed.

    `value` and `probability` of None follow the lines and the stage. In another pipeline it goes to the stage
    of the same step. Raises Conflict where somebody else changed it since `version`.
    """
    refuse_stale(opportunity, version)
    before, old = told(opportunity), lines_of(opportunity)
    wanted = list(old if lines is None else lines)
    fields["title"] = fields.get("title", opportunity.title) or suggest_title(
        fields.get("customer", opportunity.customer), wanted
    )
    pipeline = fields.get("pipeline", opportunity.pipeline)
    if pipeline.pk != opportunity.pipeline_id:
        fields |= {"stage": _same_step(pipeline, opportunity), "stage_entered_at": now}
    stage = fields.get("stage", opportunity.stage)
    fields |= {
        "value": total(wanted) if value is None else value,
        "value_by_hand": value is not None,
        "probability": stage.probability if probability is None else probability,
        "probability_by_hand": probability is not None,
    }
    new = {name: val for name, val in fields.items() if getattr(opportunity, name) != val}
    if not new and wanted == old:
        return False
    rewrite(opportunity, now=now, **new)
    told_changes = changes(before, told(opportunity))
    if wanted != old:
        OpportunityLine.objects.filter(opportunity=opportunity).delete()
        _write_lines(opportunity, wanted)
        told_changes["lines"] = [say(old), say(wanted)]
    record("opportunity.changed", opportunity, by=by, customer_id=opportunity.customer_id, at=now,
           changes=told_changes)  # fmt: skip
    if "customer" in new:
        reach(opportunity.customer, FunnelStep.OPPORTUNITY, now, by)
    return True


def first_stage(pipeline: Pipeline) -> Stage:
    """Where a new deal of this pipeline stands. Raises Refused where there is no open stage."""
    stage = next((stage for stage in pipeline.stages.all() if not stage.is_closed), None)
    if stage is None:
        raise Refused(_("This pipeline has no open stage."))
    return stage


def _same_step(pipeline: Pipeline, opportunity: Opportunity) -> Stage:
    """A closed deal finds a closed stage there: each pipeline keeps one that is won and one that is lost."""
    stages = list(pipeline.stages.all())
    return next((s for s in stages if s.step == opportunity.stage.step), None) or first_stage(pipeline)


def total(lines: Sequence[Line]) -> int:
    return sum(line.amount for line in lines)


def suggest_title(customer: Customer, lines: Sequence[Line]) -> str:
    """ "Nasi kotak · Bu Ani", for who left the title empty."""
    name = lines[0].name if lines else _("Opportunity")
    return f"{name} · {customer}"[:TITLE_LENGTH]


def lines_of(opportunity: Opportunity) -> list[Line]:
    return [
        Line(line.product, line.description, line.quantity, line.price)
        for line in OpportunityLine.objects.filter(opportunity=opportunity).select_related("product")
    ]


def say(lines: Sequence[Line]) -> str:
    """The lines in one sentence of the history: "2 × Nasi kotak, 1 × Snack box"."""
    return ", ".join(f"{format_number(line.quantity)} × {line.name}" for line in lines)


def told(opportunity: Opportunity) -> dict[str, Any]:
    """What the history tells of a change, by field: names rather than numbers of rows."""
    fields: Mapping[str, Any] = opportunity.tracked()
    related = {f.name for f in opportunity._meta.concrete_fields if f.many_to_one}
    untold = {"value_by_hand", "probability_by_hand", "stage_entered_at"}
    return {
        name: (str(getattr(opportunity, name)) if value is not None and name in related else value)
        for name, value in fields.items()
        if name not in untold
    }


def _write_lines(opportunity: Opportunity, lines: Sequence[Line]) -> None:
    OpportunityLine.objects.bulk_create(
        OpportunityLine(
            opportunity=opportunity,
            product=line.product,
            description=line.description,
            quantity=line.quantity,
            price=line.price,
            amount=line.amount,
            position=position,
        )
        for position, line in enumerate(lines)
    )


def open_outcomes() -> dict[str, Any]:
    """The fields of a deal that is undecided."""
    return {"outcome": Outcome.OPEN, "closed_on": None, "closed_by": None, "lost_reason": None, "lost_note": ""}
