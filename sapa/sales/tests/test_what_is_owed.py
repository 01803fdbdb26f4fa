"""Receivables by age, statements of account, credit limits, and reminders."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.activities.models import Activity
from sapa.events.models import Event
from sapa.lib.errors import Conflict
from sapa.sales import crediting, crediting_customers, invoicing, paying, receivables, reminding, statements, tasks
from sapa.sales.models import CustomerCredit, Invoice, InvoiceReminder
from sapa.sales.tests.money import NOW, TODAY, an_invoice, credit_of, customer, paid, wanted
from sapa.testing import Cast


def owed(cast: Cast, days: int, amount: int, **more: object) -> Invoice:
    """An invoice that has been due for so many days."""
    return an_invoice(cast.budi, wanted(1, amount), on=TODAY - timedelta(days=days), **more)


def test_what_is_owed_is_counted_by_its_age(cast: Cast) -> None:
    whose = customer(cast.budi)
    for days, amount in (
        (-5, 1),
        (0, 2),
        (1, 10),
        (30, 20),
        (31, 100),
        (60, 200),
        (61, 1_000),
        (90, 2_000),
        (91, 10_000),
    ):
        owed(cast, days, amount, whose=whose)
    paid(owed(cast, 40, 500, whose=whose), 400, cast.rina)
    found = receivables.sums(receivables.open_invoices(cast.sari), TODAY)
    assert found.amounts == (3, 30, 400, 3_000, 10_000)
    assert (found.total, found.overdue) == (13_433, 13_430)
    assert credit_of(whose) == (13_433, 400 * 0)
    (debt,) = receivables.page(cast.sari, TODAY).rows
    assert (debt.customer, debt.ages) == (whose, found)
    assert {receivables.age_name(one, TODAY) for one in Invoice.objects.all()} == set(receivables.AGES)


def test_those_who_owe_the_most_come_first_on_pages(cast: Cast) -> None:
    for place in range(27):
        owed(cast, 3, 1_000 + place % 9, whose=customer(cast.budi, f"Warung {place}"))
    everybody = [debt.customer.pk for debt in receivables.everyone(cast.sari, TODAY)]
    for member, more in ((cast.sari, {}), (cast.budi, {}), (cast.sari, {"unit": cast.catering.pk})):
        first = receivables.page(member, TODAY, **more)
        second = receivables.page(member, TODAY, after=first.next, **more)
        assert (len(first.rows), len(second.rows), second.next) == (25, 2, "")
        assert [debt.ages.total for debt in (*first.rows, *second.rows)] == sorted(
            (1_000 + place % 9 for place in range(27)), reverse=True
        )
        assert {debt.customer.pk for debt in (*first.rows, *second.rows)} == set(everybody)


def test_each_sees_what_is_owed_on_their_own_sales(cast: Cast) -> None:
    owed(cast, 3, 1_000)
    assert receivables.sums(receivables.open_invoices(cast.budi), TODAY).total == 1_000
    assert receivables.sums(receivables.open_invoices(cast.wati), TODAY).total == 0
    assert receivables.page(cast.wati, TODAY).rows == []
    assert receivables.page(cast.joko, TODAY).rows == []
    assert receivables.page(cast.sari, TODAY, owner=cast.wati.pk).rows == []


def test_the_number_of_queries_is_constant(cast: Cast) -> None:
    counts = []
    for many in (1, 6):
        for place in range(many):
            owed(cast, 3, 1_000, whose=customer(cast.budi, f"Warung {many} {place}"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            receivables.page(cast.sari, TODAY)
            receivables.sums(receivables.open_invoices(cast.sari), TODAY)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= (4 if connection.vendor == "sqlite" else 3)  # which is asked for the ids first


def test_a_statement_tells_what_came_and_went(cast: Cast) -> None:
    whose = customer(cast.budi)
    old = owed(cast, 40, 100_000, whose=whose)
    paid(old, 30_000, cast.rina, on=TODAY - timedelta(days=35))
    new = owed(cast, 10, 50_000, whose=whose)
    line = new.lines.get()
    crediting.credit(new, uuid=uuid4(), amounts={line.pk: 5_000}, reason="Rusak", by=cast.rina,
                     on=TODAY - timedelta(days=9), now=NOW)  # fmt: skip
    much = paid(new, 60_000, cast.rina, on=TODAY - timedelta(days=5))
    paying.refund(much, uuid=uuid4(), amount=10_000, reason="Lebih", by=cast.rina, on=TODAY, now=NOW)
    invoicing.cancel(owed(cast, 3, 7_000, whose=whose), reason="Salah", by=cast.rina, now=NOW)
    made = statements.statement(whose, since=TODAY - timedelta(days=30), until=TODAY)
    assert made.opening == 70_000
    assert [(entry.kind, entry.amount, entry.balance) for entry in made.entries] == [
        ("invoice", 50_000, 120_000),
        ("credit_note", -5_000, 115_000),
        ("payment", -60_000, 55_000),
        ("refund", 10_000, 65_000),
    ]
    assert (made.debits, made.credits, made.closing) == (60_000, 65_000, 65_000)
    receivable, deposit = credit_of(whose)
    assert made.closing == receivable - deposit
    before = statements.statement(whose, since=date(2020, 1, 1), until=TODAY - timedelta(days=31))
    assert (before.opening, before.closing) == (0, 70_000)


def test_a_limit_is_set_over_the_version_that_was_read(cast: Cast) -> None:
    whose = customer(cast.budi)
    row = crediting_customers.set_credit(whose, limit=5_000_000, terms_days=14, version=1, by=cast.sari, now=NOW)
    assert (row.limit, row.terms_days, row.version) == (5_000_000, 14, 2)
    assert crediting_customers.terms_of(whose, 0) == 14
    assert crediting_customers.terms_of(customer(cast.budi, "CV Boga"), 7) == 7
    with pytest.raises(Conflict):
        crediting_customers.set_credit(whose, limit=None, terms_days=None, version=1, by=cast.tono, now=NOW)
    assert CustomerCredit.objects.get(customer=whose).limit == 5_000_000
    changed = Event.objects.get(kind="credit.changed")
    assert changed.data["changes"] == {"limit": [None, 5_000_000], "terms_days": [None, 14]}


def remind(on: date = TODAY) -> int:
    return reminding.plan_reminders(on=on, now=NOW, currency="IDR")


def test_the_owner_is_asked_to_remind_once_for_each_day(cast: Cast) -> None:
    made = owed(cast, 0, 250_000)
    owed(cast, -1, 1_000, whose=made.customer)
    owed(cast, 20, 1_000, whose=made.customer)  # too late for the seventh day, too early for the thirtieth
    assert [remind(), remind()] == [1, 0]
    call = Activity.objects.get()
    assert (call.assigned_to, call.due_on, call.customer, call.kind) == (cast.budi, TODAY, made.customer, "call")
    assert (call.subject_kind, call.subject_id) == ("invoice", made.pk)
    assert "Rp250.000" in call.title
    assert [remind(TODAY + timedelta(days=day)) for day in (1, 7, 7, 30)] == [1, 1, 0, 1 + 0]
    assert set(InvoiceReminder.objects.filter(invoice=made).values_list("days", flat=True)) == {0, 7, 30}


def test_a_reminder_is_gone_once_it_is_paid(cast: Cast) -> None:
    made = owed(cast, 0, 250_000)
    other = owed(cast, 0, 1_000, whose=made.customer)
    remind()
    paid(made, 100_000, cast.rina)
    assert Activity.objects.open().count() == 2
    paid(made, 150_000, cast.rina)
    assert [call.subject_id for call in Activity.objects.open()] == [other.pk]
    crediting.credit(other, uuid=uuid4(), quantities={other.lines.get().pk: Decimal(1)}, reason="Retur", by=cast.rina,
                     on=TODAY, now=NOW)  # fmt: skip
    assert not Activity.objects.open().exists()


def test_the_night_plans_reminders_for_each_organisation(cast: Cast) -> None:
    owed(cast, 0, 250_000)
    tasks.begin_the_day_of.func(cast.organization.pk, NOW.isoformat())
    tasks.begin_the_day_of.func(cast.organization.pk, NOW.isoformat())
    tasks.begin_the_day_of.func(cast.other.pk, NOW.isoformat())
    assert Activity.objects.count() == 1
