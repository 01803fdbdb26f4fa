"""Customers and invoices by the hundred, for tests of what customers will buy."""

from datetime import date
from typing import Any

import pytest

from sapa.customers.models import Customer
from sapa.lib.day_numbers import EPOCH
from sapa.lifecycle import valuing
from sapa.lifecycle.tests import music
from sapa.lifecycle.tests.buyers import MUSIC, simulate
from sapa.lifecycle.value_model import History
from sapa.sales.models import Invoice
from sapa.tenancy.bulk import insert


def compute_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a process of its own for each fit."""
    monkeypatch.setattr(valuing, "run_apart", lambda function, *given: function(*given))


def people(count: int, **fields: Any) -> list[int]:
    names = [f"Pelanggan {number:04}" for number in range(count)]
    return insert(Customer, [{"name": name, "name_key": name.lower(), **fields} for name in names])


def sell(history: History, customers: list[int], *, percent: int = 100, **fields: Any) -> None:
    """An invoice for each purchase, of which so many percent stay with us."""
    rows = []
    for place, day, net in zip(history.places.tolist(), history.days.tolist(), history.net.tolist(), strict=True):
        on, cost = date.fromordinal(EPOCH + day), net * (100 - percent) // 100
        money = {"gross": net, "net": net, "tax_base": net, "total": net, "cost": cost}
        rows.append({"kind": "history", "customer_id": customers[place], "on": on, "due_on": on, **money, **fields})
    insert(Invoice, rows)


def open_music_shop() -> list[int]:
    """The whole history of the papers' music shop, in cents."""
    customers = people(2357)
    sell(music.history(), customers)
    return customers


def open_shop(count: int = 150, *, percent: int = 20, **fields: Any) -> list[int]:
    """A shop of buyers drawn by chance, until the last day of October 2026."""
    history = simulate(count, weeks=78, arriving=20, buying=MUSIC)
    until = date(2026, 10, 31).toordinal() - EPOCH
    moved = History(history.customers, history.places, history.days + until - history.end, history.net, history.kept)
    customers = people(count, **fields)
    sell(moved, customers, percent=percent)
    return customers
