"""An order promises stock, spends promotions and wins its opportunity; cancelling it undoes exactly that."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from sapa.catalogue.models import Promotion
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.pipeline import opening
from sapa.pipeline.models import Opportunity, Outcome, Pipeline
from sapa.sales import delivering, ending, ordering
from sapa.sales.lines import build, totals
from sapa.sales.models import CreditRule, CustomerCredit, Invoice, Order, PromotionUse, Quotation, Strictness
from sapa.sales.models.quotation import QuotationLine
from sapa.sales.tests.builders import (
    NOW,
    TODAY,
    all_of,
    an_order,
    buyer,
    configure,
    line,
    lines_of,
    product,
)
from sapa.testing import Cast

CONFIRMED, HELD, CANCELLED, CLOSED = (
    Order.Status.CONFIRMED,
    Order.Status.HELD,
    Order.Status.CANCELLED,
    Order.Status.CLOSED,
)


def deal(cast: Cast, customer: Customer) -> Opportunity:
    pipeline = Pipeline.objects.filter(market="b2b").get()
    return opening.open_opportunity(
        uuid=uuid4(), customer=customer, pipeline=pipeline, by=cast.budi, on=TODAY, now=NOW, value=1_000_000,
        title="Katering rapat", owner=cast.budi,
    )  # fmt: skip


def quotation(cast: Cast, customer: Customer, *lines: ordering.Wanted, **fields: object) -> Quotation:
    rows = build(QuotationLine, lines, taxable=False, on=TODAY)
    made = Quotation.objects.create(
        customer=customer, on=TODAY, valid_until=TODAY, owner=cast.budi, **totals(rows), **fields
    )
    for row in rows:
        row.quotation = made
    QuotationLine.objects.bulk_create(rows)
    return made


def owing(cast: Cast, customer: Customer, amount: int, *, days_late: int = 0, limit: int | None = None) -> None:
    """The customer owes this much, due so many days ago."""
    due = TODAY - timedelta(days=days_late)
    Invoice.objects.create(customer=customer, on=due, due_on=due, total=amount, net=amount, gross=amount)
    CustomerCredit.objects.create(customer=customer, receivable=amount, limit=limit)


def test_a_quotation_becomes_an_order_with_its_lines_and_wins_the_opportunity(cast: Cast) -> None:
    customer, rice = buyer(cast.budi), product(cast.budi, "Beras 5 kg", price=75_000, stock="20", cost=60_000)
    opportunity = deal(cast, customer)
    offered = quotation(cast, customer, line(rice, 4), line("Ongkos kirim", 1, 15_000), opportunity=opportunity)

    made = ordering.confirm(offered, by=cast.budi, on=TODAY, now=NOW)

    assert (made.number, made.status, made.net, made.total, made.cost) == (
        "001/PSN/XI/2026", CONFIRMED, 315_000, 315_000, 240_000)  # fmt: skip
    assert [(one.description, one.quantity, one.amount) for one in lines_of(made)] == [
        ("Beras 5 kg", 4, 300_000),
        ("Ongkos kirim", 1, 15_000),
    ]
    rice.refresh_from_db()
    opportunity.refresh_from_db()
    offered.refresh_from_db()
    assert (rice.stock, rice.promised, rice.available) == (20, 4, 16)
    assert (opportunity.outcome, opportunity.value, opportunity.closed_on) == (Outcome.WON, 315_000, TODAY)
    assert (offered.status, offered.number) == (Quotation.Status.ACCEPTED, "001/PNW/XI/2026")


def test_it_refuses_a_second_confirmation(cast: Cast) -> None:
    offered = quotation(cast, buyer(cast.budi), line("Snack box", 10, 12_000))
    ordering.confirm(offered, by=cast.budi, on=TODAY, now=NOW)
    with pytest.raises(AlreadyDone):
        ordering.confirm(offered, by=cast.sari, on=TODAY, now=NOW)
    assert Order.objects.count() == 1


def test_it_refuses_a_quotation_that_was_refused(cast: Cast) -> None:
    offered = quotation(cast, buyer(cast.budi), line("Snack box", 10, 12_000), status=Quotation.Status.REFUSED)
    with pytest.raises(Refused):
        ordering.confirm(offered, by=cast.budi, on=TODAY, now=NOW)
    assert not Order.objects.exists()


def test_an_order_written_twice_is_one(cast: Cast) -> None:
    customer, once = buyer(cast.budi), uuid4()
    rows = [line("Snack box", 10, 12_000)]
    first, second = (
        ordering.order(uuid=once, customer=customer, lines=rows, by=cast.budi, on=TODAY, now=NOW) for _turn in range(2)
    )
    assert first == second
    assert Event.objects.filter(kind="order.confirmed").count() == 1
    customer.refresh_from_db()
    assert customer.won_at == NOW  # a buyer, also without an opportunity


def test_cancelling_undoes_exactly_what_confirming_did(cast: Cast) -> None:
    customer, rice = buyer(cast.budi), product(cast.budi, "Beras 5 kg", price=75_000, stock="20")
    promotion = Promotion.objects.create(name="Lebaran", kind="percent", percent=10, starts_on=TODAY, budget=100_000)
    opportunity = deal(cast, customer)
    offered = quotation(
        cast, customer, line(rice, 4, promotion=promotion, promotion_discount=30_000), opportunity=opportunity
    )
    made = ordering.confirm(offered, by=cast.budi, on=TODAY, now=NOW)
    promotion.refresh_from_db()
    assert (made.net, promotion.spent, PromotionUse.objects.get().amount) == (270_000, 30_000, 30_000)

    ending.cancel(made, reason="Salah pesan", by=cast.tono, now=NOW)

    for row in (rice, promotion, opportunity, offered):
        row.refresh_from_db()
    assert (rice.stock, rice.promised) == (20, 0)
    assert promotion.spent == 0
    assert PromotionUse.objects.get().released_at == NOW
    assert (opportunity.outcome, opportunity.value) == (Outcome.OPEN, 270_000)
    assert offered.status == Quotation.Status.DRAFT
    assert (made.status, made.cancelled_reason) == (CANCELLED, "Salah pesan")
    with pytest.raises(AlreadyDone):
        ending.cancel(made, reason="Lagi", by=cast.tono, now=NOW)


def test_a_cancelled_quotation_order_can_be_confirmed_again(cast: Cast) -> None:
    offered = quotation(cast, buyer(cast.budi), line("Snack box", 10, 12_000))
    first = ordering.confirm(offered, by=cast.budi, on=TODAY, now=NOW)
    ending.cancel(first, reason="Salah", by=cast.tono, now=NOW)
    second = ordering.confirm(offered, by=cast.budi, on=TODAY, now=NOW)
    assert (second.number, second.status) == ("002/PSN/XI/2026", CONFIRMED)


def test_an_order_over_the_credit_limit_waits_and_promises_nothing_until_the_word_is_given(cast: Cast) -> None:
    configure(credit_rule=CreditRule.APPROVE)
    customer, rice = buyer(cast.budi), product(cast.budi, "Beras", price=75_000, stock="20")
    owing(cast, customer, 900_000, limit=1_000_000)
    opportunity = deal(cast, customer)

    made = an_order(cast.budi, customer, line(rice, 2), opportunity=opportunity)

    rice.refresh_from_db()
    opportunity.refresh_from_db()
    assert (made.status, made.held_for) == (HELD, {"limit": 1_000_000, "receivable": 900_000, "overdue": 0})
    assert (rice.promised, opportunity.outcome) == (0, Outcome.OPEN)

    ordering.approve(made, by=cast.tono, on=TODAY, now=NOW)

    rice.refresh_from_db()
    opportunity.refresh_from_db()
    assert (made.status, made.approved_by, rice.promised) == (CONFIRMED, cast.tono, 2)
    assert opportunity.outcome == Outcome.WON
    assert lines_of(made)[0].is_counted
    with pytest.raises(AlreadyDone):
        ordering.approve(made, by=cast.tono, on=TODAY, now=NOW)


def test_overdue_debts_hold_an_order_too_but_where_the_rule_is_to_warn_it_passes(cast: Cast) -> None:
    customer = buyer(cast.budi)
    owing(cast, customer, 50_000, days_late=3)
    assert ordering.check_credit(customer, total=10_000, on=TODAY).overdue == 50_000
    assert an_order(cast.budi, customer, line("Snack", 1, 10_000)).status == HELD
    configure(credit_rule=CreditRule.WARN)
    assert an_order(cast.budi, customer, line("Snack", 1, 10_000)).status == CONFIRMED


def test_a_held_order_that_is_cancelled_leaves_nothing(cast: Cast) -> None:
    customer, rice = buyer(cast.budi), product(cast.budi, "Beras", stock="20")
    owing(cast, customer, 50_000, days_late=3)
    made = an_order(cast.budi, customer, line(rice, 2))
    ending.cancel(made, reason="Tidak jadi", by=cast.tono, now=NOW)
    rice.refresh_from_db()
    assert (rice.stock, rice.promised, made.status) == (20, 0, CANCELLED)


def test_selling_more_than_is_available_is_refused_where_the_organisation_is_strict(cast: Cast) -> None:
    customer, rice = buyer(cast.budi), product(cast.budi, "Beras", stock="3")
    an_order(cast.budi, customer, line(rice, 2))
    configure(oversell=Strictness.REFUSE)
    with pytest.raises(Refused, match="Beras"):
        an_order(cast.budi, customer, line(rice, 2))
    configure(oversell=Strictness.WARN)
    an_order(cast.budi, customer, line(rice, 2))
    rice.refresh_from_db()
    assert (rice.stock, rice.promised, rice.available) == (3, 4, -1)


def test_a_carton_promises_what_is_in_it(cast: Cast) -> None:
    customer, water = buyer(cast.budi), product(cast.budi, "Air 600 ml", price=3_500, stock="100")
    an_order(cast.budi, customer, line(water, 2, 80_000, measure="dus", factor=Decimal(24)))
    water.refresh_from_db()
    assert (water.promised, water.available) == (48, 52)


def test_closing_drops_the_rest_and_frees_its_stock(cast: Cast) -> None:
    customer, rice = buyer(cast.budi), product(cast.budi, "Beras", stock="20")
    made = an_order(cast.budi, customer, line(rice, 10))
    row = lines_of(made)[0]
    delivering.deliver(made, uuid=uuid4(), quantities={row.pk: Decimal(4)}, by=cast.budi, on=TODAY, now=NOW)
    ending.close(made, reason="Sisanya batal", by=cast.tono, now=NOW)
    rice.refresh_from_db()
    row = lines_of(made)[0]
    assert (made.status, row.delivered, row.dropped, row.open) == (CLOSED, 4, 6, 0)
    assert (rice.stock, rice.promised) == (16, 0)
    with pytest.raises(AlreadyDone):
        ending.close(made, reason="Lagi", by=cast.tono, now=NOW)


def test_an_order_with_delivered_goods_is_not_cancelled(cast: Cast) -> None:
    made = an_order(cast.budi, buyer(cast.budi), line("Snack", 2, 10_000))
    delivering.deliver(made, uuid=uuid4(), quantities=all_of(made), by=cast.budi, on=TODAY, now=NOW)
    with pytest.raises(Refused):
        ending.cancel(made, reason="Batal", by=cast.tono, now=NOW)
    made.refresh_from_db()
    assert made.status == CONFIRMED


@pytest.mark.parametrize(
    "bad", [[], [line("Snack", 0, 100)], [line("Snack", 1, 100, discount=101)], [line("", 1, 100)]]
)
def test_it_refuses_lines_that_cannot_be(cast: Cast, bad: list[ordering.Wanted]) -> None:
    with pytest.raises(Refused):
        an_order(cast.budi, buyer(cast.budi), *bad)
    assert not Order.objects.exists()


def test_tax_is_counted_per_line_where_the_organisation_is_a_taxable_entrepreneur(cast: Cast) -> None:
    configure(is_taxable=True)
    exempt = product(cast.budi, "Beras", price=70_000, tax_category="exempt")
    made = an_order(cast.budi, buyer(cast.budi), line("Tenda", 1, 1_250_000), line(exempt, 1))
    assert (made.net, made.tax_base, made.tax, made.total) == (1_320_000, 1_145_833, 137_500, 1_457_500)


def test_what_the_customer_accepted_holds_though_the_budget_is_used_up(cast: Cast) -> None:
    customer, rice = buyer(cast.budi), product(cast.budi, "Beras 5 kg", price=75_000)
    promotion = Promotion.objects.create(
        name="Lebaran", kind="percent", percent=10, starts_on=TODAY, budget=30_000, spent=30_000
    )
    rows = [line(rice, 4, promotion=promotion, promotion_discount=30_000)]
    open_one = quotation(cast, customer, *rows)
    accepted = quotation(cast, customer, *rows, status=Quotation.Status.ACCEPTED)
    with pytest.raises(Refused):
        ordering.confirm(open_one, by=cast.budi, on=TODAY, now=NOW)
    ordering.confirm(accepted, by=cast.budi, on=TODAY, now=NOW)
    promotion.refresh_from_db()
    assert promotion.spent == 60_000
