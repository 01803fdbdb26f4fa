"""What the customer card shows of sales: what they owe, what is due next, the last sales, and what they usually buy."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from sapa.customers.models import Customer
from sapa.lib.panel import Panel
from sapa.sales.models import CustomerCredit, Invoice, InvoiceLine, Order
from sapa.sales.models.document import DocumentQuerySet
from sapa.team.asking import ids_of, shape_of, stand_in
from sapa.team.models import Member
from sapa.tenancy.prepared import ask

SALES, PRODUCTS = 4, 5
USUAL_DAYS = 365  # what they usually buy is what they bought in this time


@dataclass(frozen=True)
class Sale:
    """An order, or an invoice that came without one. `total` in minor units."""

    is_order: bool
    pk: int
    number: str
    on: date
    total: int
    status: str


@dataclass(frozen=True)
class Usual:
    """A product of theirs: how much of it in the last year, in its own unit, and for how much."""

    product_id: int
    name: str
    unit: str
    quantity: Any
    amount: int


def customer_panel(member: Member, customer: Customer, on: date) -> Panel | None:
    """Three queries, whatever the customer bought."""
    if not member.may("sales.view"):
        return None
    credit = _credit(member, customer)
    context = {
        "sales": _last(member, customer),
        "usual": _usual(member, customer, on),
        "receivable": credit.receivable if credit else 0,
        "deposit": credit.deposit if credit else 0,
        "limit": credit.limit if credit else None,
        "due_on": credit.due_on if credit else None,
        "due_pk": credit.due_pk if credit else None,
        "is_late": bool(credit and credit.due_on and credit.due_on < on),
        "may_sell": member.may("sales.change"),
        "may_receive": member.may("payments.change"),
        "may_limit": member.may("sales.approve"),
    }
    return Panel("sales/_panel.html", context)


def _credit(member: Member, customer: Customer) -> Any:
    """The kept figures, with the invoice that is to be paid first."""

    def build(one: Member, pk: int) -> QuerySet:
        owed = Invoice.objects.visible_to(one).open().filter(customer=OuterRef("customer")).order_by("due_on", "pk")
        first = {"due_on": Subquery(owed.values("due_on")[:1]), "due_pk": Subquery(owed.values("pk")[:1])}
        return CustomerCredit.objects.filter(customer=pk).annotate(**first)

    return next(iter(_ask("credit", member, customer, build)), None)


def _last(member: Member, customer: Customer) -> list[Sale]:
    """The last orders, and invoices that came without one, the newest first."""

    def build(one: Member, pk: int) -> QuerySet:
        orders = Order.objects.visible_to(one).filter(customer=pk)
        alone = Invoice.objects.visible_to(one).filter(customer=pk, order__isnull=True, cancelled_at__isnull=True)
        found = _newest(orders, "order", "status").union(_newest(alone, "invoice", "kind"), all=True)
        return found.order_by("-on", "-pk")[:SALES]

    found = _ask("sales", member, customer, build)
    return [Sale(of == "order", pk, number, on, total, state) for on, pk, number, total, of, state in found]


def _newest(rows: DocumentQuerySet, of: str, state: str) -> QuerySet:
    """The newest few of these, ready for a union; SQLite takes no limit in a part of one."""
    newest = rows.order_by("-on", "-pk").values("pk")[:SALES]
    named = rows.model._default_manager.filter(pk__in=newest).annotate(of=Value(of, CharField()), state=F(state))
    return named.values_list("on", "pk", "number", "total", "of", "state")


def _usual(member: Member, customer: Customer, on: date) -> list[Usual]:
    """The products of the last year, those first for which the customer paid most."""

    def build(one: Member, pk: int) -> QuerySet:
        seen = Invoice.objects.visible_to(one).filter(customer=pk, cancelled_at__isnull=True)
        lines = InvoiceLine.objects.filter(
            Q(product__isnull=False), invoice__in=seen.filter(on__gte=on - timedelta(days=USUAL_DAYS)).values("pk")
        )
        sums = {"bought": Sum(F("quantity") * F("factor")), "paid": Coalesce(Sum("amount"), 0)}
        found = lines.order_by().values("product_id", "product__name", "product__unit").annotate(**sums)
        return found.order_by("-paid", "product_id")[:PRODUCTS]

    return [
        Usual(row["product_id"], row["product__name"], row["product__unit"], row["bought"], row["paid"])
        for row in _ask("usual", member, customer, build, on)
    ]


def _ask(
    name: str, member: Member, customer: Customer, build: Callable[[Member, int], QuerySet], *shape: Hashable
) -> list[Any]:
    """The rows of a kept statement of what the member sees of a customer."""
    return ask(
        f"card.{name}",
        (shape_of(member), *shape),
        lambda ids: build(stand_in(member, ids), ids["customer"]),
        customer=customer.pk,
        **ids_of(member),
    )
