"""Who may owe how much, and what stands open today: of every age, undelivered, not invoiced yet, sent in part."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random

from sapa.customers.models import Customer
from sapa.demo.company.buyers import after, carry, items_of, seller_of
from sapa.demo.company.calendar import ZONE, moment, workday
from sapa.demo.company.sale import Sale
from sapa.demo.company.setting import Setting
from sapa.demo.company.terms import own_prices
from sapa.demo.company.trade import SHOP
from sapa.sales.crediting_customers import set_credit

LATE_BY = (12, 46, 75)  # days that some are late, beside those who never pay
LIMITS = (3_000_000, 5_000_000, 7_500_000, 10_000_000, 15_000_000)
LIMITED = 14  # customers
OWN_PRICES = {"TOK-01": [(0, 75_000)], "TOK-02": [(0, 35_000)]}
IN_PART = 3
UNDER_WAY = 3  # the last ones carried, of which nobody has said yet that they arrived


def on_credit(sales: Sequence[Sale]) -> list[Customer]:
    """The firms that buy on credit, in the order of their first such sale."""
    found: dict[int, Customer] = {}
    for sale in sorted(sales, key=lambda one: one.at):
        if sale.terms and sale.customer.market == "b2b":
            found.setdefault(sale.customer.pk, sale.customer)
    return list(found.values())


def tell_debts(setting: Setting, sales: Sequence[Sale], seed: str) -> Iterator[Sale]:
    """A few sales more, each of which stands at another place today."""
    random, firms = Random(f"{seed}:debts"), on_credit(sales)
    for firm, late in zip(firms[3:], LATE_BY, strict=False):
        yield _unpaid(setting, firm, 14 + late, random)
    for firm in firms[6:8]:  # ordered, to be delivered the day after tomorrow
        sale = _unpaid(setting, firm, 1, random)
        carry(sale, after(sale.at, 4, 30, random), 0, random)
        yield sale
    for firm in firms[8:10]:  # delivered, to be invoiced with what comes next week
        sale = _unpaid(setting, firm, 3, random)
        sale.invoiced_at = None
        yield sale
    recent = [one for one in sales if one.terms and one.unit.name == SHOP and one.deal is None]
    for sale in sorted(recent, key=lambda one: one.at)[-IN_PART:]:
        sale.in_part = True
    carried = [one for one in sales if one.terms and one.delivered_at and one.delivered_at.date() < setting.today]
    for sale in sorted(carried, key=lambda one: one.delivered_at or one.at)[-UNDER_WAY:]:
        sale.signed_at = None


def _unpaid(setting: Setting, firm: Customer, ago: int, random: Random) -> Sale:
    """Delivered and invoiced on the day, and not paid."""
    day = workday(setting.today - timedelta(ago))
    if day >= setting.today:
        day = setting.today - timedelta(ago + 1)
    wanted = [("TOK-01", 6, 15, ""), ("TOK-02", 3, 8, "dus"), ("AIR-04", 5, 20, "dus")]
    items = items_of(setting, [(sku, random.randint(least, most), measure) for sku, least, most, measure in wanted])
    at = min(moment(day, random), datetime.combine(day, time(15), ZONE))
    sale = Sale(firm, setting.units[SHOP], seller_of(setting, firm, SHOP), at, items, terms=14, method="transfer")
    carry(sale, after(at, 0, 20, random), 0, random)
    return sale


def set_limits(setting: Setting, sales: Sequence[Sale]) -> None:
    """What firms may owe us, said when they first bought on credit; one of them has prices of its own."""
    random, firms = Random("limits"), on_credit(sales)
    first: dict[int, datetime] = {}
    for sale in sorted(sales, key=lambda one: one.at):
        first.setdefault(sale.customer.pk, sale.at)
    for firm in firms[:LIMITED]:
        set_credit(firm, limit=random.choice(LIMITS), terms_days=14, version=1, by=setting.boss,
                   now=first[firm.pk] - timedelta(minutes=30))  # fmt: skip
    for firm in firms[:2]:
        own_prices(setting, firm, OWN_PRICES, first[firm.pk] - timedelta(minutes=20))
