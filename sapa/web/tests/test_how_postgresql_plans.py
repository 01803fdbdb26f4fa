"""Each connection to PostgreSQL says how statements like ours are planned well (ADR 72)."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sapa.configuration import PLANNING, load


def options(tmp_path: Path, url: str) -> Any:
    return load({"SAPA_HOME": str(tmp_path), "DATABASE_URL": url}).database["OPTIONS"]


def test_it_is_said_by_itself(tmp_path: Path) -> None:
    assert options(tmp_path, "postgresql://sapa@127.0.0.1/sapa") == {"options": PLANNING}


def test_the_address_of_the_database_says_otherwise(tmp_path: Path) -> None:
    url = "postgresql://sapa@127.0.0.1/sapa?sslmode=require&options=-c%20random_page_cost%3D4"
    assert options(tmp_path, url) == {"options": "-c random_page_cost=4", "sslmode": "require"}


@pytest.mark.django_db
def test_a_connection_plans_so() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW random_page_cost")
            assert cursor.fetchone() == ("1.1",)
