"""Indonesia's value-added tax (PPN) by day, from the table in tax_rates.csv, each row with its source.

To be checked by a person before it is relied on. A change of the law is a new row, never a change of one.
"""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from sapa.lib.numbers import round_half_up

STANDARD, LUXURY, EXEMPT = "standard", "luxury", "exempt"


@dataclass(frozen=True)
class Rate:
    """What holds for a category from `starts_on` until `ends_on` (both included; None: still)."""

    category: str
    percent: Decimal
    numerator: int  # the base is price × numerator / denominator
    denominator: int
    transaction_code: str  # Coretax: 01 the whole price, 04 another value as base, 08 exempt
    starts_on: date
    ends_on: date | None
    source: str


@dataclass(frozen=True)
class Taxed:
    """Base and tax of one line, in minor units, and the rate in percent."""

    base: int
    tax: int
    percent: Decimal


UNTAXED = Taxed(0, 0, Decimal(0))


@cache
def rates() -> tuple[Rate, ...]:
    """The whole table, in its order."""
    with files("sapa.lib").joinpath("tax_rates.csv").open(encoding="utf-8") as file:
        return tuple(
            Rate(
                row["category"],
                Decimal(row["rate"]),
                int(row["base_numerator"]),
                int(row["base_denominator"]),
                row["transaction_code"],
                date.fromisoformat(row["starts_on"]),
                date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
                row["source"],
            )
            for row in csv.DictReader(file)
        )


def rate_on(category: str, on: date) -> Rate:
    """The row that holds on a day. Raises LookupError where there is none: tax is never guessed."""
    for rate in rates():
        if rate.category == category and rate.starts_on <= on and (rate.ends_on is None or on <= rate.ends_on):
            return rate
    raise LookupError(f"no tax rate for {category} on {on}")


def tax_of(amount: int, category: str, on: date) -> Taxed:
    """Base and tax of a line's amount (minor units, without tax), each rounded half up once.

    PMK 131/2024: 1,250,000 → base 1,145,833 → tax 137,500. Amounts below zero (a deduction) mirror those above.
    """
    rate = rate_on(category, on)
    if not rate.percent:
        return UNTAXED
    base = int(round_half_up(Decimal(amount) * rate.numerator / rate.denominator))
    tax = int(round_half_up(Decimal(base) * rate.percent / 100))
    return Taxed(base, tax, rate.percent)
