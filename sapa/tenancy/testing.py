"""The database of the tests.

On PostgreSQL they run as a role that does not own the tables, so that row-level security holds in each. Where a
template is named (by bin/test), each process copies it: PostgreSQL by itself, SQLite page by page here.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.db import connection

from sapa.tenancy.roles import TABLES, grant_use

TEMPLATE = "SAPA_TEST_TEMPLATE"  # a file on SQLite, the name of a database on PostgreSQL
ROLE = "sapa_app"
MAKE_ROLE = f"""
DO $$ BEGIN
    CREATE ROLE {ROLE} NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another test process was first
END $$
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, made by its owner, then used as `sapa_app`."""
    if connection.vendor != "postgresql":
        if template := os.environ.get(TEMPLATE):
            with django_db_blocker.unblock():
                _copy(template)
        yield
        return
    with django_db_blocker.unblock():
        _make_role()
        grant_use(connection, ROLE, f"{TABLES}, TRUNCATE")
        _become(ROLE)
    yield
    with django_db_blocker.unblock():
        _become(None)


def _copy(file: str) -> None:
    """Make SQLite's test database, which lives in memory, that of the file."""
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as template:
        template.backup(connection.connection)


def _make_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(MAKE_ROLE)
        cursor.execute("SELECT pg_has_role(current_user, %s, 'member')", [ROLE])
        if cursor.fetchone() == (False,):
            cursor.execute(f"GRANT {ROLE} TO CURRENT_USER")


def _become(role: str | None) -> None:
    connection.settings_dict["OPTIONS"].pop("assume_role", None)
    if role:
        connection.settings_dict["OPTIONS"]["assume_role"] = role
    connection.close()
