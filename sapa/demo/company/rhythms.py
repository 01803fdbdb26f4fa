"""How people buy, each in a rhythm of their own: the week's shopping, the water bill, a feast, a trip."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sapa.demo.company.calendar import LEBARAN, is_feast_near, workday
from sapa.demo.company.goods import FEE
from sapa.demo.company.trade import CATERING, SHOP, TOURISM, WATER

type Basket = list[tuple[str, int, str]]  # SKU, quantity, measure ("": its own)


@dataclass(frozen=True)
class Rhythm:
    """Every so many days (at least, at most) something of a unit, on credit of so many days (0: paid at once)."""

    unit: str
    every: tuple[int, int]
    terms: int
    fill: Callable[[Random, date], Basket]
    feasts: float = 1.0  # how often in the weeks before Lebaran, against usually


def days(rhythm: Rhythm, first: date, last: date, random: Random) -> Iterator[date]:
    """The days on which it is bought: more often before Lebaran, less in the weeks after it."""
    day = first + timedelta(random.randint(0, rhythm.every[1]))
    while day <= last:
        if not (is_after_feast(day) and random.random() < 0.6):
            yield workday(day)
        gap = random.randint(*rhythm.every)
        if is_feast_near(day):
            gap = max(2, round(gap / rhythm.feasts))
        day = workday(day) + timedelta(gap)


def is_after_feast(day: date) -> bool:
    """The four weeks in which everybody has spent what they had."""
    return any(timedelta(0) <= day - feast <= timedelta(35) for feast in LEBARAN)


def _groceries(random: Random, day: date) -> Basket:
    wanted = [
        ("TOK-01", 1, 2),
        ("TOK-02", 1, 2),
        ("TOK-03", 1, 3),
        ("TOK-04", 1, 2),
        ("TOK-05", 1, 2),
        ("AIR-04", 2, 6),
    ]
    found = [(sku, random.randint(least, most), "") for sku, least, most in random.sample(wanted, random.randint(2, 4))]
    if is_feast_near(day):
        found = [(sku, quantity + random.randint(0, 2), measure) for sku, quantity, measure in found]
        if random.random() < 0.15:
            found.append(("TOK-07", random.randint(1, 3), ""))
    if random.random() < 0.2:
        found.append((FEE, 1, ""))
    return found


def _restocking(random: Random, day: date) -> Basket:
    wanted = [("TOK-01", 8, 20, ""), ("TOK-02", 4, 10, "dus"), ("TOK-03", 1, 2, "sak"), ("TOK-05", 1, 2, "dus"),
              ("AIR-04", 4, 12, "dus"), ("TOK-04", 10, 20, "")]  # fmt: skip
    more = 1.5 if is_feast_near(day) else 1
    some = random.sample(wanted, random.randint(2, 4))
    found = [(sku, round(random.randint(least, most) * more), measure) for sku, least, most, measure in some]
    return [*found, (FEE, 1, "")] if random.random() < 0.4 else found


def _water(random: Random, day: date) -> Basket:
    dry = 1.3 if day.month in {7, 8, 9, 10} else 1
    return [("AIR-02", round(random.randint(12, 34) * dry), "")]


def _building_water(random: Random, day: date) -> Basket:
    return [("AIR-02", random.randint(60, 180), "")]


def _gallons(random: Random, day: date) -> Basket:
    return [("AIR-05", random.choice([2, 3, 4, 5, 11]), "")]


def _office_gallons(random: Random, day: date) -> Basket:
    found = [("AIR-05", random.randint(12, 33), "")]
    return [*found, ("AIR-04", random.randint(1, 4), "dus")] if random.random() < 0.4 else found


def _small_feast(random: Random, day: date) -> Basket:
    return random.choice([[("KAT-05", random.randint(1, 2), "")], [("KAT-03", random.randint(3, 10) * 5, "")],
                          [("KAT-01", random.randint(4, 12) * 5, "")]])  # fmt: skip


def _meeting(random: Random, day: date) -> Basket:
    found = [("KAT-03", random.randint(6, 20) * 5, "")]
    return found + ([("KAT-01", random.randint(4, 12) * 5, "")] if random.random() < 0.5 else [])


def _outing(random: Random, day: date) -> Basket:
    return [("WIS-01", random.randint(3, 15), "")]


def _coach(random: Random, day: date) -> Basket:
    found = [("WIS-01", random.randint(30, 90), "")]
    return found + ([("WIS-03", random.randint(20, 40), "")] if random.random() < 0.3 else [])


def _excursion(random: Random, day: date) -> Basket:
    return [random.choice([("WIS-02", random.randint(25, 60), ""), ("WIS-03", random.randint(25, 60), "")])]


# By market and the unit that knows them: the first is everybody's, the others some people's.
RHYTHMS: dict[tuple[str, str], list[Rhythm]] = {
    ("b2c", SHOP): [Rhythm(SHOP, (6, 10), 0, _groceries, 1.8), Rhythm(WATER, (9, 16), 0, _gallons)],
    ("b2c", WATER): [Rhythm(WATER, (29, 32), 14, _water), Rhythm(WATER, (7, 12), 0, _gallons)],
    ("b2c", CATERING): [Rhythm(CATERING, (50, 120), 0, _small_feast, 2.0), Rhythm(SHOP, (12, 24), 0, _groceries, 1.8)],
    ("b2c", TOURISM): [Rhythm(TOURISM, (25, 70), 0, _outing), Rhythm(SHOP, (12, 24), 0, _groceries, 1.8)],
    ("b2b", SHOP): [Rhythm(SHOP, (12, 18), 14, _restocking, 1.5)],
    ("b2b", WATER): [Rhythm(WATER, (13, 16), 14, _office_gallons), Rhythm(WATER, (29, 32), 14, _building_water)],
    ("b2b", CATERING): [Rhythm(CATERING, (26, 40), 14, _meeting, 1.6)],
    ("b2b", TOURISM): [Rhythm(TOURISM, (20, 45), 14, _coach)],
    ("b2g", SHOP): [Rhythm(SHOP, (28, 45), 30, _restocking)],
    ("b2g", WATER): [Rhythm(WATER, (29, 32), 30, _building_water)],
    ("b2g", CATERING): [Rhythm(CATERING, (24, 40), 30, _meeting, 1.4)],
    ("b2g", TOURISM): [Rhythm(TOURISM, (60, 120), 30, _excursion)],
}
