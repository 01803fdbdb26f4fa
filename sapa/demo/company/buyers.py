"""Who buys again and again, what of, and how they pay: all sales, thought out before any is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from sapa.customers.models import Customer, FunnelStep
from sapa.demo.company.calendar import is_rest, moment, workday
from sapa.demo.company.coming import SELLERS
from sapa.demo.company.rhythms import RHYTHMS, Basket, Rhythm, days
from sapa.demo.company.sale import Item, Sale
from sapa.demo.company.setting import Setting
from sapa.demo.company.trade import CATERING, SHOP, TOURISM, WATER
from sapa.pipeline.models import Opportunity, OpportunityLine
from sapa.pipeline.reaching import note_won, reach
from sapa.team.models import Member
from sapa.team.roles import Role

REGULARS = 3 / 8  # of all customers, at the most
ON_OFFER_ONLY = 11  # every so many-th of those who pay at once buys only while something is taken off
LEAVES = 12  # every so many-th buys elsewhere by now
LATE = 5  # every so many-th of those who buy on credit pays late
NEVER = 2  # who do not pay any more
STOPPED_PAYING, STOPPED_BUYING = 165, 120  # days ago
QUOTED = 2_000_000  # from here on firms and offices ask for it in writing
HALF_DOWN = 3_000_000  # from here on half of a meal is paid before
MINUTE, DAY = timedelta(minutes=1), timedelta(1)


def _gone(setting: Setting, place: int, seed: str) -> date:
    """Since when they buy elsewhere; of most, not until today."""
    if place % LEAVES != LEAVES - 2:
        return setting.today
    return setting.today - timedelta(Random(f"{seed}:gone:{place}").randint(90, 240))


@dataclass
class Manner:
    """How somebody pays: days after the invoice is due, and when they stop."""

    least: int = -6
    most: int = 2
    stops: date | None = None


def regulars() -> list[tuple[Customer, date]]:
    """Those who buy again and again, and since when: those with a deal, and neighbours who just came to the counter."""
    most = max(1, int(Customer.objects.count() * REGULARS))
    rows = Customer.objects.filter(owner__isnull=False).select_related("owner", "unit", "channel")
    won = list(rows.filter(won_at__isnull=False).order_by("won_at", "pk")[:most])
    steps = [FunnelStep.CONTACT, FunnelStep.ACCOUNT]
    near = rows.filter(step__in=steps, set_aside_at=None, won_at=None, market="b2c").order_by("step_entered_at", "pk")
    found = [(one, timezone.localdate(one.won_at)) for one in won if one.won_at]
    return found + [(one, timezone.localdate(one.step_entered_at)) for one in near[: most - len(won)]]


def become_buyers(sales: Iterable[Sale]) -> None:
    """Whoever bought without a deal has become a customer with the first sale, as an order does it."""
    first: dict[int, Sale] = {}
    for sale in sorted(sales, key=lambda one: one.at):
        first.setdefault(sale.customer.pk, sale)
    for sale in first.values():
        if sale.customer.won_at is None:
            reach(sale.customer, FunnelStep.OPPORTUNITY, sale.at, sale.owner)
            note_won(sale.customer.pk, sale.at.date(), sale.at)


def sales_of_regulars(setting: Setting, seed: str) -> Iterator[Sale]:
    """All that they buy until yesterday."""
    last, on_credit, offers = setting.today - DAY, 0, offer_days(setting)
    for place, (customer, since) in enumerate(regulars()):
        random = Random(f"{seed}:buyer:{place}")
        unit = customer.unit.name if customer.unit else SHOP
        rhythms = RHYTHMS[customer.market, unit]
        chosen = [rhythms[0], *(one for one in rhythms[1:] if random.random() < 0.35)]
        on_credit += chosen[0].terms >= 14 and customer.market == "b2b"
        manner = _manner(setting, customer, chosen[0], on_credit, random)
        picky = place % ON_OFFER_ONLY == 5 and chosen[0].unit == SHOP and not chosen[0].terms
        first = max(since + 3 * DAY, setting.today - timedelta(540))
        gone = _gone(setting, place, seed)
        for rhythm in chosen:
            for day in days(rhythm, first, last, random):
                stopped = manner.stops is not None and day > setting.today - timedelta(STOPPED_BUYING)
                if day > min(last, gone) or stopped or (picky and day not in offers):
                    continue
                yield _bought(setting, customer, rhythm, day, manner, random)


def offer_days(setting: Setting) -> set[date]:
    """The days on which something is taken off the shop's goods."""
    from sapa.demo.company.terms import promotions

    found: set[date] = set()
    for row in promotions(setting):
        if row.get("category") == SHOP and row["starts_on"] < setting.today:
            found.update(row["starts_on"] + timedelta(n) for n in range((row["ends_on"] - row["starts_on"]).days + 1))
    return found


def _manner(setting: Setting, customer: Customer, rhythm: Rhythm, on_credit: int, random: Random) -> Manner:
    if not rhythm.terms:
        return Manner()
    if customer.market == "b2b" and 1 < on_credit <= NEVER + 1:
        return Manner(stops=setting.today - timedelta(STOPPED_PAYING))
    if customer.market == "b2g":
        return Manner(-8, 18)  # when the village's or the school's money comes
    return Manner(6, 50) if random.randrange(LATE) == 0 else Manner()


