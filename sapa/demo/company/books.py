"""The older months' sales, written in sets: the rows that the verbs of `sales` would have written one by one.

What the verbs keep is kept here too: what of an order is delivered and invoiced, what of an invoice is paid, what a
customer owes, what a promotion has spent, what is in stock and promised, and how far the numbers have come.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from sapa.catalogue import ledger
from sapa.catalogue.models import StockMove
from sapa.demo.company.numbers import Numbers
from sapa.demo.company.rows import belong, carried, deduction, move, spend, uses_of
from sapa.demo.company.sale import CARRIERS, VEHICLES, Sale
from sapa.demo.company.setting import Setting, uuid_of
from sapa.events.models import Event
from sapa.events.recording import event
from sapa.sales.lines import build, totals
from sapa.sales.models import (
    Allocation,
    CustomerCredit,
    Delivery,
    DeliveryLine,
    DocumentKind,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Payment,
    PromotionUse,
    Quotation,
    QuotationLine,
)

CHUNK = 500
VALID = timedelta(14)
COPIED = ("product_id", "description", "measure", "factor", "quantity", "price", "price_rule", "discount",
          "promotion_id", "promotion_discount", "amount", "tax_category", "tax_rate", "tax_base", "tax",
          "cost")  # fmt: skip


class Books:
    """Writes every step of these sales that was taken before `until`; the others are left to the verbs."""

    def __init__(self, setting: Setting, sales: Iterable[Sale], until: datetime) -> None:
        self.setting, self.until, self.random = setting, until, Random("books")
        self.sales = sorted((sale for sale in sales if sale.at < until), key=lambda sale: sale.at)
        self.numbers, self.events, self.moves = Numbers(), list[Event](), list[StockMove]()
        self.promised: dict[ledger.Place, Decimal] = defaultdict(Decimal)
        self.owed: dict[int, int] = defaultdict(int)
        self.rows: dict[UUID, list[Any]] = {}  # of a document until it is written
        self.invoice_numbers = self._number_invoices()

    def write(self, purchases: Iterable[StockMove]) -> None:
        """All of it. The purchases are those of the same time."""
        self._quotations()
        self._orders()
        self._deliveries()
        self._down_payments()
        self._invoices()
        self._payments()
        ledger.post([*purchases, *self.moves], promised=self.promised)
        self._owe()
        Event.objects.bulk_create(sorted(self.events, key=lambda one: one.at), batch_size=CHUNK)
        self.numbers.keep()

    def _owe(self) -> None:
        known = set(CustomerCredit.objects.values_list("customer_id", flat=True))
        CustomerCredit.objects.bulk_create(CustomerCredit(customer_id=pk) for pk in self.owed if pk not in known)
        changed = list(CustomerCredit.objects.filter(customer__in=self.owed))
        for row in changed:
            row.receivable = self.owed[row.customer_id]
        CustomerCredit.objects.bulk_update(changed, ["receivable"], batch_size=100)

    def done(self, at: datetime | None) -> bool:
        return at is not None and at < self.until

    def _in_order(self, moment: Callable[[Sale], datetime | None]) -> list[tuple[datetime, Sale]]:
        """The sales whose step of this moment was taken, in the order of the moments."""
        taken = [(at, sale) for sale in self.sales if (at := moment(sale)) is not None and at < self.until]
        return sorted(taken, key=lambda pair: pair[0])

    def _number_invoices(self) -> dict[tuple[Sale, str], str]:
        """Those of down payments and of sales are one series."""
        kinds = Invoice.Kind
        found = [(at, sale, kinds.DOWN_PAYMENT) for at, sale in self._in_order(lambda sale: sale.down_at)]
        found += [(at, sale, kinds.SALE) for at, sale in self._in_order(lambda sale: sale.invoiced_at)]
        return {
            (sale, kind): self.numbers.give(DocumentKind.INVOICE, sale.unit, at.date())
            for at, sale, kind in sorted(found, key=lambda one: one[0])
        }

    def _common(self, sale: Sale, at: datetime, kind: DocumentKind, number: str = "") -> dict[str, Any]:
        on = at.date()
        number = number or self.numbers.give(kind, sale.unit, on)
        return {
            "uuid": uuid_of(self.random), "number": number, "customer": sale.customer,
            "unit": sale.unit, "owner": sale.owner, "on": on, "created_by": sale.owner, "created_at": at,
        }  # fmt: skip

    def _tell(self, kind: str, subject: models.Model, sale: Sale, at: datetime, **data: Any) -> None:
        by = None if data.pop("by_customer", False) else sale.owner
        self.events.append(event(kind, subject, by=by, customer_id=sale.customer.pk, at=at, **data))

    def _quotations(self) -> None:
        found = self._in_order(lambda sale: sale.quoted_at)
        for at, sale in found:
            rows = build(QuotationLine, sale.lines, taxable=False, on=at.date())
            sale.quotation = Quotation(
                status=Quotation.Status.ACCEPTED, opportunity=sale.deal, valid_until=at.date() + VALID,
                terms_days=sale.terms, sent_at=at, opened_at=at + timedelta(hours=2), answered_at=sale.at,
                accepted_name=sale.customer.name[:120], token=f"{uuid_of(self.random).hex}",
                **self._common(sale, at, DocumentKind.QUOTATION), **totals(rows),
            )  # fmt: skip
            self.rows[sale.quotation.uuid] = rows
        Quotation.objects.bulk_create([sale.quotation for _at, sale in found if sale.quotation], batch_size=CHUNK)
        lines: list[QuotationLine] = []
        for at, sale in found:
            made, total = sale.quotation, sale.total
            assert made is not None  # just made
            lines += belong(self.rows[made.uuid], quotation=made)
            self._tell("quotation.sent", made, sale, at, total=total)
            self._tell("quotation.opened", made, sale, at + timedelta(hours=2), by_customer=True, total=total)
            self._tell("quotation.accepted", made, sale, sale.at, total=total, who=made.accepted_name)
        QuotationLine.objects.bulk_create(lines, batch_size=CHUNK)

    def _orders(self) -> None:
        for sale in self.sales:
            sale.rows = build(OrderLine, sale.lines, taxable=False, on=sale.at.date())
            for row in sale.rows:
                self._count(sale, row)
            sale.order = Order(
                quotation=sale.quotation, opportunity=sale.deal, terms_days=sale.terms,
                deliver_on=sale.delivered_at.date() if sale.delivered_at else None,
                is_delivered=all(not row.open for row in sale.rows),
                is_invoiced=all(row.invoiced == row.quantity for row in sale.rows),
                **self._common(sale, sale.at, DocumentKind.ORDER), **totals(sale.rows),
            )  # fmt: skip
        Order.objects.bulk_create([sale.order for sale in self.sales if sale.order], batch_size=CHUNK)
        rows, uses = list[OrderLine](), list[PromotionUse]()
        for sale in self.sales:
            order = sale.order
            assert order is not None  # just made
            rows += belong(sale.rows, order=order)
            uses += uses_of(sale, order)
            quotation = str(sale.quotation) if sale.quotation else ""
            self._tell("order.confirmed", order, sale, sale.at, total=order.total, quotation=quotation)
        OrderLine.objects.bulk_create(rows, batch_size=CHUNK)
        PromotionUse.objects.bulk_create(uses, batch_size=CHUNK)
        spend(uses)

    def _count(self, sale: Sale, row: OrderLine) -> None:
        """How much of a line is delivered and invoiced, and what is promised of the rest."""
        product = row.product
        assert product is not None  # the demo sells no free text
        row.stock_unit_id, row.is_counted = product.business_unit_id or 0, product.is_counted
        fee = product.kind == product.Kind.DELIVERY
        row.delivered = row.quantity if fee or self.done(sale.delivered_at) else Decimal(0)
        row.invoiced = row.quantity if self.done(sale.invoiced_at) else Decimal(0)
        if row.is_counted and row.open:
            self.promised[product.pk, row.stock_unit_id] += row.open * row.factor

    def _deliveries(self) -> None:
        found = [(at, sale) for at, sale in self._in_order(lambda sale: sale.delivered_at) if carried(sale)]
        for at, sale in found:
            signed = self.done(sale.signed_at)
            sale.delivery = Delivery(
                order=sale.order, carrier=self.random.choice(CARRIERS), vehicle=self.random.choice(VEHICLES),
                received_at=sale.signed_at if signed else None, received_by=sale.customer.name[:120] if signed else "",
                **self._common(sale, at, DocumentKind.DELIVERY),
            )  # fmt: skip
        Delivery.objects.bulk_create([sale.delivery for _at, sale in found if sale.delivery], batch_size=CHUNK)
        lines = []
        for at, sale in found:
            made, order = sale.delivery, sale.order
            assert made is not None and order is not None  # just made
            goods = carried(sale)
            lines += [DeliveryLine(delivery=made, order_line=row, position=place, quantity=row.quantity)
                      for place, row in enumerate(goods)]  # fmt: skip
            self.moves += [move(row, made, at) for row in goods if row.is_counted]
            self._tell("delivery.posted", made, sale, at, order=order.number, whole=True)
        DeliveryLine.objects.bulk_create(lines, batch_size=CHUNK)

    def _down_payments(self) -> None:
        found = self._in_order(lambda sale: sale.down_at)
        for at, sale in found:
            assert sale.order is not None  # before this
            part = sale.down_amount
            row = InvoiceLine(description=_("Down payment on %(order)s") % {"order": sale.order.number}, quantity=1,
                              price=part, amount=part, tax_category=sale.rows[0].tax_category)  # fmt: skip
            row.deducted = part if self.done(sale.invoiced_at) else 0
            sale.down = self._invoice(sale, at, [row], Invoice.Kind.DOWN_PAYMENT, at.date())
            sale.down.paid, sale.down.paid_on = part, at.date()
        self._post([(at, sale, sale.down) for at, sale in found if sale.down])

    def _invoices(self) -> None:
        found = self._in_order(lambda sale: sale.invoiced_at)
        for at, sale in found:
            rows = [InvoiceLine(order_line=row, **{name: getattr(row, name) for name in COPIED}) for row in sale.rows]
            if sale.down is not None:
                rows.append(deduction(sale.down, self.rows[sale.down.uuid][0]))
            sale.invoice = made = self._invoice(sale, at, rows, Invoice.Kind.SALE, at.date() + timedelta(sale.terms))
            paid = [(moment, sale.part(place)) for place, (moment, _share) in enumerate(sale.paid) if self.done(moment)]
            made.paid = sum(part for _moment, part in paid)
            if made.paid == made.total:
                made.paid_on = max([at, *(moment for moment, _part in paid)]).date()
            self.owed[sale.customer.pk] += made.total - made.paid
        self._post([(at, sale, sale.invoice) for at, sale in found if sale.invoice])

    def _invoice(self, sale: Sale, at: datetime, rows: list[InvoiceLine], kind: str, due_on: date) -> Invoice:
        terms = sale.terms if kind == Invoice.Kind.SALE else 0
        made = Invoice(kind=kind, order=sale.order, terms_days=terms, due_on=due_on,
                       **self._common(sale, at, DocumentKind.INVOICE, self.invoice_numbers[sale, kind]),
                       **totals(rows))  # fmt: skip
        self.rows[made.uuid] = rows
        return made

    def _post(self, invoices: Sequence[tuple[datetime, Sale, Invoice]]) -> None:
        Invoice.objects.bulk_create([made for _at, _sale, made in invoices], batch_size=CHUNK)
        lines: list[Any] = []
        for at, sale, made in invoices:
            lines += belong(self.rows[made.uuid], invoice=made)
            told = {"total": made.total, "due_on": made.due_on.isoformat(), "order": str(sale.order)}
            self._tell("invoice.posted", made, sale, at, **told)
        InvoiceLine.objects.bulk_create(lines, batch_size=CHUNK)

    def _payments(self) -> None:
        due: list[tuple[datetime, Sale, Invoice, int]] = []
        for sale in self.sales:
            if sale.down is not None and sale.down_at is not None:
                due.append((sale.down_at, sale, sale.down, sale.down_amount))
            if sale.invoice is not None:
                due += [(at, sale, sale.invoice, sale.part(place)) for place, (at, _share) in enumerate(sale.paid)
                        if self.done(at)]  # fmt: skip
        due = sorted((one for one in due if one[3]), key=lambda one: one[0])
        made, shares = [], []
        for at, sale, _invoice, part in due:
            common = self._common(sale, at, DocumentKind.RECEIPT) | {"created_by": self._taker(sale)}
            payment = Payment(method=sale.method, amount=part, allocated=part, **common)
            sale.payments.append(payment)
            made.append(payment)
        Payment.objects.bulk_create(made, batch_size=CHUNK)
        for payment, (at, sale, invoice, part) in zip(made, due, strict=True):
            shares.append(Allocation(uuid=payment.uuid, payment=payment, invoice=invoice, amount=part, on=payment.on,
                                     at=at, by=payment.created_by))  # fmt: skip
            told = {"amount": part, "method": sale.method, "invoices": invoice.number}
            self._tell("payment.received", payment, sale, at, **told)
        Allocation.objects.bulk_create(shares, batch_size=CHUNK)

    def _taker(self, sale: Sale) -> Any:
        """Cash is taken by whoever sells; the rest is found on the account by finance."""
        return sale.owner if sale.method == "cash" else self.setting.members["rina"]
