"""`bin/test`: everything that CI runs, one line a step.

    bin/test                 all of it
    bin/test --list          the steps
    bin/test ruff mypy       only these; `fast` stands for all that need no database or browser
    bin/test sqlite -- PATH  hand the rest to pytest

All steps run, also after one has failed; then the exit status is 1. With CI=true a skipped step has failed.
Steps that keep one core busy run two at a time, and say at their turn what came of them. Tests take both cores.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from databases import Databases
from environment import PYTHON, ROOT, STAMPS, environment, prepare, say, stop
from postgresql import NoPostgresql

CHROMIUM = ["chromium-headless-shell", "chromium", "chromium-browser"]  # the first without windows: a quarter less work
CHROMIUM += ["google-chrome", "google-chrome-stable", "chrome"]
MAC_CHROMIUM = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
OURS = [
    "DATABASE_",
    "SAPA_",
    "SECRET_KEY",
    "EMAIL_",
    "BASE_URL",
    "ALLOWED_HOSTS",
    "TRUSTED_PROXY",
    "DEBUG",
    "HOST",
    "PORT",
]
OURS += ["DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS", "TESTS_SHARE"]
AT_ONCE = 2  # steps that keep one core busy


class Skipped(Exception):
    """A step that this machine cannot run; the message says how it could."""


@dataclass(frozen=True)
class Step:
    name: str
    title: str
    run: Callable[["Run"], bool]
    fast: bool = True
    alone: bool = False  # it takes all cores, and prints as it goes


@dataclass(frozen=True)
class Run:
    """One step's surroundings; `said` is what its programs printed when they failed."""

    environment: dict[str, str]
    pytest: list[str]
    databases: Databases
    said: list[str] = field(default_factory=list)

    def command(self, *command: str, **variables: str) -> bool:
        """Run in silence; keep what it said if it failed."""
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            self.said.append(done.stdout.strip())
        return done.returncode == 0

    def manage(self, *arguments: str, **variables: str) -> bool:
        return self.command(str(PYTHON), "manage.py", *arguments, **variables)

    def tests(self, *arguments: str, **variables: str) -> bool:
        """Run pytest before the eyes of whoever started this."""
        say("")
        command = [str(PYTHON), "-m", "pytest", "-n", "2", "--dist", "worksteal", *arguments, *self.pytest]
        return subprocess.run(command, cwd=ROOT, env=self.environment | variables, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    arguments, pytest = _split(arguments)
    if arguments == ["--list"]:
        for step in STEPS:
            say(f"{step.name:<12} {step.title}")
        return 0
    steps = _chosen(arguments)
    prepare(dev=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped and removed
    with tempfile.TemporaryDirectory(prefix="sapa-test-") as home, contextlib.ExitStack() as kept:
        variables = _clean(home)
        both = {"sqlite", "postgresql"} <= {step.name for step in steps} and not pytest
        databases = Databases(variables, kept, both=both)
        return _report(_outcomes(steps, lambda: Run(variables, pytest, databases)))


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    border = arguments.index("--")
    return arguments[:border], arguments[border + 1 :]


def _chosen(names: list[str]) -> list[Step]:
    unknown = set(names) - {step.name for step in STEPS} - {"fast", "--only"}
    if unknown:
        stop(f"bin/test knows no step {' '.join(sorted(unknown))}: see bin/test --list", 2)
    wanted = set(names) - {"--only"}
    return [step for step in STEPS if not wanted or step.name in wanted or ("fast" in wanted and step.fast)]


def _clean(home: str) -> dict[str, str]:
    """This environment without Sapa's own variables, and with a data directory that is thrown away.

    Where Python is told to leave no bytecode beside the sources it goes elsewhere: two dozen processes want it.
    """
    kept = {name: value for name, value in environment().items() if not name.startswith(tuple(OURS))}
    if kept.pop("PYTHONDONTWRITEBYTECODE", ""):
        kept["PYTHONPYCACHEPREFIX"] = str(STAMPS / "bytecode")
    return kept | {"SAPA_HOME": home}


def _outcomes(steps: list[Step], prepared: Callable[[], Run]) -> list[tuple[Step, str]]:
    """Run the steps, and print each with its outcome, in their order."""
    outcomes = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = [(step, run := prepared(), None if step.alone else pool.submit(_outcome, step, run)) for step in steps]
        try:
            for step, run, early in runs:
                print(f"{step.title} …", end=" ", flush=True)
                outcome = early.result() if early else _outcome(step, run)
                say("\n".join(["", *run.said, outcome] if run.said else [outcome]))
                outcomes.append((step, outcome))
        finally:
            pool.shutdown(cancel_futures=True)
    return outcomes


def _outcome(step: Step, run: Run) -> str:
    began = time.monotonic()
    try:
        outcome = "ok" if step.run(run) else "FAILED"
    except Skipped as reason:
        outcome = f"{'FAILED: ' if os.environ.get('CI') == 'true' else ''}skipped: {reason}"
    return f"{outcome} ({time.monotonic() - began:.1f} s)"


def _report(outcomes: list[tuple[Step, str]]) -> int:
    failed = [step.name for step, outcome in outcomes if outcome.startswith("FAILED")]
    if failed:
        say(f"\nFailed: {', '.join(failed)}. Again, only these: bin/test {' '.join(failed)}")
        return 1
    skipped = [step.name for step, outcome in outcomes if outcome.startswith("skipped")]
    say(f"\nAll is well{', but skipped: ' + ', '.join(skipped) if skipped else ''}.")
    return 0


def _ruff(run: Run) -> bool:
    return all([run.command("ruff", "check", "--quiet"), run.command("ruff", "format", "--check", "--quiet", "--diff")])


def _deployment(run: Run) -> bool:
    """Django's own checks, as on a server."""
    return run.manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        BASE_URL="https://sapa.example.id",
        TRUSTED_PROXY="yes",
        EMAIL_URL="smtp://localhost",
    )


def _messages(run: Run) -> bool:
    return run.command(str(PYTHON), str(ROOT / "bin/tools"), "messages", "--check")


def _migrate_sqlite(run: Run) -> bool:
    return _said(run, run.databases.migrate_sqlite)


def _migrate_postgresql(run: Run) -> bool:
    return _said(run, run.databases.migrate_postgresql)


def _said(run: Run, migrate: Callable[[], str]) -> bool:
    """Make a template by all migrations, if that was not done yet; keep what it said if it failed."""
    try:
        wrong = migrate()
    except NoPostgresql as error:
        raise Skipped(str(error)) from error
    run.said.extend([wrong] if wrong else [])
    return not wrong


def _sqlite(run: Run) -> bool:
    share = run.databases.share_of("sqlite")
    return run.tests("--nomigrations", **run.databases.sqlite_variables(), **share)


def _postgresql(run: Run) -> bool:
    share = run.databases.share_of("postgresql")
    return _migrate_postgresql(run) and run.tests(**run.databases.postgresql_variables(), **share)


def _browser(run: Run) -> bool:
    found = [program for name in CHROMIUM if (program := shutil.which(name))]
    found += [MAC_CHROMIUM] if Path(MAC_CHROMIUM).exists() else []
    if not found:
        raise Skipped("Chromium is not installed (Debian: apt install chromium)")
    return run.tests("e2e", "--nomigrations", SAPA_CHROMIUM=found[0], **run.databases.sqlite_variables())


STEPS = [
    Step("mypy", "Types (mypy)", lambda run: run.command(str(PYTHON), "-m", "mypy", "--no-error-summary")),
    Step("migrate-sqlite", "All migrations, on SQLite", _migrate_sqlite, fast=False),
    Step("migrate-postgresql", "All migrations, on PostgreSQL", _migrate_postgresql, fast=False),
    Step("ruff", "Python style (ruff)", _ruff),
    Step("djlint", "Templates (djlint)", lambda run: run.command("djlint", "sapa", "--lint", "--quiet")),
    Step("layers", "Layers (import-linter)", lambda run: run.command("lint-imports", "--no-cache")),
    Step("migrations", "Migrations of all changes", lambda run: run.manage("makemigrations", "--check", "--dry-run")),
    Step("deployment", "Settings of a server (check --deploy)", _deployment),
    Step("messages", "Translations", _messages),
    # In copies of a database that all migrations have made; on SQLite, where that was not made in this run, in tables
    # straight from the models: the migrations take half a minute.
    Step("sqlite", "Tests on SQLite", _sqlite, fast=False, alone=True),
    Step("postgresql", "Tests on PostgreSQL", _postgresql, fast=False, alone=True),
    Step("browser", "Tests in a browser", _browser, fast=False, alone=True),
]
