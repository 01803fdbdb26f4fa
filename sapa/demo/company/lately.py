"""The last weeks' sales, step by step through the verbs that people use."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from sapa.demo.company import restocking
from sapa.demo.company.restocking import Purchase
from sapa.demo.company.sale import CARRIERS, VEHICLES, Sale
from sapa.demo.company.setting import Setting, uuid_of
from sapa.demo.company.steps import Step
from sapa.sales import asking, crediting, delivering, invoicing, ordering, paying, quoting, returning
from sapa.sales.models import DeliveryLine, Invoice, InvoiceLine, Order, OrderLine

BACK = [
    ("Kemasan bocor", False),
    ("Salah kirim", True),
    ("Beras apek, minta ditukar", False),
    ("Kelebihan, dikembalikan", True),
]


class Lately:
    """Takes the steps that are left of sales, in the order of their moments, from `since` until the last evening."""

    def __init__(self, setting: Setting, since: datetime, last: datetime) -> None:
        self.setting, self.since, self.last, self.random = setting, since, last, Random("lately")

    def go_on(self, sales: Iterable[Sale], bought: Iterable[Purchase], others: Iterable[Step]) -> None:
        steps = [Step(one.at, lambda one=one: restocking.buy(self.setting, one, self.random)) for one in bought]
        steps += others
        for sale in sales:
            steps += self._steps(sale)
        for step in sorted((one for one in steps if self.since <= one.at <= self.last), key=lambda one: one.at):
            step.do()

    def _steps(self, sale: Sale) -> Iterator[Step]:
        planned: list[tuple[datetime | None, Callable[[Sale, datetime], object]]] = [
            (sale.quoted_at, self._quote), (sale.at, self._order), (sale.down_at, self._pay_down),
            (sale.delivered_at, self._deliver), (sale.signed_at, self._sign), (sale.invoiced_at, self._invoice),
            (sale.returned_at, self.take_back),
        ]  # fmt: skip
        for at, do in planned:
            if at is not None:
                yield Step(at, lambda do=do, at=at: do(sale, at))
        for place, (at, _share) in enumerate(sale.paid):
            yield Step(at, lambda place=place, at=at: self._pay(sale, at, place))

    def _quote(self, sale: Sale, at: datetime) -> None:
        made = quoting.draft(
            uuid=uuid_of(self.random), customer=sale.customer, lines=sale.lines, by=sale.owner, on=at.date(), now=at,
            opportunity=sale.deal, unit=sale.unit, terms_days=sale.terms,
        )  # fmt: skip
        quoting.send(made, by=sale.owner, on=at.date(), now=at + timedelta(minutes=5))
        asking.mark_opened(made, now=at + timedelta(minutes=50))
        sale.quotation = made

    def _order(self, sale: Sale, at: datetime) -> None:
        by, on = sale.owner, at.date()
        if sale.quotation is not None:
            quoting.accept(sale.quotation, name=sale.customer.name[:120], by=None, on=on, now=at)
            made = ordering.confirm(sale.quotation, by=by, on=on, now=at + timedelta(minutes=2))
        else:
            made = ordering.order(
                uuid=uuid_of(self.random), customer=sale.customer, lines=sale.lines, by=by, on=on, now=at,
                unit=sale.unit, owner=by, terms_days=sale.terms, opportunity=sale.deal,
                credit_checked=bool(sale.terms),
            )  # fmt: skip
        if made.status == Order.Status.HELD:
            leader = sale.owner.supervisor or self.setting.boss
            ordering.approve(made, by=leader, on=on, now=at + timedelta(minutes=4))
        sale.order = made
        sale.rows = list(OrderLine.objects.filter(order=made))

    def _pay_down(self, sale: Sale, at: datetime) -> None:
        assert sale.order is not None  # before this
        made = invoicing.bill_down_payment(sale.order, uuid=uuid_of(self.random), amount=sale.down_amount,
                                           by=sale.owner, on=at.date(), now=at)  # fmt: skip
        sale.down = made
        self._receive(sale, made, made.total, at + timedelta(minutes=1))

    def _deliver(self, sale: Sale, at: datetime) -> None:
        assert sale.order is not None  # before this
        half = (lambda whole: max(Decimal(1), whole // 2)) if sale.in_part else (lambda whole: whole)
        quantities = {row.pk: half(row.open) for row in OrderLine.objects.filter(order=sale.order) if row.open}
        if quantities:
            sale.delivery = delivering.deliver(
                sale.order, uuid=uuid_of(self.random), quantities=quantities, by=sale.owner, on=at.date(), now=at,
                carrier=self.random.choice(CARRIERS), vehicle=self.random.choice(VEHICLES),
            )  # fmt: skip

    def _sign(self, sale: Sale, at: datetime) -> None:
        if sale.delivery is not None:
            delivering.sign(sale.delivery, name=sale.customer.name[:120], by=sale.owner, now=at)

    def _invoice(self, sale: Sale, at: datetime) -> None:
        assert sale.order is not None  # before this
        left = {row.pk: row.delivered_to_invoice for row in OrderLine.objects.filter(order=sale.order)}
        sale.invoice = invoicing.invoice(sale.order, uuid=uuid_of(self.random),
                                         quantities={pk: quantity for pk, quantity in left.items() if quantity},
                                         by=sale.owner, on=at.date(), now=at)  # fmt: skip

    def _pay(self, sale: Sale, at: datetime, place: int) -> None:
        assert sale.invoice is not None  # before this
        owed = Invoice.objects.get(pk=sale.invoice.pk)
        amount = min(sale.part(place), owed.balance)
        if amount:
            self._receive(sale, owed, amount, at)

    def _receive(self, sale: Sale, invoice: Invoice, amount: int, at: datetime) -> None:
        by = sale.owner if sale.method == "cash" else self.setting.members["rina"]
        made = paying.receive(uuid=uuid_of(self.random), customer=sale.customer, amount=amount, method=sale.method,
                              shares=[(invoice, amount)], by=by, on=at.date(), now=at, unit=sale.unit)  # fmt: skip
        sale.payments.append(made)

    def take_back(self, sale: Sale, at: datetime) -> None:
        """Some of the goods come back, a credit note is written, and what was paid at once is paid back."""
        if sale.delivery is None or sale.invoice is None:
            return
        reason, restocked = self.random.choice(BACK)
        line = DeliveryLine.objects.filter(delivery=sale.delivery).select_related("order_line")[0]
        quantity = max(Decimal(1), line.quantity // 4)
        made = returning.take_back(sale.delivery, uuid=uuid_of(self.random), quantities={line.pk: quantity},
                                   reason=reason, restocked=restocked, by=sale.owner, on=at.date(), now=at)  # fmt: skip
        row = InvoiceLine.objects.get(invoice=sale.invoice, order_line=line.order_line)
        if not row.total:
            return  # it had cost nothing
        at += timedelta(minutes=6)
        note = crediting.credit(Invoice.objects.get(pk=sale.invoice.pk), uuid=uuid_of(self.random), reason=reason,
                                quantities={row.pk: quantity}, sales_return=made, by=self.setting.members["rina"],
                                on=at.date(), now=at)  # fmt: skip
        if not sale.terms and sale.payments:
            at += timedelta(minutes=3)
            paying.refund(sale.payments[-1], uuid=uuid_of(self.random), amount=note.total, reason=reason,
                          by=self.setting.members["rina"], on=at.date(), now=at)  # fmt: skip
