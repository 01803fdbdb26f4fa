"""Takes Indonesia's holidays from the package `holidays`, which knows the decrees: to run after it was updated."""

import csv
from typing import Any

from django.core.management import BaseCommand

from sapa.places.holidays import FILE

YEARS = range(2010, 2046)
COLUMNS = ("day", "shared", "id", "en")
type Row = tuple[str, str, str, str]


class Command(BaseCommand):
    help = "Writes the holidays of some forty years where Sapa reads them. For those who develop it."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        with FILE.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS, *known()])


def known() -> list[Row]:
    """All days off by day. What is a public holiday and taken together too is a public holiday."""
    days: dict[str, Row] = {}
    for shared, category in (("1", "government"), ("0", "public")):
        ours, theirs = (_named(category, language) for language in ("id", "en_US"))
        days |= {day: (day, shared, name, theirs[day]) for day, name in ours.items()}
    return sorted(days.values())


def _named(category: str, language: str) -> dict[str, str]:
    from holidays import country_holidays  # of those who develop Sapa

    found = country_holidays("ID", years=YEARS, categories=(category,), language=language)
    return {day.isoformat(): name for day, name in found.items() if day.year in YEARS}
