"""The days on which Indonesia rests: public holidays and those taken together (cuti bersama)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

from sapa.lib.numbers import is_english

LANGUAGES = {"id": "id", "en": "en_US"}


@dataclass(frozen=True)
class Holiday:
    """A day off. One that is `shared` (cuti bersama) the government adds so that a bridge becomes a holiday."""

    name: str
    shared: bool = False


@lru_cache(maxsize=16)
def of_year(year: int, language: str = "id") -> dict[date, Holiday]:
    """The holidays of a year by day, named in "id" or "en". Nothing is known of years far away: an empty dictionary."""
    spoken = LANGUAGES["en" if is_english(language) else "id"]
    public = holidays.country_holidays("ID", years=year, categories=("public",), language=spoken)
    shared = holidays.country_holidays("ID", years=year, categories=("government",), language=spoken)
    return {day: Holiday(name, shared=True) for day, name in shared.items()} | {
        day: Holiday(name) for day, name in public.items()
    }


def between(first: date, last: date, language: str = "id") -> dict[date, Holiday]:
    """The holidays from `first` to `last`, both included."""
    years = range(first.year, last.year + 1)
    return {day: one for year in years for day, one in of_year(year, language).items() if first <= day <= last}
