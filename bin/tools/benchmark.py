"""`bin/bench`: the whole measurement, on PostgreSQL and on SQLite, into bench/results.json.

SCALE=0.1 makes it quick; ONLY=sqlite or ONLY=postgresql leaves one out.
"""

import csv
import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from environment import PYTHON, ROOT, prepare, stop
from postgresql import private_cluster
from server import commands

sys.path.insert(0, str(ROOT))
from bench import floors, measure
from bench.browser import Browser
from sapa.machine import told

SIZES = {"postgresql": 100_000, "sqlite": 10_000}
FEWEST = 1_000  # with fewer there are too few of each kind to take another one each time
VALUED = 100_000  # customers that never were, whose value model is fitted: no database has a part in it
KNOWN = {"postgresql": 1_000_000, "sqlite": 10_000}  # customers with five invoices each, for the passes over all
PARTS = (  # of bench.knowing
    "group_by_before", "path", "first_pass", "unchanged_pass", "next_day_pass", "group_by_after", "history", "refresh",
)  # fmt: skip
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}  # as on a server
PORT = int(os.environ.get("PORT", "8765"))
PASSWORD = "ukur-sapa-2026"


def main(arguments: list[str]) -> int:
    wanted = os.environ.get("ONLY")
    if arguments or wanted not in {None, *SIZES}:
        stop(told("usage: [SCALE=1] [ONLY=sqlite|postgresql] bin/bench"))
    prepare()
    scale = float(os.environ.get("SCALE", "1"))
    report: dict[str, Any] = {
        "machine": f"{os.cpu_count()} cores, {platform.python_version()}",
        "scale": scale,
        "machine_speed": {},
    }
    report |= {
        "rows": [],
        "throughput": [],
        "memory_mb": 0,
        "memory": {},
        "page_bytes": {},
        "import_rows_per_s": 0,
        "knowing": {},
        "valuing": value(max(2_000, int(VALUED * scale))),
    }
    for database, size in SIZES.items():
        if wanted in {None, database}:
            count = max(FEWEST, int(size * scale))
            with home(database) as environment:
                bench(database, count, environment, report)
            with home(database) as environment:
                report["knowing"][database] = know(database, int(KNOWN[database] * scale), environment)
    (ROOT / "bench/results.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    print("\nWritten to bench/results.json")
    return 0


@contextmanager
def home(database: str) -> Iterator[dict[str, str]]:
    """A data directory and a database of its own, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sapa-bench-"))
    environment = os.environ | {
        "SAPA_HOME": str(folder),
        "PORT": str(PORT),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": str(ROOT),
        "TRUSTED_PROXY": "yes",  # so that each post of the public form can come from another address
    }
    try:
        if database == "sqlite":
            yield environment | {"DATABASE_URL": f"sqlite:///{folder / 'sapa.sqlite3'}"}
            return
        with private_cluster(**DURABLE) as owner_url:
            yield environment | {
                "DATABASE_OWNER_URL": owner_url,
                "DATABASE_URL": application_role(owner_url),
            }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def application_role(owner_url: str) -> str:
    """Make the role that the application connects as: it owns nothing, so row-level security holds it."""
    import psycopg

    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE sapa_app LOGIN")
    return re.sub(r"//[^@]*@", "//sapa_app@", owner_url)


def bench(database: str, count: int, environment: dict[str, str], report: dict[str, Any]) -> None:
    print(f"\n{database}: {count:,} customers, {count:,} opportunities, {count * 5:,} activities", flush=True)
    load(database, count, environment)
    ids = json.loads(manage(environment, "bench_ids"))
    report["machine_speed"][database] = measure.machine_speed()
    print("a million additions in Python:", report["machine_speed"][database], flush=True)
    with server(environment) as (programs, browser):
        for _ in range(5):
            browser.get("/healthz/", expect=(200, 503))
        browser.log_in("sari@example.id", PASSWORD)
        report["memory"][f"{database} after log-in"] = weigh(programs)
        repeat = 60 if count >= 5000 else 20
        found = floors.measure(environment, ids, repeat)
        pages = measure.Pages(browser, ids)
        print(f"{'':20}{'median':>8}{'p95':>8}{'empty':>8}{'over':>8}{'floor':>8}{'queries':>9}")
        for row in measure.rows(pages, database, found, repeat):
            report["rows"].append(asdict(row))
            over = row.median_ms - row.empty_view_ms
            print(
                f"{row.name:20}{row.median_ms:8.1f}{row.p95_ms:8.1f}{row.empty_view_ms:8.1f}{over:8.1f}"
                f"{row.sql_floor_ms:8.1f}{row.queries:9}",
                flush=True,
            )
        for name, path in {
            "customer list": "/ukur/customers/",
            "kanban": "/ukur/opportunities/",
        }.items():
            rate = measure.throughput(PORT, browser.cookies, path, 8 if count >= 5000 else 2)
            report["throughput"].append({"name": name, "database": database, "clients": 8, "per_second": rate})
            print(f"{name}, 8 clients: {rate} a second", flush=True)
            cold, warm = browser.weight(path)
            report["page_bytes"][f"{name}, {database}"] = {"cold": cold, "warm": warm}
            print(f"{name}: {cold:,} bytes cold, {warm:,} warm")
        report["memory"][f"{database} after work"] = weigh(programs)
        print("memory, MB:", report["memory"])
        if database == "postgresql" or not report["memory_mb"]:
            report["memory_mb"] = report["memory"][f"{database} after log-in"]["total"]
    rate = import_rate(environment, 10_000 if count >= 5000 else 1_000)
    print(f"import: {rate} rows a second")
    if database == "postgresql" or not report["import_rows_per_s"]:
        report["import_rows_per_s"] = rate
    report[f"import_rows_per_s_{database}"] = rate


def know(database: str, count: int, environment: dict[str, str]) -> dict[str, Any]:
    """The passes over the figures of very many customers, against the bare GROUP BY over the same rows."""
    print(f"\n{database}: {count:,} customers with five invoices each", flush=True)
    load(database, count, environment, "load_knowing")
    found: dict[str, Any] = {}
    for part in PARTS:  # each in a process of its own, whose memory is measured
        told = json.loads(manage(environment, "bench_knowing", part))
        for name, value in told.items():
            print(f"  {name}: {value:,}", flush=True)
        found |= told
    return found


def value(count: int) -> dict[str, Any]:
    """The fit of the value model, as the worker makes it."""
    found: dict[str, Any] = json.loads(run([str(PYTHON), "-m", "bench.valuing", str(count)], dict(os.environ)))
    print(f"value model of {count:,} customers: {found['fit_s']} s", flush=True)
    return found


def load(database: str, count: int, environment: dict[str, str], command: str = "load_bench") -> None:
    began = time.monotonic()
    manage(environment, "prepare")
    owner = environment.get("DATABASE_OWNER_URL") or environment["DATABASE_URL"]  # may leave keys unchecked
    manage(environment | {"DATABASE_URL": owner}, command, str(count))
    if database == "postgresql":
        import psycopg

        with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    print(f"loaded in {time.monotonic() - began:.0f} s", flush=True)


@contextmanager
def server(environment: dict[str, str]) -> Iterator[tuple[dict[str, int], Browser]]:
    """The real web server and worker, as bin/run starts them."""
    web, worker = (
        subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL) for command in commands()
    )
    browser = Browser(PORT)
    try:
        for _ in range(300):
            try:
                browser.get("/healthz/")
                break
            except (OSError, RuntimeError):
                browser.connection = None
                time.sleep(0.1)
        else:
            raise RuntimeError("the server did not get well")
        yield {"web": web.pid, "worker": worker.pid}, browser
    finally:
        for program in (web, worker):
            program.terminate()
        for program in (web, worker):
            program.wait(20)


def weigh(programs: dict[str, int]) -> dict[str, float]:
    sizes = {name: floors.memory_mb(pid) for name, pid in programs.items()}
    return sizes | {"total": round(sum(sizes.values()), 1)}


def import_rate(environment: dict[str, str], count: int) -> float:
    """Rows a second of `manage.py import customers`, from its start to its end."""
    chance = random.Random(7)
    path = Path(environment["SAPA_HOME"]) / "pelanggan.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Nama", "Telepon", "Email", "Jenis pasar", "Alamat", "Tag"])
        for number in range(count):
            name = f"Warga {chance.randrange(10**6)} {number}"
            writer.writerow(
                [
                    name,
                    f"0813{20_000_000 + number}",
                    f"w{number}@example.id",
                    "B2C",
                    "Jl. Mawar 1",
                    "impor",
                ]
            )
    began = time.monotonic()
    manage(environment, "import", "customers", str(path), "--organization", "impor")
    return round(count / (time.monotonic() - began), 0)


def manage(environment: dict[str, str], *arguments: str) -> str:
    return run([str(PYTHON), "manage.py", *arguments], environment)


def run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)[:200]}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout
