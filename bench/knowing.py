"""The figures of a million customers: loading their history, and measuring the passes over it."""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.making import TODAY
from sapa.lifecycle import backfilling, keeping, valuing
from sapa.sales.models import Invoice
from sapa.tenancy.bulk import insert
from sapa.tenancy.current import current_organization_id
from sapa.tenancy.models import Organization

EACH = 5  # invoices of a customer
REFRESHED = 200
BATCH = 20_000

PEOPLE = """
INSERT INTO customers_customer (organization_id, uuid, kind, name, name_key, search, honorific, nickname, email, market,
    field, legal_form, npwp, street, hamlet, rt, rw, postal_code, landmark, note, custom, external_id, step,
    step_entered_at, set_aside_reason, stage, version, created_at, updated_at)
SELECT %s, gen_random_uuid(), 'person', 'Warga ' || n, 'warga ' || n, 'warga ' || n, '', '', '', 'b2c', '', '', '', '',
    '', '', '', '', '', '', '{}', '', 'prospect', now(), '', 'suspect', 1, now(), now()
FROM generate_series(1, %s) AS n
"""
# Everybody has a rhythm of their own, of a week to two months; every sixth purchase is on discount, some are not paid.
# Written day by day, as life does: the invoices of one customer lie far from each other.
INVOICES = """
INSERT INTO sales_invoice (organization_id, uuid, number, customer_id, "on", note, created_at, cancelled_reason,
    version, gross, discount, promotion_discount, net, tax_base, tax, total, cost, kind, terms_days, due_on, paid,
    credited, paid_on, token, is_taxable, transaction_code, external_id)
SELECT c.organization_id, gen_random_uuid(), 'L/' || c.id || '/' || k, c.id, d.day, '', now(), '', 1,
    m.net + m.off, 0, m.off, m.net, 0, 0, m.net, m.net * 6 / 10, 'history', 30, d.day + 30, m.paid, 0,
    CASE WHEN m.paid > 0 THEN d.day + (c.id %% 40)::integer END, '', false, '', ''
FROM customers_customer c CROSS JOIN generate_series(0, %s - 1) AS k
CROSS JOIN LATERAL (SELECT %s::date - (k * (7 + c.id %% 54) + c.id %% 61 + (c.id * k) %% 5)::integer AS day) AS d
CROSS JOIN LATERAL (
    SELECT (20 + (c.id * 31 + k * 7) %% 180) * 1000 AS net,
        CASE WHEN (c.id + k) %% 6 = 0 THEN 5000 ELSE 0 END AS off,
        CASE WHEN (c.id + k) %% 11 = 0 THEN 0 ELSE (20 + (c.id * 31 + k * 7) %% 180) * 1000 END AS paid
) AS m
WHERE c.organization_id = %s
ORDER BY d.day
"""
GROUPED = """
SELECT customer_id, count(*), sum(net), min("on"), max("on") FROM sales_invoice
WHERE organization_id = %s AND cancelled_at IS NULL GROUP BY customer_id
"""


def load(customers: int) -> None:
    """So many customers of the current organisation, and five invoices of each."""
    pk = current_organization_id()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(PEOPLE, [pk, customers])
            cursor.execute(INVOICES, [EACH, TODAY, pk])
        return
    from sapa.customers.models import Customer

    names = [f"Warga {number}" for number in range(1, customers + 1)]
    ids = insert(Customer, [{"name": name, "name_key": name.lower(), "search": name.lower()} for name in names])
    rows = sorted((_invoice(customer, k) for customer in ids for k in range(EACH)), key=lambda row: row["on"])
    for start in range(0, len(rows), BATCH):
        insert(Invoice, rows[start : start + BATCH])


def _invoice(customer: int, k: int) -> dict[str, Any]:
    """The same as the statement above makes."""
    on = TODAY - timedelta(days=k * (7 + customer % 54) + customer % 61 + (customer * k) % 5)
    net = (20 + (customer * 31 + k * 7) % 180) * 1000
    off = 5000 if (customer + k) % 6 == 0 else 0
    paid = 0 if (customer + k) % 11 == 0 else net
    paid_on = on + timedelta(days=customer % 40) if paid else None
    return {"number": f"L/{customer}/{k}", "customer_id": customer, "on": on, "gross": net + off, "net": net,
            "promotion_discount": off, "total": net, "cost": net * 6 // 10, "kind": "history", "terms_days": 30,
            "due_on": on + timedelta(days=30), "paid": paid, "paid_on": paid_on}  # fmt: skip


