"""Quotations: written, changed, sent, given a new version, accepted, refused, expired, cancelled."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.pipeline.models import Opportunity, Stage, Step
from sapa.sales import ordering, quoting
from sapa.sales.lines import Wanted, settings_of
from sapa.sales.models import Quotation, QuotationLine
from sapa.team.models import Member
from sapa.testing import Cast

pytestmark = pytest.mark.django_db
ON, NOW = date(2026, 11, 22), timezone.now()
Status = Quotation.Status


def customer_of(owner: Member) -> Customer:
    return Customer.objects.create(name="PT KITA", name_key="pt kita", search="pt kita", owner=owner, unit=owner.unit)


def deal_of(owner: Member, step: str = Step.CANDIDATE) -> Opportunity:
    stage = Stage.objects.filter(step=step).select_related("pipeline").order_by("pipeline__position", "position")[0]
    return Opportunity.objects.create(
        customer=customer_of(owner), title="Katering", pipeline=stage.pipeline, stage=stage,
        probability=stage.probability, value=1, owner=owner, unit=owner.unit,
    )  # fmt: skip


def boxes(quantity: int = 50, price: int = 25_000, **fields: Any) -> Wanted:
    return Wanted(product=None, description="Nasi kotak", quantity=Decimal(quantity), price=price, **fields)


def quote(by: Member, *lines: Wanted, deal: Opportunity | None = None, uuid: UUID | None = None) -> Quotation:
    customer = deal.customer if deal else customer_of(by)
    return quoting.draft(
        uuid=uuid or uuid4(), customer=customer, lines=lines or [boxes()], by=by, on=ON, now=NOW, opportunity=deal
    )


def sent(by: Member, *lines: Wanted, deal: Opportunity | None = None) -> Quotation:
    made = quote(by, *lines, deal=deal)
    quoting.send(made, by=by, on=ON, now=NOW)
    return made


def test_it_sums_its_lines_and_takes_off_what_is_given(cast: Cast) -> None:
    made = quote(cast.budi, boxes(discount=50_000), boxes(quantity=1))
    assert (made.gross, made.discount, made.net, made.tax, made.total) == (1_275_000, 50_000, 1_225_000, 0, 1_225_000)
    assert made.valid_until == ON + timedelta(days=14)
    assert (made.owner_id, made.unit_id, made.number) == (cast.budi.pk, cast.budi.unit_id, "")


def test_a_taxable_entrepreneur_adds_the_tax(cast: Cast) -> None:
    settings = settings_of()
    settings.is_taxable = True
    settings.save()
    made = quote(cast.budi, boxes())
    assert (made.net, made.tax_base, made.tax, made.total) == (1_250_000, 1_145_833, 137_500, 1_387_500)


def test_the_same_form_sent_twice_writes_one(cast: Cast) -> None:
    uuid = uuid4()
    assert quote(cast.budi, uuid=uuid) == quote(cast.budi, uuid=uuid)
    assert Quotation.objects.count() == 1 and QuotationLine.objects.count() == 1


def test_its_opportunity_moves_to_the_proposal_and_never_backwards(cast: Cast) -> None:
    deal, further = deal_of(cast.budi), deal_of(cast.budi, Step.NEGOTIATION)
    quote(cast.budi, deal=deal)
    quote(cast.budi, deal=further)
    deal.refresh_from_db()
    further.refresh_from_db()
    assert (deal.stage.step, further.stage.step) == (Step.PROPOSAL, Step.NEGOTIATION)


def test_another_customers_opportunity_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        quoting.draft(
            uuid=uuid4(), customer=customer_of(cast.budi), lines=[boxes()], by=cast.budi, on=ON, now=NOW,
            opportunity=deal_of(cast.budi),
        )  # fmt: skip


def test_a_draft_changes_and_a_second_writer_is_told(cast: Cast) -> None:
    made = quote(cast.budi)
    second = Quotation.objects.get(pk=made.pk)
    quoting.change(made, version=1, by=cast.budi, now=NOW, lines=[boxes(10)], note="Pedas")
    made.refresh_from_db()
    assert (made.total, made.note, made.version) == (250_000, "Pedas", 2)
    with pytest.raises(Conflict):
        quoting.change(second, version=1, by=cast.sari, now=NOW, lines=[boxes(1)])
    assert QuotationLine.objects.get().quantity == 10


def test_sending_numbers_it_once(cast: Cast) -> None:
    made = sent(cast.budi)
    assert made.number == "001/PNW/K/XI/2026" and len(made.token) == 43
    with pytest.raises(AlreadyDone):
        quoting.send(made, by=cast.budi, on=ON, now=NOW)
    with pytest.raises(Refused):
        quoting.change(made, version=made.version, by=cast.budi, now=NOW, lines=[boxes(1)])
    assert Event.objects.filter(kind="quotation.sent").count() == 1


def test_what_is_past_its_day_is_not_sent(cast: Cast) -> None:
    made = quote(cast.budi)
    with pytest.raises(Refused):
        quoting.send(made, by=cast.budi, on=ON + timedelta(days=15), now=NOW)


def test_a_new_version_shares_the_number_and_replaces_the_old_one_when_sent(cast: Cast) -> None:
    old = sent(cast.budi, deal=deal_of(cast.budi))
    new = quoting.revise(old, by=cast.budi, on=ON, now=NOW)
    assert quoting.revise(old, by=cast.budi, on=ON, now=NOW) == new
    assert (new.number, new.revision, new.status, new.total) == (old.number, 2, Status.DRAFT, old.total)
    assert new.opportunity is not None and new.opportunity.stage.step == Step.NEGOTIATION
    old.refresh_from_db()
    assert old.status == Status.SENT
    quoting.send(new, by=cast.budi, on=ON, now=NOW)
    old.refresh_from_db()
    assert (old.status, new.number, str(new)) == (Status.REPLACED, old.number, f"{old.number} (v2)")


def test_after_a_cancelled_version_another_can_be_begun(cast: Cast) -> None:
    old = sent(cast.budi)
    quoting.cancel(quoting.revise(old, by=cast.budi, on=ON, now=NOW), reason="salah", by=cast.budi, now=NOW)
    assert quoting.revise(old, by=cast.budi, on=ON, now=NOW).revision == 3


def test_accepting_wins_its_opportunity_at_what_it_comes_to(cast: Cast) -> None:
    made = sent(cast.budi, deal=deal_of(cast.budi))
    quoting.accept(made, name="Bu Ani", now=NOW, on=ON)
    deal = Opportunity.objects.get()
    assert (made.status, made.accepted_name) == (Status.ACCEPTED, "Bu Ani")
    assert (deal.outcome, deal.value, deal.closed_on) == ("won", 1_250_000, ON)
    with pytest.raises(AlreadyDone):
        quoting.accept(made, name="Bu Ani", now=NOW, on=ON)
    assert Event.objects.filter(kind="quotation.accepted").count() == 1


def test_a_customer_cannot_accept_what_is_past_its_day_but_a_member_can_for_them(cast: Cast) -> None:
    made, late = sent(cast.budi), ON + timedelta(days=20)
    with pytest.raises(Refused):
        quoting.accept(made, name="Bu Ani", now=NOW, on=late)
    quoting.accept(made, name="Bu Ani", by=cast.budi, now=NOW, on=late)
    assert made.status == Status.ACCEPTED


def test_refusing_keeps_the_reason(cast: Cast) -> None:
    made = sent(cast.budi)
    quoting.refuse(made, reason="Terlalu mahal", now=NOW)
    assert (made.status, made.refused_reason) == (Status.REFUSED, "Terlalu mahal")
    with pytest.raises(AlreadyDone):
        quoting.refuse(made, reason="Lagi", now=NOW)
    with pytest.raises(Refused):
        quoting.accept(made, name="Bu Ani", now=NOW, on=ON)


def test_the_night_marks_what_nobody_answered(cast: Cast) -> None:
    late, fresh = sent(cast.budi), sent(cast.budi)
    Quotation.objects.filter(pk=fresh.pk).update(valid_until=ON + timedelta(days=30))
    assert quoting.expire_overdue(on=ON + timedelta(days=14), now=NOW) == 0
    assert quoting.expire_overdue(on=ON + timedelta(days=15), now=NOW) == 1
    assert quoting.expire_overdue(on=ON + timedelta(days=15), now=NOW) == 0
    late.refresh_from_db()
    fresh.refresh_from_db()
    assert (late.status, fresh.status) == (Status.EXPIRED, Status.SENT)
    assert Event.objects.filter(kind="quotation.expired").count() == 1


def test_what_became_an_order_is_neither_revised_nor_cancelled(cast: Cast) -> None:
    made = sent(cast.budi)
    ordering.confirm(made, by=cast.budi, on=ON, now=NOW)
    for act in (
        lambda: quoting.revise(made, by=cast.budi, on=ON, now=NOW),
        lambda: quoting.cancel(made, reason="batal", by=cast.budi, now=NOW),
    ):
        with pytest.raises(Refused):
            act()
    assert made.status == Status.ACCEPTED


def test_cancelling_says_why_once(cast: Cast) -> None:
    made = sent(cast.budi)
    quoting.cancel(made, reason="Salah pelanggan", by=cast.budi, now=NOW)
    assert (made.status, made.cancelled_reason, made.cancelled_by) == (Status.CANCELLED, "Salah pelanggan", cast.budi)
    with pytest.raises(AlreadyDone):
        quoting.cancel(made, reason="Lagi", by=cast.budi, now=NOW)


def test_the_line_remembers_its_measure_and_its_cost(cast: Cast) -> None:
    water = Product.objects.create(name="Air", name_key="air", price=3_500, cost=2_000, unit="botol")
    made = quote(cast.budi, Wanted(product=water, quantity=Decimal(2), price=80_000, measure="dus", factor=Decimal(24)))
    line = QuotationLine.objects.get()
    assert (line.measure, line.base_quantity, line.cost, made.cost, made.margin) == ("dus", 48, 96_000, 96_000, 64_000)
