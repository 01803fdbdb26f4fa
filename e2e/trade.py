"""The village enterprise sells: documents of one line and of sixty, by the real verbs."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from e2e.village import Village
from sapa.catalogue import keeping_promotions, listing_prices
from sapa.catalogue.models import PriceList, Product, Promotion
from sapa.customers.models import Customer
from sapa.lib.qris import checksum
from sapa.sales import crediting, delivering, invoicing, ordering, paying, quoting, returning, sending_invoices
from sapa.sales.arranging import change_settings
from sapa.sales.lines import Wanted, settings_of
from sapa.sales.models import Delivery, Invoice, Order, Payment, Quotation
from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization

STICKER = (
    "00020101021126680016ID.CO.CONTOH.WWW01189360091100000000010215ID10200000000010303UMI"
    "51440014ID.CO.QRIS.WWW0215ID10200000000010303UMI5204581253033605802ID5917PT KAKTUS BERDURI6013JAKARTA PUSAT6304"
)
MANY = 60


def qris() -> str:
    """What a sticker says."""
    return STICKER + checksum(STICKER)


class Trade:
    """Who sells, and when: what every verb wants to know."""

    def __init__(self, by: Member) -> None:
        self.by, self.now = by, timezone.now()
        self.on: date = timezone.localdate()

    @property
    def said(self) -> dict[str, Any]:
        return {"by": self.by, "on": self.on, "now": self.now}

    def quotation(self, customer: Customer, lines: list[Wanted]) -> Quotation:
        made = quoting.draft(
            uuid=uuid4(), customer=customer, lines=lines, terms="Harga sudah termasuk antar.", **self.said
        )
        quoting.send(made, **self.said)
        return made

    def order(self, quotation: Quotation) -> Order:
        return ordering.confirm(quotation, **self.said)

    def delivery(self, order: Order, part: Decimal = Decimal(1)) -> Delivery:
        quantities = {line.pk: line.quantity * part for line in order.lines.all()}
        return delivering.deliver(order, uuid=uuid4(), quantities=quantities, carrier="Mas Anto", **self.said)

    def invoice(self, order: Order, *, late: int = 0) -> Invoice:
        """Of all that is ordered; `late` days past its due date."""
        quantities = {line.pk: line.to_invoice for line in order.lines.all()}
        said = self.said | {"on": self.on - timedelta(days=late), "terms_days": 0}
        made = invoicing.invoice(order, uuid=uuid4(), quantities=quantities, **said)
        sending_invoices.send(made, by=self.by, now=self.now)
        return made

    def payment(self, invoice: Invoice, amount: int) -> Payment:
        return paying.receive(
            uuid=uuid4(), customer=invoice.customer, amount=amount, method="transfer", shares=[(invoice, amount)],
            reference="BRI 0021", **self.said,
        )  # fmt: skip

    def price_list(self, product: Product) -> PriceList:
        made = listing_prices.add_list(
            uuid=uuid4(), by=self.by, now=self.now, fields={"name": "Grosir", "market": "b2b"}
        )
        step: dict[str, Any] = {"measure": None, "from_quantity": Decimal(24), "price": 22_500}
        listing_prices.set_price(made, product=product, by=self.by, now=self.now, **step)
        own = listing_prices.own_list(Customer.objects.all()[0], by=self.by, now=self.now)
        listing_prices.set_price(own, product=product, by=self.by, now=self.now, **step)
        return made

    def promotion(self, product: Product) -> Promotion:
        fields: dict[str, Any] = {"name": "Promo Lebaran", "kind": "percent", "percent": Decimal(5), "product": product}
        fields |= {"starts_on": self.on, "budget": 1_000_000, "uses_per_customer": 3}
        return keeping_promotions.add(uuid=uuid4(), by=self.by, now=self.now, fields=fields)


def deal_in_everything(village: Village) -> dict[str, Any]:
    """A document of every kind, of one line and of sixty. Gives what stands in the addresses of their pages."""
    with organization_scope(village.cast.organization):
        trade = Trade(village.cast.sari)
        settings = settings_of()
        sells = {"qris": qris(), "bank_account": "BRI 0021-01-000123-30-5\na.n. BUM Desa", "is_taxable": True}
        change_settings(settings, version=settings.version, by=trade.by, now=trade.now, fields=sells)
        boxes = Product.objects.get(name="Nasi kotak")
        found = {"product": boxes.pk, "price_list": trade.price_list(boxes).pk, "promotion": trade.promotion(boxes).pk}
        return found | _papers(trade, village.customers, boxes) | _long_papers(trade, village.customers[1])


def _papers(trade: Trade, customers: list[Customer], boxes: Product) -> dict[str, Any]:
    """One sale on its whole way, with something that came back; and a quotation that is not sent."""
    line = Wanted(boxes, quantity=Decimal(10), price=25_000, discount=25_000)
    draft = quoting.draft(uuid=uuid4(), customer=customers[1], lines=[line], **trade.said)
    quotation = trade.quotation(customers[1], [line])
    order = trade.order(quotation)
    delivery = trade.delivery(order, Decimal("0.5"))
    row = delivery.lines.all()[0]
    back = returning.take_back(
        delivery, uuid=uuid4(), quantities={row.pk: Decimal(1)}, reason="Penyok", restocked=True, **trade.said
    )
    invoice = trade.invoice(order)
    credit = crediting.credit(
        invoice, uuid=uuid4(), amounts={invoice.lines.all()[0].pk: 5_000}, reason="Penyok", **trade.said
    )
    payment = trade.payment(invoice, 100_000)
    papers = {"draft": draft, "quotation": quotation, "order": order, "delivery": delivery, "return": back}
    papers |= {"invoice": invoice, "credit_note": credit, "payment": payment}
    return {name: paper.pk for name, paper in papers.items()} | {"buyer": customers[1].pk}


def _long_papers(trade: Trade, customer: Customer) -> dict[str, Any]:
    """Sixty lines: a quotation that waits for its answer, and one that was confirmed, delivered and is overdue."""
    line = Wanted(None, quantity=Decimal(3), price=15_000, measure="kotak")
    lines = [
        replace(line, description=f"Menu rapat nomor {number} dengan lauk, sayur dan buah") for number in range(MANY)
    ]
    waiting = trade.quotation(customer, lines)
    order = trade.order(trade.quotation(customer, lines))
    delivery = trade.delivery(order)
    invoice = trade.invoice(order, late=40)
    return {
        "long_quotation": waiting.pk,
        "quotation_token": waiting.token,
        "long_order": order.pk,
        "long_delivery": delivery.pk,
        "long_invoice": invoice.pk,
        "invoice_token": invoice.token,
    }


def shown_papers(organization: Organization) -> dict[str, Any]:
    """What stands in the addresses of the guide's pictures: papers of the demo company that wait for an answer."""
    with organization_scope(organization):
        quotation = Quotation.objects.filter(status=Quotation.Status.SENT).latest("pk")
        invoice = Invoice.objects.filter(balance__gt=0, order__isnull=False).latest("on", "pk")
        return {
            "product": Product.objects.get(sku="TOK-01").pk,
            "price_list": PriceList.objects.get(name="Grosir").pk,
            "quotation": quotation.pk,
            "quotation_token": quotation.token,
            "invoice": invoice.pk,
            "buyer": invoice.customer_id,
        }