def _bought(setting: Setting, customer: Customer, rhythm: Rhythm, day: date, manner: Manner, random: Random) -> Sale:
    at = moment(day, random)
    sale = Sale(
        customer=customer, unit=setting.units[rhythm.unit], owner=seller_of(setting, customer, rhythm.unit), at=at,
        items=items_of(setting, rhythm.fill(random, day)), terms=rhythm.terms,
        method=random.choice(["transfer", "transfer", "qris"] if rhythm.terms else ["cash", "cash", "qris"]),
    )  # fmt: skip
    wait = random.randint(0, 1) if rhythm.terms and rhythm.unit in (SHOP, CATERING) else 0
    carry(sale, after(at, wait, 10, random), 0, random)
    pay(sale, manner, random)
    if rhythm.unit == SHOP and random.random() < 0.03:
        sale.returned_at = after(sale.delivered_at or at, random.randint(1, 4), 30, random)
    return sale


def seller_of(setting: Setting, customer: Customer, unit: str) -> Member:
    """Whose customer it is; volunteers find customers, and leave selling to the unit's seller."""
    owner = customer.owner
    if owner is None or owner.role == Role.VOLUNTEER:
        return setting.members[next(iter(SELLERS[unit]))]
    return owner


def items_of(setting: Setting, basket: Basket) -> list[Item]:
    return [Item(setting.products[sku], Decimal(quantity), measure) for sku, quantity, measure in basket]


def after(at: datetime, days_on: int, minutes: int, random: Random) -> datetime:
    """So many days on, at work; the same day so many minutes later."""
    if not days_on:
        return at + minutes * MINUTE
    return max(moment(workday(at.date() + timedelta(days_on)), random), at + minutes * MINUTE)


def carry(sale: Sale, at: datetime, invoiced_after: int, random: Random) -> None:
    """Delivered then, signed for within minutes, invoiced so many days later."""
    sale.delivered_at, sale.signed_at = at, at + random.randint(3, 40) * MINUTE
    sale.invoiced_at = after(sale.signed_at, invoiced_after, 2, random)


def pay(sale: Sale, manner: Manner, random: Random) -> None:
    """When the invoice is paid: at once, around the day on which it is due, in two parts, or never."""
    assert sale.invoiced_at is not None  # carry has set it
    invoiced = sale.invoiced_at
    if not sale.terms:
        sale.paid = [(invoiced + 3 * MINUTE, 100)]
        return
    if manner.stops is not None and invoiced.date() > manner.stops:
        return
    days_on = max(0, sale.terms + random.randint(manner.least, manner.most))
    at = after(invoiced, days_on, 20, random)
    sale.paid = [(at, 100)]
    if random.random() < 0.06:
        sale.paid = [(at, 50), (after(at, random.randint(5, 16), 30, random), 50)]


def sales_of_deals(setting: Setting, seed: str) -> Iterator[Sale]:
    """The papers of every deal that was won: quoted, ordered, half of it paid before, delivered, invoiced, paid."""
    won = Opportunity.objects.filter(outcome="won", closed_on__lt=setting.today)
    deals = list(won.select_related("customer", "owner", "unit").order_by("stage_entered_at", "pk"))
    lines: dict[int, list[OpportunityLine]] = {}
    for line in OpportunityLine.objects.filter(opportunity__in=won).select_related("product"):
        lines.setdefault(line.opportunity_id, []).append(line)
    for place, deal in enumerate(deals):
        if deal.pk in lines and deal.unit is not None:
            yield _sold(setting, deal, lines[deal.pk], Random(f"{seed}:deal:{place}"))


# Unit: days until it is delivered, at least and at most
UNTIL = {CATERING: (3, 18), TOURISM: (4, 24), WATER: (1, 6), SHOP: (0, 3)}


def _sold(setting: Setting, deal: Opportunity, lines: list[OpportunityLine], random: Random) -> Sale:
    customer, market = deal.customer, deal.customer.market
    assert deal.unit is not None  # asked before
    at = timezone.localtime(deal.stage_entered_at) + 10 * MINUTE
    sale = Sale(
        customer=customer, unit=deal.unit, owner=deal.owner or setting.boss, at=at, deal=deal,
        items=agreed(deal, lines), terms={"b2c": 0, "b2b": 14, "b2g": 30}[market],
        method=random.choice(["cash", "transfer", "qris"] if market == "b2c" else ["transfer", "transfer", "qris"]),
    )  # fmt: skip
    if market != "b2c" and deal.value >= QUOTED:
        sale.quoted_at = at - timedelta(random.randint(2, 6))
        while is_rest(sale.quoted_at.date()):
            sale.quoted_at -= DAY
        if timezone.localdate(sale.quoted_at) < timezone.localdate(deal.created_at):
            sale.quoted_at = None
    if deal.unit.name == CATERING and deal.value >= HALF_DOWN and market != "b2g":
        sale.down_at = at + 15 * MINUTE
    wait = random.randint(*UNTIL[deal.unit.name])
    carry(sale, after(at, wait, 25, random), random.randint(1, 3) if market == "b2g" else 0, random)
    pay(sale, Manner(-8, 18) if market == "b2g" else Manner(), random)
    return sale


def agreed(deal: Opportunity, lines: list[OpportunityLine]) -> list[Item]:
    """The deal's lines at the price that was agreed on: what is less than their sum is taken off the largest."""
    off = max(0, sum(line.amount for line in lines) - deal.value)
    largest = max(lines, key=lambda line: line.amount)
    found = []
    for line in lines:
        if line.product is not None:
            less = min(off, line.amount) if line is largest else 0
            found.append(Item(line.product, line.quantity, "", line.price, less, line.description))
    return found
