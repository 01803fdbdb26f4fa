"""What a promotion takes off a line, whether it may, and what is left of its budget."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import F, Q
from django.utils.translation import gettext as _

from sapa.catalogue.models import Product, Promotion
from sapa.catalogue.models.promotion import PromotionQuerySet
from sapa.customers.models import Customer, CustomerTag
from sapa.lib.dates import format_date
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.money import format_money, multiply
from sapa.lib.text import search_key
from sapa.team.models import BusinessUnit

Kind = Promotion.Kind


def offers_for(product: Product, *, customer: Customer | None, unit: BusinessUnit | None, on: date) -> list[Promotion]:
    """The promotions that a line of this product can carry without a code, the newest first. One or two queries."""
    return offers([product], customer=customer, unit=unit, on=on)[product.pk]


def offers(
    products: Sequence[Product], *, customer: Customer | None, unit: BusinessUnit | None, on: date
) -> dict[int, list[Promotion]]:
    """The same for many products at once, by product id, in as many queries."""
    running = list(Promotion.objects.running_on(on).filter(code="").select_related("product", "channel", "tag", "unit"))
    tags = _tags(customer) if any(promotion.tag_id for promotion in running) else set()
    return {
        product.pk: [
            promotion
            for promotion in running
            if not _wrong_goods(promotion, product)
            and not _wrong_people(promotion, customer, tags)
            and promotion.unit_id in {None, _seller(product, unit)}
        ]
        for product in products
    }


def by_code(code: str, *, on: date) -> Promotion | None:
    """The promotion of a voucher, however it was typed; None where it is unknown, not begun, over or used up."""
    return _of_code(Promotion.objects.running_on(on), code)


def why_no_voucher(code: str, *, on: date) -> str:
    """Why `by_code` finds none, in a sentence; "" where it does."""
    found = _of_code(Promotion.objects.filter(archived_at__isnull=True), code)
    return why_not_on(found, on) if found else _("There is no voucher “%(code)s”.") % {"code": tidy_code(code)}


def tidy_code(code: str) -> str:
    """As it is kept: " hemat 10" → "HEMAT10"."""
    return "".join(code.split()).upper()


def discount_of(promotion: Promotion, *, price: int, quantity: Decimal, factor: Decimal = Decimal(1)) -> int:
    """What it takes off a line of so many at this price: minor units, half up once, never more than the line.

    A promotion counts pieces, whatever they are packed in: `factor` is how many of the product's own unit one is.
    Of buy 10 get 2, twelve cost what ten do; the eleventh is free too, being the first of the two.
    """
    line = multiply(price, quantity)
    match promotion.kind:
        case Kind.PERCENT:
            off = multiply(line, (promotion.percent or Decimal(0)) / 100)
        case Kind.AMOUNT:
            off = multiply(promotion.amount or 0, quantity * factor)
        case Kind.BUY_GET:
            free = _free(promotion.buy or Decimal(0), promotion.get or Decimal(0), quantity * factor)
            off = multiply(price, free / factor)
        case _:
            off = line
    return max(0, min(off, line))


def why_not(
    promotion: Promotion,
    *,
    product: Product | None,
    customer: Customer | None,
    unit: BusinessUnit | None,
    amount: int,
    on: date,
) -> str:
    """Why a line cannot carry it, in a sentence for whoever writes the line; "" where it can.

    `amount` is the line's before anything is taken off, in minor units; `product` is None for free text.
    """
    tags = _tags(customer) if promotion.tag_id else set()
    wrong = why_not_on(promotion, on) or _wrong_goods(promotion, product) or _wrong_people(promotion, customer, tags)
    if wrong:
        return wrong
    if promotion.unit_id not in {None, _seller(product, unit)}:
        return _("It is only for %(unit)s.") % {"unit": promotion.unit}
    if amount < promotion.least:
        least = format_money(promotion.least, promotion.organization.currency)
        return _("It is only from %(amount)s on.") % {"amount": least}
    return ""


def why_not_on(promotion: Promotion, on: date) -> str:
    """Why it does not run on a day; "" where it does."""
    if promotion.archived_at is not None:
        return _("This promotion was ended.")
    if on < promotion.starts_on:
        return _("It begins on %(date)s.") % {"date": format_date(promotion.starts_on)}
    if promotion.ends_on is not None and on > promotion.ends_on:
        return _("It was over on %(date)s.") % {"date": format_date(promotion.ends_on)}
    if promotion.budget is not None and promotion.spent >= promotion.budget:
        return _("Its budget is used up.")
    return ""


def spend(promotion: Promotion, amount: int, customer_uses: int | Callable[[], int], *, promised: bool = False) -> None:
    """Take `amount` (minor units) from its budget for one more use by a customer who used it `customer_uses` times.

    A callable is asked once the promotion's row is held, so that of two sales at once only one is the last. Raises
    Refused, and takes nothing, where the budget or the customer's times do not suffice. Call it in a transaction.
    What was `promised` to a customer who said yes is given, whatever is left.
    """
    if promised:
        Promotion.objects.filter(pk=promotion.pk).update(spent=F("spent") + amount)
        return
    rows = Promotion.objects.filter(Q(budget__isnull=True) | Q(spent__lte=F("budget") - amount), pk=promotion.pk)
    if rows.update(spent=F("spent") + amount) != 1:
        raise Refused(_("What is left of the budget of “%(name)s” is not enough.") % {"name": promotion.name})
    most = promotion.uses_per_customer
    if most is not None and (customer_uses() if callable(customer_uses) else customer_uses) >= most:
        give_back(promotion, amount)
        told = {"name": promotion.name, "count": most}
        raise Refused(_("This customer has used “%(name)s” %(count)d times already: more is not allowed.") % told)


def give_back(promotion: Promotion, amount: int) -> None:
    """Put what a cancelled sale spent back into the budget. Raises AlreadyDone where so much was not spent."""
    rows = Promotion.objects.filter(pk=promotion.pk, spent__gte=amount)
    if rows.update(spent=F("spent") - amount) != 1:
        raise AlreadyDone(_("This was given back already."))


def _of_code(rows: PromotionQuerySet, code: str) -> Promotion | None:
    written = tidy_code(code)
    return rows.filter(code=written).order_by("-pk").first() if written else None


def _tags(customer: Customer | None) -> set[int]:
    rows = CustomerTag.objects.filter(customer=customer) if customer is not None else CustomerTag.objects.none()
    return set(rows.values_list("tag_id", flat=True))


def _seller(product: Product | None, unit: BusinessUnit | None) -> int | None:
    """The business unit that sells the line: the product's own, else the document's."""
    own = product.business_unit_id if product is not None else None
    return own or (unit.pk if unit is not None else None)


def _wrong_goods(promotion: Promotion, product: Product | None) -> str:
    kind = product.kind if product is not None else Product.Kind.GOODS
    named = promotion.product_id is not None and product is not None and promotion.product_id == product.pk
    if promotion.product_id is not None and not named:
        return _("It is only for %(product)s.") % {"product": promotion.product}
    if promotion.category and (product is None or search_key(product.category) != search_key(promotion.category)):
        return _("It is only for %(category)s.") % {"category": promotion.category}
    is_fee = kind == Product.Kind.DELIVERY
    if promotion.kind == Kind.FREE_DELIVERY and not is_fee:
        return _("It takes off delivery fees only.")
    if promotion.kind != Kind.FREE_DELIVERY and is_fee and not named:
        return _("It takes nothing off delivery fees.")
    return ""


def why_needs_a_name(promotion: Promotion, customer: Customer | None) -> str:
    """Why nobody without a name gets what each customer gets so many times; "" where it is not so."""
    if promotion.uses_per_customer is None or (customer is not None and not customer.is_walk_in):
        return ""
    return _("Each customer gets it only so many times: choose the customer first.")


def _wrong_people(promotion: Promotion, customer: Customer | None, tags: set[int]) -> str:
    if nameless := why_needs_a_name(promotion, customer):
        return nameless
    if promotion.channel_id is not None and (customer is None or customer.channel_id != promotion.channel_id):
        return _("It is only for the channel %(channel)s.") % {"channel": promotion.channel}
    if promotion.tag_id is not None and promotion.tag_id not in tags:
        return _("It is only for customers of the group %(tag)s.") % {"tag": promotion.tag}
    return ""


def _free(buy: Decimal, get: Decimal, quantity: Decimal) -> Decimal:
    """How many of a line cost nothing."""
    if get <= 0 or quantity <= 0:
        return Decimal(0)
    sets, rest = divmod(quantity, buy + get)
    return sets * get + max(rest - buy, Decimal(0))
