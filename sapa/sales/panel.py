"""What the customer card shows of sales: what they owe, what is due next, the last sales, and what they usually buy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from sapa.customers.models import Customer
from sapa.lib.panel import Panel
from sapa.lib.together import gathered, together
from sapa.sales.models import CustomerCredit, Invoice, InvoiceLine, Order
from sapa.sales.models.document import DocumentQuerySet
from sapa.team.asking import ids_of, shape_of, stand_in
from sapa.team.models import Member
from sapa.tenancy.prepared import ask_planned

SALES, PRODUCTS = 4, 5
USUAL_DAYS = 365  # what they usually buy is what they bought in this time
PAPER = ("on", "pk", "number", "total", "state")
PRODUCT = ("number", "name", "each", "bought", "paid")


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


@dataclass(frozen=True)
class Sold:
    """What was sold to a customer, as far as the card tells it. Money in minor units; no `limit` is no limit."""

    sales: Sequence[Sale] = ()
    usual: Sequence[Usual] = ()
    receivable: int = 0
    deposit: int = 0
    limit: int | None = None
    due_on: date | None = None
    due_pk: int | None = None


def customer_panel(member: Member, customer: Customer, on: date) -> Panel | None:
    """One query, whatever the customer bought."""
    if not member.may("sales.view"):
        return None
    sold = sold_to(member, customer, on)
    context = {
        "sales": sold.sales,
        "usual": sold.usual,
        "receivable": sold.receivable,
        "deposit": sold.deposit,
        "limit": sold.limit,
        "due_on": sold.due_on,
        "due_pk": sold.due_pk,
        "is_late": bool(sold.due_on and sold.due_on < on),
        "may_sell": member.may("sales.change"),
        "may_receive": member.may("payments.change"),
        "may_limit": member.may("sales.approve"),
    }
    return Panel("sales/_panel.html", context)


def sold_to(member: Member, customer: Customer, on: date) -> Sold:
    """Read by one kept statement, unless the customer brings it as `sold`. Nothing for who sees no sales."""
    if not member.may("sales.view"):
        return Sold()
    found: Sold = getattr(customer, "sold", None) or _read(member, customer, on)
    return found


def _read(member: Member, customer: Customer, on: date) -> Sold:
    def build(ids: Mapping[str, int]) -> QuerySet:
        return _statement(stand_in(member, ids), ids["customer"], on)

    rows = ask_planned("card.sales", (shape_of(member), on), build, customer=customer.pk, **ids_of(member))
    kept, owed, orders, alone, usual = rows[0] if rows else (None,) * 5
    receivable, deposit, limit = next(iter(kept or []), (0, 0, None))
    due_on, due_pk = next(iter(owed or []), (None, None))
    papers = [_sale(row, is_order=True) for row in orders or []] + [_sale(row, is_order=False) for row in alone or []]
    return Sold(
        sales=sorted(papers, key=lambda one: (one.on, one.pk), reverse=True)[:SALES],
        usual=_usual(usual or []),
        receivable=receivable,
        deposit=deposit,
        limit=limit,
        due_on=date.fromisoformat(due_on) if due_on else None,
        due_pk=due_pk,
    )


def _statement(one: Member, pk: int, on: date) -> QuerySet:
    """The customer with what they owe, what is due first, the newest papers, and what they bought most in a year."""
    owed = Invoice.objects.visible_to(one).open().filter(customer=pk).order_by("due_on", "pk").values("due_on", "pk")
    orders = Order.objects.visible_to(one).filter(customer=pk)
    alone = Invoice.objects.visible_to(one).filter(customer=pk, order__isnull=True, cancelled_at__isnull=True)
    beside: dict[str, Any] = {
        "kept": together(CustomerCredit.objects.filter(customer=pk), "receivable", "deposit", "limit"),
        "owed": gathered(owed[:1], "due_on", "pk"),
        "orders": gathered(_newest(orders, "status"), *PAPER),
        "alone": gathered(_newest(alone, "kind"), *PAPER),
        "usual": gathered(_most(one, pk, on)[:PRODUCTS], *PRODUCT),
    }
    return Customer.objects.filter(pk=pk).annotate(**beside).values_list(*beside)


def _newest(rows: DocumentQuerySet, state: str) -> QuerySet:
    return rows.order_by("-on", "-pk").values("on", "pk", "number", "total", state=F(state))[:SALES]


def _most(one: Member, pk: int, on: date) -> QuerySet:
    """The products of the last year, those first for which the customer paid most.

    Lines without a product are left out by the name that they lack, and the id is reckoned with: else SQLite, where it
    has no statistics, walks through all lines that there are in the order of their products.
    """
    seen = Invoice.objects.visible_to(one).filter(customer=pk, cancelled_at__isnull=True)
    lines = InvoiceLine.objects.filter(
        invoice__in=seen.filter(on__gte=on - timedelta(days=USUAL_DAYS)).values("pk"), product__name__gt=""
    )
    named = lines.order_by().values(number=F("product_id") + 0, name=F("product__name"), each=F("product__unit"))
    sums = {"bought": Sum(F("quantity") * F("factor")), "paid": Coalesce(Sum("amount"), 0)}
    return named.annotate(**sums).order_by("-paid", "number")


def _sale(row: Sequence[Any], *, is_order: bool) -> Sale:
    on, pk, number, total, state = row
    return Sale(is_order, pk, number, date.fromisoformat(on), total, state)


def _usual(rows: Sequence[Sequence[Any]]) -> list[Usual]:
    found = [Usual(pk, name, unit, Decimal(str(bought)), int(paid)) for pk, name, unit, bought, paid in rows]
    return sorted(found, key=lambda one: (-one.amount, one.product_id))
