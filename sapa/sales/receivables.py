"""What customers owe us, by how long it has been due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, Q, Sum
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer
from sapa.lib import keyset
from sapa.sales.models import CustomerCredit, Invoice
from sapa.sales.models.invoice import InvoiceQuerySet
from sapa.team.models import Member
from sapa.team.roles import Scope

# Names, and the days past the due date from and to which each counts; None is without end.
AGES: dict[str, tuple[Any, int | None, int | None]] = {
    "current": (_("Not due yet"), None, 0),
    "month": (_("1–30 days"), 1, 30),
    "two": (_("31–60 days"), 31, 60),
    "three": (_("61–90 days"), 61, 90),
    "older": (_("Over 90 days"), 91, None),
}
PAGE = 25
NAMED = ("organization", "limit", "receivable", "customer__organization", "customer__name")  # of who owes, for a row


@dataclass(frozen=True)
class Ages:
    """Minor units by age, in the order of AGES."""

    amounts: tuple[int, ...] = (0,) * len(AGES)

    @property
    def total(self) -> int:
        return sum(self.amounts)

    @property
    def overdue(self) -> int:
        return sum(self.amounts[1:])

    def __iter__(self) -> Iterator[int]:
        return iter(self.amounts)


@dataclass(frozen=True)
class Debt:
    """What a customer owes."""

    customer: Customer
    ages: Ages
    credit: CustomerCredit | None = None

    @property
    def over_limit(self) -> int:
        """How much more than their limit allows; 0 within it."""
        limit = self.credit.limit if self.credit else None
        return max(self.ages.total - limit, 0) if limit is not None else 0


@dataclass(frozen=True)
class Page:
    """Customers who owe, the most first, and the cursors of keyset.page."""

    rows: Sequence[Debt] = field(default_factory=list)
    next: str = ""
    previous: str = ""

    def __bool__(self) -> bool:
        return bool(self.rows)


def age_of(name: str, on: date) -> Q:
    """The condition on invoices of an age, by their due date."""
    _label, least, most = AGES[name]
    condition = Q()
    if least is not None:
        condition &= Q(due_on__lte=on - timedelta(days=least))
    if most is not None:
        condition &= Q(due_on__gte=on - timedelta(days=most))
    return condition


def age_name(invoice: Invoice, on: date) -> str:
    """The age of an open invoice, a key of AGES."""
    return _age(invoice.due_on, on)


def open_invoices(
    member: Member, *, unit: int | None = None, owner: int | None = None, within: Q | None = None
) -> InvoiceQuerySet:
    """What is owed on documents that the member sees: of a business unit, a salesperson, and some customers only."""
    rows: Any = Invoice.objects.visible_to(member)
    wanted = {name: pk for name, pk in (("unit_id", unit), ("owner_id", owner)) if pk}
    return rows.open().filter(within or Q(), **wanted)


def sums(rows: InvoiceQuerySet, on: date) -> Ages:
    """All of these together. One query, from the index of open invoices alone: a sum per day, put together here."""
    found = dict.fromkeys(AGES, 0)
    for due_on, owed in rows.order_by().values_list("due_on").annotate(owed=Sum("balance")):
        found[_age(due_on, on)] += int(owed)
    return Ages(tuple(found.values()))


def by_customer(rows: InvoiceQuerySet, customers: Sequence[int], on: date) -> dict[int, Ages]:
    """Of each of these customers. One query."""
    of_them = rows.filter(customer__in=customers).order_by().values_list("customer_id", "due_on")
    found: dict[int, dict[str, int]] = {}
    for pk, due_on, owed in of_them.annotate(owed=Sum("balance")):
        found.setdefault(pk, dict.fromkeys(AGES, 0))[_age(due_on, on)] += int(owed)
    return {pk: Ages(tuple(amounts.values())) for pk, amounts in found.items()}


def page(
    member: Member,
    on: date,
    *,
    unit: int | None = None,
    owner: int | None = None,
    within: Q | None = None,
    **asked: str,
) -> Page:
    """Those who owe, the most first. `asked` are keyset's after and before.

    Who sees everything is answered from the kept figure; others, and a filter, from a sum over the open invoices.
    """
    rows = open_invoices(member, unit=unit, owner=owner, within=within)
    if member.scope == Scope.ALL and not (unit or owner or within):
        kept = CustomerCredit.objects.filter(receivable__gt=0).select_related("customer").only(*NAMED)
        found = keyset.page(kept, ("-receivable", "-pk"), size=PAGE, **asked)
        ages = by_customer(rows, [row.customer_id for row in found.rows], on)
        debts = [Debt(row.customer, ages.get(row.customer_id, Ages()), row) for row in found.rows]
        return Page(debts, found.next, found.previous)
    return _summed(rows, on, **asked)


def _summed(rows: InvoiceQuerySet, on: date, **asked: str) -> Page:
    owed: Any = rows.order_by().values("customer_id").annotate(owed=Cast(Sum("balance"), BigIntegerField()))
    named = owed.values_list("customer_id", "owed", named=True)
    found = keyset.page(named, ("-owed", "-customer_id"), size=PAGE, **asked)
    pks = [row.customer_id for row in found.rows]
    ages = by_customer(rows, pks, on)
    names = Customer.objects.in_bulk(pks)
    limits = {row.customer_id: row for row in CustomerCredit.objects.filter(customer__in=pks)}
    return Page([Debt(names[pk], ages[pk], limits.get(pk)) for pk in pks], found.next, found.previous)


def everyone(
    member: Member, on: date, *, unit: int | None = None, owner: int | None = None, within: Q | None = None
) -> list[Debt]:
    """All who owe, the most first: the file to take away. Three queries."""
    rows = open_invoices(member, unit=unit, owner=owner, within=within)
    grouped = rows.order_by().values("customer_id").annotate(**_by_age(on))
    ages = {row["customer_id"]: Ages(tuple(int(row[name] or 0) for name in AGES)) for row in grouped}
    owing = Customer.objects.filter(pk__in=rows.values("customer_id")).select_related("owner", "unit")
    limits = {row.customer_id: row for row in CustomerCredit.objects.filter(customer__in=rows.values("customer_id"))}
    debts = [Debt(one, ages[one.pk], limits.get(one.pk)) for one in owing if one.pk in ages]
    return sorted(debts, key=lambda debt: (-debt.ages.total, debt.customer.pk))


def _age(due_on: date, on: date) -> str:
    days = (on - due_on).days
    return next(name for name, (_label, _least, most) in AGES.items() if most is None or days <= most)


def _by_age(on: date) -> dict[str, Any]:
    return {name: Sum("balance", filter=age_of(name, on)) for name in AGES}
