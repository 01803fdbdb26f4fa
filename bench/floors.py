"""The same rows by raw SQL: the floor under each figure, measured in the same run.

Each entry is what the page cannot do without, as one would write it by hand, on the same connection
role as the application's. `{customer}` and `{opportunity}` are ids; writes are rolled back.
"""

import sqlite3
import statistics
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench.floors_boards import BOARDS_FLOORS
from bench.floors_sales import SALES_FLOORS
from sapa.configuration import PLANNING

PEOPLE = "id, name, honorific, market, channel_id, region_id, owner_id, created_at"
OURS = "organization_id = {organization}"
DEALS = "id, title, customer_id, value, probability, expected_close, owner_id, stage_entered_at"
TASKS = "id, title, kind, due_on, starts_at, customer_id, touch_point, purpose"
PLAN = f"{OURS} AND assigned_to_id = {{member}} AND completed_at IS NULL AND cancelled_at IS NULL"
CARDS = f"""
    SELECT * FROM (
        SELECT {DEALS}, row_number() OVER (PARTITION BY stage_id ORDER BY stage_entered_at DESC, id DESC) AS place
        FROM pipeline_opportunity WHERE {OURS} AND pipeline_id = {{pipeline}}
    ) AS ranked WHERE place <= 20
"""
FLOORS: dict[str, list[str]] = {
    "customer list": [f"SELECT {PEOPLE} FROM customers_customer WHERE {OURS} ORDER BY name_key, id LIMIT 26"],
    "name search": [
        f"SELECT {PEOPLE} FROM customers_customer WHERE {OURS} AND search LIKE '%kurnia%'"
        " ORDER BY name_key, id LIMIT 26"
    ],
    "phone search": [
        f"SELECT {PEOPLE} FROM customers_customer WHERE {OURS} AND search LIKE '%{{digits}}%'"
        " ORDER BY name_key, id LIMIT 26"
    ],
    "duplicate check": [
        "SELECT customer_id FROM customers_phone WHERE organization_id = {organization} AND number = '+62{digits}'"
    ],
    "customer card": [
        "SELECT * FROM customers_customer WHERE organization_id = {organization} AND id = {customer}",
        "SELECT * FROM customers_phone WHERE organization_id = {organization} AND customer_id = {customer}",
        f"SELECT {DEALS} FROM pipeline_opportunity WHERE {OURS} AND customer_id = {{customer}}",
        "SELECT * FROM events_event WHERE organization_id = {organization} AND customer_id = {customer}"
        " ORDER BY at DESC, id DESC LIMIT 21",
    ],
    "kanban": [
        "SELECT stage_id, count(*), sum(value), sum(weighted) FROM pipeline_opportunity"
        " WHERE organization_id = {organization} AND pipeline_id = {pipeline} GROUP BY stage_id",
        CARDS,
    ],
    "open opportunity": [
        "SELECT * FROM pipeline_opportunity WHERE organization_id = {organization} AND id = {opportunity}",
        f"SELECT * FROM pipeline_opportunityline WHERE {OURS} AND opportunity_id = {{opportunity}}",
    ],
    "opportunity list": [
        f"SELECT {DEALS} FROM pipeline_opportunity WHERE {OURS} AND pipeline_id = {{pipeline}}"
        " ORDER BY created_at DESC, id DESC LIMIT 26"
    ],
    "projection": [
        "SELECT stage_id, expected_close, count(*), sum(value), sum(weighted) FROM pipeline_opportunity"
        " WHERE organization_id = {organization} AND outcome = 'open' GROUP BY stage_id, expected_close"
    ],
    "today": [
        f"SELECT {TASKS} FROM activities_activity WHERE {PLAN} AND due_on <= '{{today}}' ORDER BY due_on, id LIMIT 26",
        f"SELECT count(*) FROM (SELECT 1 FROM activities_activity WHERE {PLAN} AND due_on <= '{{today}}' LIMIT 1001)"
        " AS few",
    ],
    "funnel board": [
        f"SELECT step, count(*) FROM customers_customer WHERE {OURS} AND set_aside_at IS NULL GROUP BY step",
        *(
            f"SELECT {PEOPLE} FROM customers_customer WHERE {OURS} AND set_aside_at IS NULL AND step = '{step}'"
            " ORDER BY step_entered_at DESC, id DESC LIMIT 21"
            for step in ("prospect", "contact", "account", "opportunity")
        ),
    ],
    "calendar month": [
        f"SELECT {TASKS} FROM activities_activity WHERE {OURS} AND assigned_to_id = {{member}}"
        " AND due_on >= '{first}' AND due_on < '{next}' ORDER BY due_on, starts_at",
    ],
    "create prospect": [
        "INSERT INTO customers_tag (organization_id, name) VALUES ({organization}, 'lantai ukur')",
    ],
    "step to contact": [
        "UPDATE customers_customer SET step = 'contact', step_entered_at = created_at"
        f" WHERE {OURS} AND id = {{customer}}",
        "INSERT INTO customers_tag (organization_id, name) VALUES ({organization}, 'lantai ukur')",
    ],
    "plan an activity": [
        "INSERT INTO customers_tag (organization_id, name) VALUES ({organization}, 'lantai ukur')",
    ],
    "complete an activity": [
        f"UPDATE activities_activity SET version = version + 1, result = 'Sudah' WHERE {OURS} AND id = {{activity}}",
    ],
    "move stage": [
        "UPDATE pipeline_opportunity SET version = version + 1, stage_entered_at = stage_entered_at"
        " WHERE organization_id = {organization} AND id = {opportunity}",
    ],
    "close": [
        "UPDATE pipeline_opportunity SET version = version + 1, probability = 100"
        " WHERE organization_id = {organization} AND id = {opportunity}",
    ],
    "create customer": [
        "INSERT INTO customers_tag (organization_id, name) VALUES ({organization}, 'lantai ukur')",
    ],
    "create opportunity": [
        "INSERT INTO customers_tag (organization_id, name) VALUES ({organization}, 'lantai ukur')",
    ],
    **SALES_FLOORS,
    **BOARDS_FLOORS,
}