def measure(part: str, organization: Organization) -> dict[str, Any]:
    """One of PARTS, and the most memory that this process has needed for it: see `bench_knowing`."""
    found = PARTS[part](organization)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return found | {f"{part}_peak_mb": round(peak)}


def _path(organization: Organization) -> dict[str, Any]:
    """Telling the path afterwards."""
    with _timed() as took:
        steps = backfilling.tell_afterwards(organization, on=TODAY, now=timezone.now())
    return {"invoices": Invoice.objects.count(), "steps": steps, "path_s": took[0]}


def _pass(name: str, organization: Organization, on: date) -> dict[str, Any]:
    with _timed() as took:
        done = keeping.run_pass(organization, on=on, now=timezone.now())
    return {"customers": done.customers, f"{name}_s": took[0], f"{name}_changed": done.changed}


def _history(organization: Organization) -> dict[str, Any]:
    """Only what is read for the value model: the fit itself is `bench.valuing`."""
    with _timed() as took:
        valuing.read_history(organization, TODAY)
    return {"history_s": took[0]}


def _bare(organization: Organization, when: str) -> dict[str, float]:
    """The bare grouping: its rows fetched, and only counted. The best of three, with PostgreSQL's own idea of how many
    processes share such a question (see ADR 72)."""
    took: dict[str, list[float]] = {"group_by": [], "group_by_counted": []}
    statements = {"group_by": GROUPED, "group_by_counted": f"SELECT count(*) FROM ({GROUPED}) AS grouped"}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT boot_val FROM pg_settings WHERE name = 'max_parallel_workers_per_gather'")
            (default,) = cursor.fetchone()
            cursor.execute("SELECT set_config('max_parallel_workers_per_gather', %s, false)", [default])
    for _turn in range(3):
        for name, statement in statements.items():
            with _timed() as one, connection.cursor() as cursor:
                cursor.execute(statement, [organization.pk])
                cursor.fetchall()
            took[name].append(one[0])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("RESET max_parallel_workers_per_gather")
    return {f"{name}_{when}_s": min(times) for name, times in took.items()}


def _one_by_one(organization: Organization) -> dict[str, float]:
    """Each of some customers buys, and is brought up to date."""
    took = []
    ids = Invoice.objects.order_by("pk").values_list("customer_id", flat=True)[:REFRESHED]
    for number, customer in enumerate(list(ids)):
        insert(Invoice, [_invoice(customer, 0) | {"number": f"BARU/{number}", "on": TODAY}])
        with _timed() as one:
            keeping.refresh(organization, [customer], on=TODAY + timedelta(days=1), now=timezone.now())
        took.append(one[0] * 1000)
    took = took[20:] or took
    p95 = statistics.quantiles(took, n=20)[-1]
    return {"refresh_median_ms": round(statistics.median(took), 2), "refresh_p95_ms": round(p95, 2)}


# Each in a process of its own, one after the other: the path told afterwards, a first pass that writes every row, one
# that finds nothing to write, the next day's; and around them the bare grouping over the same rows.
PARTS: dict[str, Callable[[Organization], dict[str, Any]]] = {
    "group_by_before": lambda organization: _bare(organization, "before"),
    "path": _path,
    "first_pass": lambda organization: _pass("first_pass", organization, TODAY),
    "unchanged_pass": lambda organization: _pass("unchanged_pass", organization, TODAY),
    "next_day_pass": lambda organization: _pass("next_day_pass", organization, TODAY + timedelta(days=1)),
    "group_by_after": lambda organization: _bare(organization, "after"),
    "history": _history,
    "refresh": _one_by_one,
}


@contextmanager
def _timed() -> Any:
    took = [0.0]
    began = time.perf_counter()
    yield took
    took[0] = round(time.perf_counter() - began, 4)
