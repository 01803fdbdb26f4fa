"""The statement of a customer's account: what was owed, what came and went, what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, CharField, F, QuerySet, Sum, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer
from sapa.sales.models import Allocation, CreditNote, Document, Invoice, Payment
from sapa.team.models import Member

# What an entry is called, the address of its page, and whether it raises what is owed.
KINDS: dict[str, tuple[Any, str, int]] = {
    "invoice": (_("Invoice"), "sales:invoice", 1),
    "credit_note": (_("Credit note"), "sales:credit_note", -1),
    "payment": (_("Payment"), "sales:payment", -1),
    "refund": (_("Paid back"), "sales:payment", 1),
}


@dataclass(frozen=True)
class Entry:
    """A document that moved the account. Minor units; `balance` is what was owed after it."""

    on: date
    kind: str
    pk: int
    number: str
    amount: int  # above zero: owed more
    balance: int

    @property
    def name(self) -> Any:
        return KINDS[self.kind][0]

    @property
    def url(self) -> str:
        return reverse(KINDS[self.kind][1], args=[self.pk])

    @property
    def debit(self) -> int:
        return max(self.amount, 0)

    @property
    def credit(self) -> int:
        return max(-self.amount, 0)


@dataclass(frozen=True)
class Statement:
    """From `since` until `until`, both included. Below zero the customer has money with us. Cancelled ones are out."""

    customer: Customer
    since: date
    until: date
    opening: int
    entries: Sequence[Entry]

    @property
    def closing(self) -> int:
        return self.entries[-1].balance if self.entries else self.opening

    @property
    def debits(self) -> int:
        return sum(entry.debit for entry in self.entries)

    @property
    def credits(self) -> int:
        return sum(entry.credit for entry in self.entries)


def statement(customer: Customer, *, since: date, until: date, member: Member | None = None) -> Statement:
    """What moved the account of a customer in a period, the oldest first. Five queries, whatever there was.

    With `member` it is made of what they see of it.
    """
    moves = _moves(customer, member)
    opening = sum(_sum(rows.filter(on__lt=since)) * KINDS[kind][2] for kind, rows in moves.items())
    within = [_named(kind, rows.filter(on__gte=since, on__lte=until)) for kind, rows in moves.items()]
    found = sorted(within[0].union(*within[1:], all=True), key=lambda row: (row[0], list(KINDS).index(row[1]), row[2]))
    entries, balance = [], opening
    for on, kind, pk, number, amount in found:
        signed = int(amount) * KINDS[kind][2]
        balance += signed
        entries.append(Entry(on, kind, pk, number, signed, balance))
    return Statement(customer, since, until, opening, entries)


def _moves(customer: Customer, member: Member | None) -> dict[str, QuerySet]:
    """Of each kind the rows that stand, with `worth` in minor units above zero."""

    def seen(model: type[Document]) -> Any:
        rows = model.objects.visible_to(member) if member else model.objects.all()
        return rows.filter(customer=customer, cancelled_at__isnull=True)

    refunds = Allocation.objects.filter(payment__in=seen(Payment), kind=Allocation.Kind.REFUNDED)
    return {
        "invoice": seen(Invoice).annotate(worth=F("total")),
        "credit_note": seen(CreditNote).annotate(worth=F("total")),
        "payment": seen(Payment).annotate(worth=F("amount")),
        "refund": refunds.annotate(worth=F("amount")),
    }


def _sum(rows: QuerySet) -> int:
    return int(rows.aggregate(sum=Sum("worth", output_field=BigIntegerField()))["sum"] or 0)


def _named(kind: str, rows: QuerySet) -> QuerySet:
    of_payment = kind == "refund"
    named = rows.order_by().annotate(of=Value(kind, CharField()))
    return named.values_list(
        "on", "of", "payment_id" if of_payment else "pk", "payment__number" if of_payment else "number", "worth"
    )