def measure(environment: dict[str, str], ids: dict[str, Any], repeat: int) -> dict[str, float]:
    """Median milliseconds of each floor."""
    connection = _connect(environment["DATABASE_URL"], ids["organization"])
    today = date.today()
    first = today.replace(day=1)
    days = {"today": today, "first": first, "next": (first + timedelta(days=32)).replace(day=1)}
    days["year"] = today - timedelta(days=364)
    found = {}
    for name, statements in FLOORS.items():
        took = []
        for turn in range(repeat):
            values = (
                ids
                | days
                | {
                    "customer": ids["customers"][turn],
                    "opportunity": ids["opportunities"][turn],
                    "activity": ids["doable"][turn],
                    "buyer": ids["buyers"][turn],
                    "invoice": ids["invoices"][turn],
                    "order": ids["orders"][turn],
                    "three": ", ".join(str(pk) for pk in ids["products"][:3]),
                }
            )
            began = time.perf_counter()
            for statement in statements:
                cursor = connection.execute(statement.format(**values))
                if cursor.description:
                    cursor.fetchall()
            took.append((time.perf_counter() - began) * 1000)
            connection.rollback()
            _announce(connection, ids["organization"])
        found[name] = round(statistics.median(took), 2)
    connection.close()
    return found


def _connect(url: str, organization: int) -> Any:
    if url.startswith("sqlite"):
        return sqlite3.connect(urlsplit(url).path[1:] if urlsplit(url).path.startswith("//") else urlsplit(url).path)
    connection = psycopg.connect(url, options=PLANNING)
    _announce(connection, organization)
    return connection


def _announce(connection: Any, organization: int) -> None:
    if isinstance(connection, psycopg.Connection):
        connection.execute("SELECT set_config('sapa.organization', %s, false)", [str(organization)])
        connection.commit()


def memory_mb(pid: int) -> float:
    """Proportional set size of a process and all below it."""
    total = 0.0
    for process in _family(pid):
        try:
            with Path(f"/proc/{process}/smaps_rollup").open() as file:
                total += next(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1024
        except (FileNotFoundError, StopIteration, ProcessLookupError):
            continue
    return round(total, 1)


def _family(pid: int) -> list[int]:
    family = [pid]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                with (entry / "stat").open() as file:
                    parent = int(file.read().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == pid:
                family += _family(int(entry.name))
    return family
