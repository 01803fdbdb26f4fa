"""An upgrade makes the stock that was there the opening of the ledger, in every organisation."""

from contextlib import nullcontext
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from sapa.catalogue.models import Product, StockLevel, StockMove
from sapa.lib.text import search_key
from sapa.tenancy.current import no_organization, organization_scope
from sapa.testing import Cast


def product(name: str, stock: str | None) -> Product:
    return Product.objects.create(name=name, name_key=search_key(name), stock=stock, cost=60_000)


MIGRATION: Any = import_module("sapa.catalogue.migrations.0005_opening_stock")


def upgrade() -> None:
    """What the migration does."""
    MIGRATION.forwards(apps, SimpleNamespace(connection=connection))


def test_counted_stock_is_an_opening_and_a_level_and_the_rest_is_left_alone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rice, none, service = product("Beras", "12.5"), product("Minyak", "0"), product("Tenda", None)
    if connection.vendor == "postgresql":
        monkeypatch.setattr(MIGRATION, "unscoped", nullcontext)  # the tests' role is behind the wall, the owner is not
        upgrade()
    else:
        with organization_scope(cast.other):
            product("Gula", "3")
        with no_organization():
            upgrade()
            upgrade()
        with organization_scope(cast.other):
            assert StockMove.objects.get().quantity == 3
    move = StockMove.objects.get()
    assert (move.product, str(move.quantity), move.kind, move.cost) == (rice, "12.500", "opening", 60_000)
    assert {(level.product, level.on_hand) for level in StockLevel.objects.all()} == {(rice, move.quantity), (none, 0)}
    assert not StockLevel.objects.filter(product=service).exists()
