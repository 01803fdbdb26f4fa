"""Quotations: written, sent, opened, asked about, accepted, refused, replaced by a new version, expired, cancelled."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from sapa.customers.models import Contact, Customer
from sapa.events.models import Event
from sapa.events.recording import event, record
from sapa.files.models import StoredFile
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.pipeline import closing, moving
from sapa.pipeline.models import Opportunity, Step
from sapa.sales.asking import ask
from sapa.sales.lines import Wanted, build, settings_of, totals, wanted_of
from sapa.sales.models import CustomerCredit, DocumentKind, Order, Quotation, QuotationLine
from sapa.sales.numbering import give_number
from sapa.sales.writing import once
from sapa.team.models import BusinessUnit, Member

__all__ = ["accept", "ask", "cancel", "change", "draft", "expire_overdue", "lines_of", "refuse", "revise", "send"]

TOKEN_BYTES = 32  # 43 letters
MOST_A_NIGHT = 500  # in one transaction; the rest in the next
Status = Quotation.Status
ANSWERABLE = {Status.SENT}  # by the customer
ANSWERABLE_FOR_THEM = {Status.SENT, Status.EXPIRED}  # by a member whom they told
REVISABLE = {Status.SENT, Status.EXPIRED, Status.REFUSED, Status.ACCEPTED}
CANCELLABLE = {Status.DRAFT, Status.SENT, Status.EXPIRED, Status.REFUSED, Status.ACCEPTED}
BEFORE_PROPOSAL = {Step.CANDIDATE, Step.QUALIFIED}


def draft(
    *,
    uuid: UUID,
    customer: Customer,
    lines: Sequence[Wanted],
    by: Member,
    on: date,
    now: datetime,
    opportunity: Opportunity | None = None,
    unit: BusinessUnit | None = None,
    contact: Contact | None = None,
    owner: Member | None = None,
    valid_until: date | None = None,
    terms_days: int | None = None,
    terms: str = "",
    note: str = "",
) -> Quotation:
    """Write a quotation. Its opportunity stands in the proposal from now on. The same `uuid` again is the same one.

    What is not said follows the opportunity, the customer, and how the organisation sells. Raises Refused.
    """
    settings = settings_of()
    deal = opportunity
    made = Quotation(
        uuid=uuid, customer=customer, opportunity=deal, contact=contact, on=on, created_by=by, created_at=now,
        owner_id=owner.pk if owner else (deal and deal.owner_id) or customer.owner_id or by.pk,
        unit_id=unit.pk if unit else (deal and deal.unit_id) or customer.unit_id or by.unit_id,
        valid_until=valid_until or on + timedelta(days=settings.valid_days), terms=terms, note=note,
        terms_days=_terms(customer, settings.terms_days) if terms_days is None else terms_days,
    )  # fmt: skip
    if deal is not None and deal.customer_id != customer.pk:
        raise Refused(_("This opportunity is of another customer."))
    _refuse_past(made.valid_until, on)

    def make() -> Quotation:
        _write(made, lines, taxable=bool(settings.is_taxable))
        if deal is not None:
            _advance(deal, Step.PROPOSAL, by=by, now=now)
        _record("drafted", made, by=by, now=now)
        return made

    return once(Quotation, uuid, make)


@transaction.atomic
def change(
    quotation: Quotation, *, version: int | None, by: Member, now: datetime, lines: Sequence[Wanted], **fields: Any
) -> None:
    """Rewrite a draft: `fields` are columns of Quotation. Raises Conflict where somebody else changed it since
    `version`, Refused where it was sent: that gets a new version.
    """
    if not quotation.may_change:
        raise Refused(_("A quotation that was sent does not change. Make a new version."))
    _refuse_past(fields.get("valid_until", quotation.valid_until), quotation.on)
    deal, whose = quotation.opportunity, fields.get("customer", quotation.customer)
    if deal is not None and deal.customer_id != whose.pk:
        raise Refused(_("This opportunity is of another customer."))
    if fields.get("terms_days", 0) is None:
        fields["terms_days"] = _terms(whose, settings_of().terms_days)
    taxable = bool(settings_of().is_taxable)
    rows = build(QuotationLine, lines, taxable=taxable, on=quotation.on, quotation=quotation)
    before = quotation.total
    values = {**fields, **totals(rows)}
    if version is not None and version != quotation.version:
        raise Conflict(_("Someone else changed this quotation meanwhile. Look at it again, then decide."))
    _rewrite(quotation, {Status.DRAFT}, values)
    QuotationLine.objects.filter(quotation=quotation).delete()
    QuotationLine.objects.bulk_create(rows)
    _record("changed", quotation, by=by, now=now, changes={"total": [before, quotation.total]})


@transaction.atomic
def send(quotation: Quotation, *, by: Member, on: date, now: datetime) -> None:
    """Number it, and open its public page. The version before it is replaced. Raises AlreadyDone, Refused."""
    if quotation.status == Status.SENT:
        raise AlreadyDone(_("This quotation was sent already."))
    _refuse_past(quotation.valid_until, on)
    if quotation.replaces_id:
        _refuse_ordered(quotation.replaces_id)
    number = quotation.number or give_number(DocumentKind.QUOTATION, unit=quotation.unit, on=on)
    values = {"status": Status.SENT, "number": number, "token": secrets.token_urlsafe(TOKEN_BYTES), "sent_at": now}
    _rewrite(quotation, {Status.DRAFT}, values)
    if quotation.replaces_id:
        old = Quotation.objects.filter(pk=quotation.replaces_id).exclude(status=Status.CANCELLED)
        if old.update(status=Status.REPLACED, version=F("version") + 1):
            before = quotation.replaces
            assert before is not None  # it has an id
            _record("replaced", before, by=by, now=now)
    _record("sent", quotation, by=by, now=now)


@transaction.atomic
def revise(quotation: Quotation, *, by: Member, on: date, now: datetime) -> Quotation:
    """A draft of its next version, with the same lines; the one there is, where one was begun. Raises Refused.

    Who gets a second version negotiates: the opportunity moves there.
    """
    known = Quotation.objects.filter(replaces=quotation).first()
    if known is not None:
        return known
    if quotation.status not in REVISABLE:
        raise Refused(_("This quotation cannot get a new version."))
    _refuse_ordered(quotation.pk)
    settings = settings_of()
    same = ("customer_id", "unit_id", "owner_id", "note", "opportunity_id", "contact_id", "terms_days", "terms")
    last = Quotation.objects.filter(number=quotation.number).aggregate(last=Max("revision"))["last"]
    made = Quotation(
        uuid=uuid4(), number=quotation.number, revision=(last or quotation.revision) + 1, replaces=quotation, on=on,
        valid_until=on + timedelta(days=settings.valid_days), created_by=by, created_at=now,
        **{name: getattr(quotation, name) for name in same},
    )  # fmt: skip
    try:
        with transaction.atomic():
            _write(made, wanted_of(lines_of(quotation)), taxable=bool(settings.is_taxable))
    except IntegrityError:
        return Quotation.objects.get(replaces=quotation)  # this request's twin was quicker
    if quotation.opportunity is not None:
        _advance(quotation.opportunity, Step.NEGOTIATION, by=by, now=now)
    _record("drafted", made, by=by, now=now)
    return made


@transaction.atomic
def accept(
    quotation: Quotation,
    *,
    name: str,
    signature: StoredFile | None = None,
    by: Member | None = None,
    now: datetime,
    on: date,
) -> None:
    """The customer (`by` None), or a member whom they told, says yes: its opportunity is won at what it comes to.

    Raises AlreadyDone, or Refused where it is not open any more.
    """
    if quotation.status == Status.ACCEPTED:
        raise AlreadyDone(_("This quotation was accepted already."))
    if by is None and quotation.valid_until < on:
        raise Refused(_("This quotation is not valid any more."))
    values = {"status": Status.ACCEPTED, "answered_at": now, "accepted_name": name, "signature": signature}
    _rewrite(quotation, ANSWERABLE if by is None else ANSWERABLE_FOR_THEM, values)
    _record("accepted", quotation, by=by, now=now, who=name)
    deal = quotation.opportunity
    if deal is not None and deal.is_open:
        closing.win(deal, by=by or quotation.owner, on=on, now=now, value=quotation.net)  # type: ignore[arg-type]
    elif deal is not None and quotation.replaces_id:
        closing.correct_value(deal, value=quotation.net, by=by or quotation.owner, now=now)


@transaction.atomic
def refuse(quotation: Quotation, *, reason: str, by: Member | None = None, now: datetime) -> None:
    """The customer (`by` None), or a member whom they told, says no. Raises AlreadyDone, Refused."""
    if quotation.status == Status.REFUSED:
        raise AlreadyDone(_("This quotation was refused already."))
    values = {"status": Status.REFUSED, "answered_at": now, "refused_reason": reason}
    _rewrite(quotation, ANSWERABLE if by is None else ANSWERABLE_FOR_THEM, values)
    _record("refused", quotation, by=by, now=now, because=reason)


@transaction.atomic
def cancel(quotation: Quotation, *, reason: str, by: Member, now: datetime) -> None:
    """Take it back. Raises AlreadyDone, or Refused where it became an order: that is cancelled first."""
    if quotation.status == Status.CANCELLED:
        raise AlreadyDone(_("This quotation was cancelled already."))
    _refuse_ordered(quotation.pk)
    values: dict[str, Any] = {"status": Status.CANCELLED, "cancelled_at": now, "cancelled_by": by}
    values["cancelled_reason"] = reason
    if quotation.status == Status.DRAFT:
        values["replaces"] = None  # another version can be begun
    _rewrite(quotation, CANCELLABLE, values)
    _record("cancelled", quotation, by=by, now=now, because=reason)


@transaction.atomic
def expire_overdue(*, on: date, now: datetime) -> int:
    """Mark as expired what nobody answered in time: each night, for the current organisation. How many."""
    overdue = {one.pk: one for one in Quotation.objects.overdue(on)[:MOST_A_NIGHT]}
    rows = Quotation.objects.filter(pk__in=overdue)
    rows.filter(status=Status.SENT).update(status=Status.EXPIRED, version=F("version") + 1)
    hit = rows.filter(status=Status.EXPIRED).values_list("pk", flat=True)  # whoever was answered meanwhile is not
    Event.objects.bulk_create(
        event("quotation.expired", overdue[pk], by=None, customer_id=overdue[pk].customer_id, at=now,
              total=overdue[pk].total) for pk in hit
    )  # fmt: skip
    return len(hit)


def lines_of(quotation: Quotation) -> list[QuotationLine]:
    """Its lines with their products and promotions, for its pages. One query."""
    return list(QuotationLine.objects.filter(quotation=quotation).select_related("product", "promotion"))


def _write(made: Quotation, lines: Sequence[Wanted], *, taxable: bool) -> None:
    rows = build(QuotationLine, lines, taxable=taxable, on=made.on, quotation=made)
    for name, value in totals(rows).items():
        setattr(made, name, value)
    made.save(force_insert=True)
    for row in rows:
        row.quotation = made
    QuotationLine.objects.bulk_create(rows)


def _rewrite(quotation: Quotation, states: set[Status], values: Mapping[str, Any]) -> None:
    """Give it these values, if it stands in one of the states and nobody was quicker."""
    rows = Quotation.objects.filter(pk=quotation.pk, version=quotation.version, status__in=states)
    if rows.update(version=F("version") + 1, **values) != 1:
        status = Quotation.objects.values_list("status", flat=True).get(pk=quotation.pk)
        if status not in states:
            raise Refused(_("This cannot be done any more: the quotation is “%(status)s”.") % {
                "status": Status(status).label})  # fmt: skip
        raise Conflict(_("Someone else changed this quotation meanwhile. Look at it again, then decide."))
    for name, value in values.items():
        setattr(quotation, name, value)
    quotation.version += 1


def _refuse_past(valid_until: date, on: date) -> None:
    if valid_until < on:
        raise Refused(_("Its validity ends before it begins. Choose a later day."))


def _refuse_ordered(pk: int) -> None:
    order = Order.objects.filter(quotation=pk).exclude(status=Order.Status.CANCELLED).first()
    if order is not None:
        raise Refused(_("It became the order %(number)s. Cancel that first.") % {"number": order})


def _terms(customer: Customer, usual: int) -> int:
    own = CustomerCredit.objects.filter(customer=customer).values_list("terms_days", flat=True).first()
    return usual if own is None else own


def _advance(deal: Opportunity, step: Step, *, by: Member, now: datetime) -> None:
    """Move an open deal to the first stage of this step, never backwards."""
    stages = list(deal.pipeline.stages.all())
    here = next((stage.position for stage in stages if stage.pk == deal.stage_id), 0)
    to = next((stage for stage in stages if stage.step == step and stage.position > here), None)
    if deal.is_open and to is not None and (step != Step.PROPOSAL or deal.stage.step in BEFORE_PROPOSAL):
        moving.move(deal, to=to, by=by, now=now, anyway=True)


def _record(what: str, quotation: Quotation, *, by: Member | None, now: datetime, **data: Any) -> None:
    record(f"quotation.{what}", quotation, by=by, customer_id=quotation.customer_id, at=now, total=quotation.total,
           **data)  # fmt: skip
