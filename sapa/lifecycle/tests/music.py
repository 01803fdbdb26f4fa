"""The music shop of the papers: see cdnow/NOTICE."""

from datetime import date
from pathlib import Path

import numpy as np

from sapa.lib.day_numbers import EPOCH
from sapa.lifecycle.value_model import History

FIRST_DAY = date(1997, 1, 1)
CALIBRATION_END = date(1997, 9, 30)
LAST_DAY = date(1998, 6, 30)


def bought() -> list[dict[int, int]]:
    """Of each customer: days since the first one, and cents."""
    lines = (Path(__file__).parent / "cdnow" / "purchases.txt").read_text(encoding="ascii").splitlines()
    return [dict(tuple(map(int, pair.split(":"))) for pair in line.split()) for line in lines]  # type: ignore[misc]


def history() -> History:
    customers = bought()
    places = np.array([place for place, days in enumerate(customers) for _day in days])
    days = np.array([day for days in customers for day in days]) + FIRST_DAY.toordinal() - EPOCH
    net = np.array([cents for days in customers for cents in days.values()])
    return History(np.arange(len(customers)) + 1, places, days, net, np.ones(len(customers)))
