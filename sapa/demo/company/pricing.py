"""What the thought-out sales cost: the price that the lists say, and what promotions take off."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from django.utils import timezone

from sapa.catalogue.models import Product, ProductMeasure, Promotion
from sapa.catalogue.pricing import prices_for
from sapa.catalogue.promoting import discount_of
from sapa.customers.models import CustomerTag
from sapa.demo.company.sale import Sale
from sapa.demo.company.setting import Setting
from sapa.demo.company.terms import VOUCHER
from sapa.lib.money import multiply
from sapa.sales.lines import Wanted

Kind = Promotion.Kind
BRING_VOUCHER = "aiu"  # the neighbours whose names end so had the leaflet


def price(setting: Setting, sales: Sequence[Sale]) -> None:
    """Fill in the lines of all of them."""
    measures = {(row.product_id, row.name): row for row in ProductMeasure.objects.all()}
    by_customer = sorted(sales, key=lambda sale: sale.customer.pk)
    for _pk, group in groupby(by_customer, key=lambda sale: sale.customer.pk):
        _price_all(setting, list(group), measures)
    _promote(sorted(sales, key=lambda sale: sale.at))


def _price_all(setting: Setting, sales: Sequence[Sale], measures: dict[tuple[int, str], ProductMeasure]) -> None:
    """One query for all that a customer buys."""
    items = [item for sale in sales for item in sale.items]
    wants = [(one.product, measures.get((one.product.pk, one.measure)), one.quantity) for one in items]
    prices = iter(prices_for(wants, customer=sales[0].customer, on=setting.today))
    for sale in sales:
        for item in sale.items:
            found = next(prices)
            measure = measures.get((item.product.pk, item.measure))
            agreed, amount = item.price is not None, found.amount if item.price is None else item.price
            sale.lines.append(
                Wanted(item.product, item.description, item.quantity, amount,
                       measure.name if measure else "", measure.factor if measure else Decimal(1),
                       price_rule="" if agreed else found.rule, discount=item.discount)
            )  # fmt: skip


def _promote(sales: Iterable[Sale]) -> None:
    """The promotions of the day, in the order in which they are used, until their budgets are spent."""
    promotions = list(Promotion.objects.order_by("pk"))
    tags: dict[int, set[int]] = {}
    for customer, tag in CustomerTag.objects.values_list("customer_id", "tag_id"):
        tags.setdefault(customer, set()).add(tag)
    spent, used = dict.fromkeys((one.pk for one in promotions), 0), set[int]()
    for sale in sales:
        if sale.deal is not None:
            continue  # its price was agreed on
        on, own = timezone.localdate(sale.at), tags.get(sale.customer.pk, set())
        running = [one for one in promotions if one.starts_on <= on and (one.ends_on is None or on <= one.ends_on)]
        for place, line in enumerate(sale.lines):
            chosen = next((one for one in running if _fits(one, line, sale, own, used)), None)
            if chosen is None:
                continue
            off = discount_of(chosen, price=line.price, quantity=line.quantity, factor=line.factor)
            if not off or spent[chosen.pk] + off > (chosen.budget or off + spent[chosen.pk]):
                continue
            spent[chosen.pk] += off
            if chosen.code:
                used.add(sale.customer.pk)
            sale.lines[place] = _with(line, chosen, off)


def _fits(promotion: Promotion, line: Wanted, sale: Sale, tags: set[int], used: set[int]) -> bool:
    product = line.product
    assert product is not None  # the demo sells no free text
    if (promotion.kind == Kind.FREE_DELIVERY) != (product.kind == Product.Kind.DELIVERY):
        return False
    if promotion.product_id not in {None, product.pk} or (
        promotion.category and promotion.category != product.category
    ):
        return False
    if promotion.unit_id not in {None, product.business_unit_id} or promotion.tag_id not in {None, *tags}:
        return False
    if promotion.code == VOUCHER and not _brings_voucher(sale, used):
        return False
    return multiply(line.price, line.quantity) >= promotion.least


def _brings_voucher(sale: Sale, used: set[int]) -> bool:
    customer = sale.customer
    return customer.market == "b2c" and customer.name_key[-1:] in BRING_VOUCHER and customer.pk not in used


def _with(line: Wanted, promotion: Promotion, off: int) -> Wanted:
    return Wanted(line.product, line.description, line.quantity, line.price, line.measure, line.factor, line.price_rule,
                  line.discount, promotion, off)  # fmt: skip
