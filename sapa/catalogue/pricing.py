"""What a product costs whom: the price of a line, and the rule it came from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from sapa.catalogue.models import PriceItem, PriceList, Product, ProductMeasure
from sapa.customers.models import Customer, CustomerTag
from sapa.lib.money import multiply
from sapa.lib.numbers import format_number
from sapa.team.models import Member

READ = 500  # prices of a product that its page puts into order

type Want = tuple[Product, ProductMeasure | None, Decimal]


@dataclass(frozen=True)
class Price:
    """The price of one measure in minor units, and in words which list it stands in ("" for the plain price)."""

    amount: int
    rule: str = ""


def prices_for(
    wants: Sequence[Want], *, customer: Customer | None, on: date, unit_id: int | None = None
) -> list[Price]:
    """The price of each (product, measure or None for its own unit, quantity of that), in their order. One query.

    The most particular list that has a price is asked: that of the customer, then of their group, outlet type,
    channel, market, and everybody's; of two alike the one that began last. In a list the price from the largest
    quantity counts that is not above the one wanted. A list for a business unit counts where that unit sells: the
    product's own, else `unit_id`, the document's.
    """
    items: dict[int, list[PriceItem]] = {}
    for item in _items({product.pk for product, _measure, _quantity in wants}, customer, on):
        items.setdefault(item.product_id, []).append(item)
    found = []
    for product, measure, quantity in wants:
        seller = product.business_unit_id or unit_id
        said = [item for item in items.get(product.pk, ()) if item.price_list.unit_id in {None, seller}]
        found.append(_price(product, measure, quantity, said))
    return found


def plain_price(product: Product, measure: ProductMeasure | None) -> int:
    """What one costs where no list says anything: the measure's own price, or the product's times what it holds."""
    if measure is None:
        return product.price
    return multiply(product.price, measure.factor) if measure.price is None else measure.price


def items_of(product: Product, member: Member, on: date, most: int) -> list[PriceItem]:
    """What all lists in force say about a product, the first asked first: its page. Of single customers' only those
    of customers that the member sees."""
    lists = PriceList.objects.valid_on(on).visible_to(member)
    rows = PriceItem.objects.filter(product=product, price_list__in=lists)
    names = ("tag", "outlet_type", "channel", "unit")
    found = rows.select_related("measure", "price_list", *(f"price_list__{name}" for name in names))[:READ]
    ordered = sorted(found, key=lambda item: (_rank(item.price_list), -item.from_quantity), reverse=True)
    return ordered[:most]


def _items(products: Iterable[int], customer: Customer | None, on: date) -> list[PriceItem]:
    """What the customer's lists say about these products, the first asked first."""
    rows = PriceItem.objects.filter(
        Q(price_list__starts_on__isnull=True) | Q(price_list__starts_on__lte=on),
        Q(price_list__ends_on__isnull=True) | Q(price_list__ends_on__gte=on),
        _is_for("price_list__", customer),
        product__in=products,
        price_list__archived_at__isnull=True,
    )
    found = rows.select_related("price_list")
    return sorted(found, key=lambda item: (_rank(item.price_list), item.from_quantity), reverse=True)


def _is_for(path: str, customer: Customer | None) -> Q:
    """Every condition that the list sets holds for the customer."""
    if customer is None:
        nobody = {f"{path}{name}__isnull": True for name in ("customer", "tag", "outlet_type", "channel")}
        return Q(**nobody, **{f"{path}market": ""})
    tags = CustomerTag.objects.filter(customer=customer.pk).values("tag")
    return (
        (Q(**{f"{path}customer__isnull": True}) | Q(**{f"{path}customer": customer.pk}))
        & (Q(**{f"{path}tag__isnull": True}) | Q(**{f"{path}tag__in": tags}))
        & (Q(**{f"{path}outlet_type__isnull": True}) | Q(**{f"{path}outlet_type": customer.outlet_type_id}))
        & (Q(**{f"{path}channel__isnull": True}) | Q(**{f"{path}channel": customer.channel_id}))
        & Q(**{f"{path}market__in": ["", customer.market]})
    )


def _rank(found: PriceList) -> tuple[object, ...]:
    """The greater the earlier it is asked."""
    said = (found.customer_id, found.tag_id, found.outlet_type_id, found.channel_id, found.market or None)
    particular = tuple(value is not None for value in (*said, found.unit_id))
    return (*particular, found.starts_on or date.min, found.pk)


def _price(product: Product, measure: ProductMeasure | None, quantity: Decimal, items: Sequence[PriceItem]) -> Price:
    factor = Decimal(1) if measure is None else measure.factor
    lists = dict.fromkeys(item.price_list_id for item in items)
    for pk in lists:
        steps = [item for item in items if item.price_list_id == pk]
        if measure is not None and (item := _step(steps, measure.pk, quantity)):
            return Price(item.price, _rule(item, measure.name))
        if item := _step(steps, None, quantity * factor):
            return Price(multiply(item.price, factor), _rule(item, product.unit))
    return Price(plain_price(product, measure))


def _step(steps: Sequence[PriceItem], measure_id: int | None, quantity: Decimal) -> PriceItem | None:
    """The price from the largest quantity that is not above this one."""
    fitting = (item for item in steps if item.measure_id == measure_id and item.from_quantity <= quantity)
    return next(fitting, None)


def _rule(item: PriceItem, measure: str) -> str:
    """ "Grosir, mulai 24 pcs" in the active language."""
    own = item.price_list.customer_id is not None
    name = _("Customer's own price") if own else item.price_list.name
    if item.from_quantity <= 0:
        return name
    told = {"list": name, "quantity": format_number(item.from_quantity), "measure": measure}
    return _("%(list)s, from %(quantity)s %(measure)s") % told
