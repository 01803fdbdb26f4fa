"""`bin/test`: everything that CI runs, one line a step.

    bin/test                 all of it
    bin/test --list          the steps
    bin/test ruff mypy       only these; `fast` stands for all that need no database or browser
    bin/test sqlite -- PATH  hand the rest to pytest

All steps run, also after one has failed; then the exit status is 1. With CI=true a skipped step has failed.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from environment import PYTHON, ROOT, environment, prepare, say, stop
from postgresql import NoPostgresql, private_cluster

CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
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
OURS += ["DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS"]


class Skipped(Exception):
    """A step that this machine cannot run; the message says how it could."""


@dataclass(frozen=True)
class Step:
    name: str
    title: str
    run: Callable[["Run"], bool]
    fast: bool = True


@dataclass(frozen=True)
class Run:
    environment: dict[str, str]
    pytest: list[str]

    def command(self, *command: str, **variables: str) -> bool:
        """Run in silence; print what it said if it failed."""
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
            say(f"\n{done.stdout.strip()}")
        return done.returncode == 0

    def manage(self, *arguments: str, **variables: str) -> bool:
        return self.command(str(PYTHON), "manage.py", *arguments, **variables)

    def tests(self, *arguments: str, **variables: str) -> bool:
        """Run pytest before the eyes of whoever started this."""
        say("")
        command = [str(PYTHON), "-m", "pytest", *arguments, *self.pytest]
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
    with tempfile.TemporaryDirectory(prefix="sapa-test-") as home:
        return _report([(step, _outcome(step, Run(_clean(home), pytest))) for step in steps])


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
    """This environment without Sapa's own variables, and with a data directory that is thrown away."""
    kept = {name: value for name, value in environment().items() if not name.startswith(tuple(OURS))}
    return kept | {"SAPA_HOME": home}


def _outcome(step: Step, run: Run) -> str:
    print(f"{step.title} …", end=" ", flush=True)
    began = time.monotonic()
    try:
        outcome = "ok" if step.run(run) else "FAILED"
    except Skipped as reason:
        outcome = f"{'FAILED: ' if os.environ.get('CI') == 'true' else ''}skipped: {reason}"
    outcome += f" ({time.monotonic() - began:.1f} s)"
    say(outcome)
    return outcome


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


def _postgresql(run: Run) -> bool:
    with _postgresql_or_skip() as url:
        return run.tests("-n", "2", DATABASE_URL=url)


@contextlib.contextmanager
def _postgresql_or_skip() -> Iterator[str]:
    try:
        with private_cluster() as url:
            yield url
    except NoPostgresql as error:
        raise Skipped(str(error)) from error


def _browser(run: Run) -> bool:
    found = [program for name in CHROMIUM if (program := shutil.which(name))]
    found += [MAC_CHROMIUM] if Path(MAC_CHROMIUM).exists() else []
    if not found:
        raise Skipped("Chromium is not installed (Debian: apt install chromium)")
    return run.tests("e2e", "-n", "2", SAPA_CHROMIUM=found[0])


STEPS = [
    Step("ruff", "Python style (ruff)", _ruff),
    Step("mypy", "Types (mypy)", lambda run: run.command(str(PYTHON), "-m", "mypy", "--no-error-summary")),
    Step("djlint", "Templates (djlint)", lambda run: run.command("djlint", "sapa", "--lint", "--quiet")),
    Step("layers", "Layers (import-linter)", lambda run: run.command("lint-imports", "--no-cache")),
    Step("migrations", "Migrations", lambda run: run.manage("makemigrations", "--check", "--dry-run")),
    Step("deployment", "Settings of a server (check --deploy)", _deployment),
    Step("messages", "Translations", _messages),
    # Tables straight from the models: a SQLite table is made anew by each change to it, which takes each process 20 s.
    # The migrations run in the browser's tests, and on PostgreSQL.
    Step("sqlite", "Tests on SQLite", lambda run: run.tests("-n", "2", "--nomigrations"), fast=False),
    Step("postgresql", "Tests on PostgreSQL", _postgresql, fast=False),
    Step("browser", "Tests in a browser", _browser, fast=False),
]
