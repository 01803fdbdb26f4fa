"""The funnel: prospect → contact → account → opportunity, one step at a time, and back again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Interaction
from sapa.activities.touching import write_note
from sapa.catalogue.models import Product
from sapa.customers.models import Customer, FunnelStep
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.text import tidy
from sapa.pipeline import finding_out
from sapa.pipeline.models import Finding, Opportunity, Pipeline
from sapa.pipeline.opening import Line, open_opportunity
from sapa.pipeline.reaching import AGAIN, MOMENTS, STEPS, reach
from sapa.team.models import Member

__all__ = ["Answer", "make_account", "make_contact", "make_opportunity", "reach", "set_aside", "step_back", "take_up"]

PROSPECT, CONTACT, ACCOUNT, OPPORTUNITY = STEPS


class Answer(NamedTuple):
    """Whether we can serve a finding (Finding.Answer), and with which product or solution."""

    answer: str
    product: Product | None = None
    solution: str = ""


@transaction.atomic
def make_contact(
    customer: Customer,
    *,
    touch_point: str,
    by: Member,
    now: datetime,
    direction: str = Interaction.Direction.OUTBOUND,
    note: str = "",
    outcome: str = "",
    findings: Iterable[tuple[str, str]] = (),
    uuid: UUID | None = None,
) -> Interaction:
    """We talked with a prospect: the interaction, what was found out (kind, text), and the step to contact.

    The same uuid again gives the same interaction. Raises AlreadyDone where they are no prospect any more.
    """
    if uuid and (known := Interaction.objects.filter(uuid=uuid, customer=customer).first()):
        return known
    _move(customer, PROSPECT, CONTACT, now)
    told: dict[str, Any] = {"note": note, "touch_point": touch_point, "direction": direction, "outcome": outcome}
    talk = write_note(customer, by=by, at=now, uuid=uuid, **told)
    found = finding_out.note_findings(customer, findings, by=by, now=now, uuid=talk.uuid, interaction=talk)
    record("customer.contacted", customer, by=by, customer_id=customer.pk, at=now, touch_point=touch_point,
           findings=len(found))  # fmt: skip
    return talk


@transaction.atomic
def make_account(
    customer: Customer,
    *,
    answers: Mapping[Finding, Answer | tuple[str, Product | None, str]],
    by: Member,
    now: datetime,
) -> None:
    """Which of their findings we can serve, and with what: the step to account.

    Raises Refused where we can serve none, AlreadyDone where they are no contact (any more).
    """
    given = {finding: Answer(*one) for finding, one in answers.items()}
    if any(finding.customer_id != customer.pk for finding in given):
        raise Refused(_("This was found out at another customer."))
    if not any(one.answer == Finding.Answer.YES for one in given.values()):
        raise Refused(_("Say of one thing at least that we can serve it, and with what."))
    _move(customer, CONTACT, ACCOUNT, now)
    for finding, one in given.items():
        finding_out.answer(finding, answer=one.answer, product=one.product, solution=one.solution, by=by, now=now)
    served = sum(one.answer == Finding.Answer.YES for one in given.values())
    record("customer.accounted", customer, by=by, customer_id=customer.pk, at=now, served=served)


@transaction.atomic
def make_opportunity(
    customer: Customer,
    *,
    title: str,
    pipeline: Pipeline,
    by: Member,
    on: date,
    now: datetime,
    uuid: UUID,
    value: int | None = None,
    probability: int | None = None,
    expected_close: date | None = None,
    lines: Sequence[Line] = (),
    findings: Sequence[Finding] = (),
    **fields: Any,
) -> Opportunity:
    """Open a deal with an account, which carries the findings along: the step to opportunity.

    `value` and `probability` of None follow the lines and the stage. The same uuid again gives the same deal.
    Raises AlreadyDone where they are no account (any more).
    """
    if known := Opportunity.objects.filter(uuid=uuid).first():
        return known
    if any(finding.customer_id != customer.pk for finding in findings):
        raise Refused(_("This was found out at another customer."))
    _move(customer, ACCOUNT, OPPORTUNITY, now)
    owned = {"owner_id": by.pk, "unit_id": by.unit_id} | fields
    opportunity = open_opportunity(
        uuid=uuid, customer=customer, pipeline=pipeline, by=by, on=on, now=now, title=title, value=value,
        probability=probability, expected_close=expected_close, lines=lines, **owned,
    )  # fmt: skip
    finding_out.carry(findings, opportunity.pk)
    told = {"title": opportunity.title, "findings": len(findings)}
    record("customer.promoted", customer, by=by, customer_id=customer.pk, at=now, **told)
    return opportunity


@transaction.atomic
def step_back(customer: Customer, *, by: Member, now: datetime, reason: str = "") -> None:
    """One step back; that step's moment is forgotten. What was found out and the deals stay.

    Raises AlreadyDone where somebody else moved them meanwhile, Refused for a prospect.
    """
    place = STEPS.index(FunnelStep(customer.step))
    if place == 0:
        raise Refused(_("A prospect stands at the first step already."))
    left, to = STEPS[place], STEPS[place - 1]
    values: dict[str, Any] = {"step": to, "step_entered_at": now, MOMENTS[left]: None}
    _change(customer, {"step": left}, values)
    told = {"step": str(to), "note": tidy(reason)[:200]}
    record("customer.stepped_back", customer, by=by, customer_id=customer.pk, at=now, **told)


@transaction.atomic
def set_aside(customer: Customer, *, reason: str, by: Member, now: datetime, try_again_on: date | None = None) -> None:
    """Not now: with why, and when to try again. Raises AlreadyDone, and Refused while deals are open."""
    if Opportunity.objects.open().filter(customer=customer).exists():
        raise Refused(_("There are open opportunities. Win or lose them first."))
    reason = tidy(reason)[:200]
    values = {"set_aside_at": now, "set_aside_reason": reason, "try_again_on": try_again_on}
    _change(customer, {"step": customer.step, "set_aside_at__isnull": True}, values)
    told = {"note": reason, "try_again_on": try_again_on.isoformat() if try_again_on else ""}
    record("customer.set_aside", customer, by=by, customer_id=customer.pk, at=now, **told)


@transaction.atomic
def take_up(customer: Customer, *, by: Member, now: datetime) -> None:
    """Try again: back on the board, at the step where they stood. Raises AlreadyDone."""
    _change(customer, {"set_aside_at__isnull": False}, AGAIN)
    record("customer.taken_up", customer, by=by, customer_id=customer.pk, at=now)


def _move(customer: Customer, left: FunnelStep, to: FunnelStep, now: datetime) -> None:
    """One step forward; whoever was set aside is taken up with it."""
    _change(customer, {"step": left}, {"step": to, "step_entered_at": now, MOMENTS[to]: now, **AGAIN})


def _change(customer: Customer, where: dict[str, Any], values: dict[str, Any]) -> None:
    if Customer.objects.filter(pk=customer.pk, **where).update(**values) != 1:
        raise AlreadyDone(_("This was done already, or somebody else has moved this customer meanwhile."))
    for name, value in values.items():
        setattr(customer, name, value)
