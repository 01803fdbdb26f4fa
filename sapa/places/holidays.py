"""The days on which Indonesia rests: public holidays and those taken together (cuti bersama)."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from sapa.lib.numbers import is_english

# By `manage.py write_holidays`, from the package of that name: to ask it takes half a second and 31 MB a process.
FILE = Path(__file__).parent / "data" / "holidays.csv"


@dataclass(frozen=True)
class Holiday:
    """A day off. One that is `shared` (cuti bersama) the government adds so that a bridge becomes a holiday."""

    name: str
    shared: bool = False


@lru_cache(maxsize=16)
def of_year(year: int, language: str = "id") -> dict[date, Holiday]:
    """The holidays of a year by day, named in "id" or "en". Nothing is known of years far away: an empty dictionary."""
    named = "en" if is_english(language) else "id"
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["day"].startswith(f"{year:04}-")]
    return {date.fromisoformat(row["day"]): Holiday(row[named], shared=row["shared"] == "1") for row in rows}


def between(first: date, last: date, language: str = "id") -> dict[date, Holiday]:
    """The holidays from `first` to `last`, both included."""
    years = range(first.year, last.year + 1)
    return {day: one for year in years for day, one in of_year(year, language).items() if first <= day <= last}
