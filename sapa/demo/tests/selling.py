"""What must hold of the sales of Maju Bersama, asked in sets: for a small one, and for the whole."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Model, Sum
from django.utils import timezone

from sapa.catalogue.models import Product, Promotion, StockLevel, StockMove
from sapa.demo.company.calendar import LEBARAN
from sapa.lib.qris import parse
from sapa.sales.lines import settings_of
from sapa.sales.models import (
    Allocation,
    CreditNote,
    CreditNoteLine,
    CustomerCredit,
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    NumberCounter,
    Order,
    OrderLine,
    Payment,
    PromotionUse,
    Quotation,
    QuotationLine,
    SalesReturn,
    SalesReturnLine,
)
from sapa.sales.receivables import AGES

LIVE = {"confirmed", "closed"}


def check_sums() -> None:
    """Every kept figure is the sum of its rows."""
    _documents_add_up(Quotation, QuotationLine, "quotation")
    _documents_add_up(Order, OrderLine, "order")
    _documents_add_up(Invoice, InvoiceLine, "invoice")
    _documents_add_up(CreditNote, CreditNoteLine, "credit_note")
    _money_adds_up()
    _goods_add_up()
    _promotions_add_up()
    _numbers_have_no_gaps()


def _documents_add_up(model: Any, lines: Any, name: str) -> None:
    rows = lines.objects.order_by().values_list(name).annotate(Sum("amount"), Sum("cost"), Sum("tax"))
    kept = model.objects.values_list("pk", "net", "cost", "tax")
    assert sorted(rows) == sorted(kept)
    assert not model.objects.exclude(total=F("net") + F("tax")).exists()
    assert not model.objects.exclude(tax=0).exists()  # the firm is no PKP


def _money_adds_up() -> None:
    given = _sums(Allocation.objects.filter(invoice__isnull=False), "invoice", "amount")
    noted = _sums(CreditNote.objects.all(), "invoice", "total")
    owed: dict[int, Decimal] = defaultdict(Decimal)
    for invoice in Invoice.objects.all():
        assert invoice.paid == given[invoice.pk], invoice
        assert invoice.credited == (invoice.total if invoice.is_cancelled else noted[invoice.pk]), invoice
        assert (invoice.paid_on is None) == (invoice.balance > 0 or invoice.is_cancelled), invoice
        owed[invoice.customer_id] += invoice.balance
    used = _sums(Allocation.objects.all(), "payment", "amount")
    held: dict[int, Decimal] = defaultdict(Decimal)
    for payment in Payment.objects.all():
        assert payment.allocated == used[payment.pk], payment
        held[payment.customer_id] += payment.unallocated
    for credit in CustomerCredit.objects.all():
        who = credit.customer_id
        assert (credit.receivable, credit.deposit) == (owed.pop(who, 0), held.pop(who, 0)), credit
    assert not any(owed.values()) and not any(held.values())


def _goods_add_up() -> None:
    sent = _sums(DeliveryLine.objects.filter(delivery__cancelled_at=None), "order_line")
    back = _sums(SalesReturnLine.objects.filter(sales_return__cancelled_at=None), "delivery_line__order_line")
    billed = _sums(InvoiceLine.objects.filter(invoice__cancelled_at=None, order_line__isnull=False), "order_line")
    credited = _sums(InvoiceLine.objects.filter(order_line__isnull=False), "order_line", "credited_quantity")
    promised: dict[int, Decimal] = defaultdict(Decimal)
    state: dict[int, list[bool]] = {}
    for line in OrderLine.objects.select_related("order", "product"):
        fee = line.product is not None and line.product.kind == Product.Kind.DELIVERY
        if line.order.status in LIVE:
            assert line.delivered == (line.quantity if fee else sent[line.pk]), line.order
            done = state.setdefault(line.order_id, [True, True])
            done[0], done[1] = done[0] and not line.open, done[1] and not line.to_invoice
        assert line.returned == back[line.pk], line.order
        assert line.invoiced == billed[line.pk] - credited[line.pk], line.order
        if line.product_id and line.is_counted and line.order.status == Order.Status.CONFIRMED:
            promised[line.product_id] += line.open * line.factor
    for order in Order.objects.filter(pk__in=state):
        assert [order.is_delivered, order.is_invoiced] == state[order.pk], order
    moved, levels = _sums(StockMove.objects.all(), "product"), _sums(StockLevel.objects.all(), "product", "on_hand")
    for product in Product.objects.filter(stock__isnull=False):
        assert product.stock == moved[product.pk] == levels[product.pk], product
        assert product.promised == promised[product.pk], product


def _promotions_add_up() -> None:
    spent = _sums(PromotionUse.objects.filter(released_at=None), "promotion", "amount")
    carried = _sums(OrderLine.objects.filter(order__status__in=LIVE), "promotion", "promotion_discount")
    for promotion in Promotion.objects.all():
        assert promotion.spent == spent[promotion.pk] == carried[promotion.pk], promotion
        assert promotion.budget is None or promotion.spent <= promotion.budget, promotion


def _numbers_have_no_gaps() -> None:
    """As many numbers were given as there are documents; quotations share one with their later versions."""
    papers: list[tuple[str, type[Model], dict[str, Any]]] = [
        ("quotation", Quotation, {"revision": 1}), ("order", Order, {}), ("delivery", Delivery, {}),
        ("return", SalesReturn, {}), ("invoice", Invoice, {}), ("credit_note", CreditNote, {}),
        ("receipt", Payment, {}),
    ]  # fmt: skip
    for kind, model, only in papers:
        given = NumberCounter.objects.filter(kind=kind).aggregate(sum=Sum("last"))["sum"] or 0
        numbers = model._default_manager.filter(**only).exclude(number="").values_list("number", flat=True)
        assert given == len(set(numbers)) == len(numbers), kind


def check_firm() -> None:
    """How it sells is said, and its QRIS is one that a phone can read."""
    settings = settings_of()
    assert settings.is_taxable is False
    assert parse(settings.qris).merchant == "BUMDES MAJU BERSAMA"
    assert settings.bank_account and settings.signer
    assert Product.objects.halal_expiring(timezone.localdate()).exists()
    kinds = set(Promotion.objects.values_list("kind", flat=True))
    assert kinds == set(Promotion.Kind)


def check_variety(today: date) -> None:
    """Something stands in every state, and is owed of every age."""
    assert set(Quotation.objects.values_list("status", flat=True)) == set(Quotation.Status)
    assert set(Order.objects.values_list("status", flat=True)) >= {"confirmed", "held", "cancelled"}
    orders = Order.objects.filter(status="confirmed")
    assert orders.filter(is_delivered=False).exists()
    assert orders.filter(is_invoiced=False).exists()
    assert Delivery.objects.filter(received_at=None).exists()
    assert Invoice.objects.filter(kind="down").exists()
    assert SalesReturn.objects.exists() and CreditNote.objects.exists()
    assert CustomerCredit.objects.filter(deposit__gt=0).exists()
    assert set(Payment.objects.values_list("method", flat=True)) == set(Payment.Method)
    late = [(today - due).days for due in Invoice.objects.open().values_list("due_on", flat=True)]
    for _name, least, most in AGES.values():
        assert any((least is None or days >= least) and (most is None or days <= most) for days in late)
    assert Product.objects.running_low().exists()
    assert not Product.objects.filter(stock__lt=0).exists()


def check_season() -> None:
    """More is sold in the month before Lebaran than in the month after it; a good part of it on promotion."""
    feast = max(day for day in LEBARAN if day < timezone.localdate() - timedelta(40))
    before, after = (
        Order.objects.filter(on__gt=feast + timedelta(first), on__lte=feast + timedelta(first + 30)).count()
        for first in (-31, 0)
    )
    assert before > after * 1.25
    assert PromotionUse.objects.values("promotion").distinct().count() >= 6
    assert Order.objects.values("customer").distinct().count() >= 120


def figures() -> tuple[Any, ...]:
    """What a second one of the same day must give again."""
    sold = Invoice.objects.aggregate(Sum("total"), Sum("paid"), Sum("credited"), Sum("cost"))
    return (sold, sorted(Order.objects.values_list("number", "total")), Promotion.objects.aggregate(Sum("spent")))


def _sums(rows: Any, by: str, what: str = "quantity") -> dict[int, Decimal]:
    found: dict[int, Decimal] = defaultdict(Decimal)
    pairs: Iterable[tuple[int, Decimal]] = rows.order_by().values_list(by).annotate(Sum(what))
    found.update(pairs)
    return found
