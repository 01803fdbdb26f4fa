"""What a customer buys of each product: how often, how much, when next, and our share of what they need. Exact."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from django.db.models import F, QuerySet, Sum

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.lib.keyset import Page
from sapa.lib.numbers import row_id
from sapa.lifecycle.models import ProductUse
from sapa.sales.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from sapa.team.models import Member

PAGE = 25
RHYTHM_PURCHASES, YEAR = 3, 365  # as in `measuring`, whose numpy a page does without
PRODUCT = F("product_id") + 0  # reckoned: by the index of the column SQLite would walk through everybody's lines

type Days = dict[date, tuple[Decimal, int]]  # how much of it, in its own unit, and for how much


@dataclass(frozen=True)
class Bought:
    """A product of theirs. `times` are days on which they bought it; returns are taken off on the day of the sale.

    `usual_days` and `due_on` are known from three purchases on, as of all they buy. `needed` is a month's, `share` the
    percent of it that we supplied in the last year; both are None where nobody noted the need.
    """

    product: Product
    amount: int
    times: int
    quantity: Decimal
    quantity_year: Decimal
    last_on: date | None
    usual_days: int | None
    due_on: date | None
    use: ProductUse | None
    share: int | None

    def is_late(self, on: date) -> bool:
        return self.due_on is not None and self.due_on < on


def bought_by(member: Member, customer: Customer, on: date, *, after: str = "", before: str = "") -> Page:
    """A page of what they bought of what the member sees, and what they need; most money first. Four queries."""
    uses = {one.product_id: one for one in ProductUse.objects.visible_to(member).filter(customer=customer)}
    amounts = _amounts(_lines(member, customer))
    order = sorted(amounts.keys() | uses.keys(), key=lambda pk: (-amounts.get(pk, 0), pk))
    shown, has_before, has_after = _cut(order, row_id(after), row_id(before))
    products = Product.objects.in_bulk(shown)
    days = _days(member, customer, shown) if shown else {}
    rows = [_bought(products[pk], days.get(pk, {}), uses.get(pk), on) for pk in shown]
    ends = (str(shown[-1]) if has_after else "", str(shown[0]) if has_before else "")
    return Page(rows, *ends)


def _lines(member: Member, customer: Customer) -> tuple[QuerySet, QuerySet]:
    """Invoice lines and what credit notes took off them, of the sales that the member sees, with `what` product."""
    sold = Invoice.objects.visible_to(member).filter(customer=customer, cancelled_at__isnull=True)
    sold = sold.exclude(kind=Invoice.Kind.DOWN_PAYMENT)
    taken = CreditNote.objects.filter(customer=customer, cancelled_at__isnull=True, invoice__in=sold.values("pk"))
    lines = InvoiceLine.objects.filter(invoice__in=sold.values("pk"), product__name__gt="")
    notes = CreditNoteLine.objects.filter(credit_note__in=taken.values("pk"), product__name__gt="")
    return lines.order_by().annotate(what=PRODUCT), notes.order_by().annotate(what=PRODUCT)


def _amounts(found: tuple[QuerySet, QuerySet]) -> dict[int, int]:
    lines, notes = found
    sums = lines.values("what").annotate(sum=Sum("amount")).values_list("what", "sum")
    taken = notes.values("what").annotate(sum=-Sum("amount")).values_list("what", "sum")
    amounts: dict[int, int] = defaultdict(int)
    for pk, amount in sums.union(taken, all=True).order_by():
        amounts[pk] += int(amount)
    return amounts


def _days(member: Member, customer: Customer, products: Sequence[int]) -> dict[int, Days]:
    """Of each of these products, what was bought on each day."""
    lines, notes = (rows.filter(what__in=products) for rows in _lines(member, customer))
    names = ("what", "day", "much", "sum")
    sold = lines.values("what", day=F("invoice__on"))
    taken = notes.values("what", day=F("credit_note__invoice__on"))
    much = F("quantity") * F("factor")
    sold = sold.annotate(much=Sum(much), sum=Sum("amount")).values_list(*names)
    taken = taken.annotate(much=-Sum(much), sum=-Sum("amount")).values_list(*names)
    found: dict[int, Days] = defaultdict(dict)
    for pk, day, quantity, amount in sold.union(taken, all=True).order_by():
        before = found[pk].get(day, (Decimal(0), 0))
        found[pk][day] = (before[0] + _exact(quantity), before[1] + int(amount))
    return found


def _exact(quantity: Decimal) -> Decimal:
    """SQLite adds quantities as floating numbers."""
    return Decimal(quantity).quantize(Decimal("0.001"))


def _bought(product: Product, days: Days, use: ProductUse | None, on: date) -> Bought:
    purchases = sorted(day for day, (quantity, _amount) in days.items() if quantity > 0)
    year = sum((quantity for day, (quantity, _) in days.items() if day > on - timedelta(days=YEAR)), Decimal(0))
    usual = _usual(purchases)
    return Bought(
        product=product,
        amount=sum(amount for _quantity, amount in days.values()),
        times=len(purchases),
        quantity=sum((quantity for quantity, _amount in days.values()), Decimal(0)),
        quantity_year=year,
        last_on=purchases[-1] if purchases else None,
        usual_days=usual,
        due_on=purchases[-1] + timedelta(days=usual) if usual else None,
        use=use,
        share=_share(year, use.needed) if use and use.needed else None,
    )


def _usual(purchases: Sequence[date]) -> int | None:
    """The median interval, half up, from three purchases on."""
    if len(purchases) < RHYTHM_PURCHASES:
        return None
    gaps = sorted((later - earlier).days for earlier, later in pairwise(purchases))
    return (gaps[(len(gaps) - 1) // 2] + gaps[len(gaps) // 2] + 1) // 2


def _share(year: Decimal, needed: Decimal) -> int:
    """Percent of a year's need, half up, 100 at the most."""
    return min(int((max(year, Decimal(0)) * 100 / (needed * 12)) + Decimal("0.5")), 100)


def _cut(order: Sequence[int], after: int | None, before: int | None) -> tuple[list[int], bool, bool]:
    """A page of these ids beyond one of them, and whether there is anything before and after it."""
    places = {pk: place for place, pk in enumerate(order)}
    start = places[after] + 1 if after in places else 0
    if before in places:
        start = max(places[before] - PAGE, 0)
    return list(order[start : start + PAGE]), start > 0, start + PAGE < len(order)
