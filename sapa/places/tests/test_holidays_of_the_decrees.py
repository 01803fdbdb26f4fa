"""The holidays that Sapa reads are those of the package, which is updated when a decree comes."""

import csv

from sapa.places.holidays import FILE
from sapa.places.management.commands.write_holidays import COLUMNS, known


def test_the_file_says_what_the_package_says() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        head, *rows = map(tuple, csv.reader(file))
    assert head == COLUMNS
    assert rows == known(), "run `manage.py write_holidays`"
