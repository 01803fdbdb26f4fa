"""What few requests want is not in memory before one does: web and worker rest in 250 MB together."""

import subprocess
import sys

import pytest

from sapa.configuration import ROOT

SELDOM = {
    "numpy", "scipy", "PIL", "typst", "segno", "zxingcpp", "num2words", "holidays", "dateutil", "openpyxl",
    "python_calamine", "phonenumbers", "babel", "qrcode", "sapa.demo.company",
}  # fmt: skip
WEB = "from sapa.web.management.commands.serve import loaded; loaded()"
WORKER = "from sapa.web.management.commands.work import load_tasks; load_tasks()"


def started(program: str) -> tuple[set[str], int]:
    """What a program has imported when it is ready, and how many objects it keeps from the garbage collector."""
    code = f"import django; django.setup()\n{program}\nimport gc, sys\nprint(gc.get_freeze_count(), *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    frozen, *modules = done.stdout.split()
    return set(modules), int(frozen)


@pytest.fixture(scope="module")
def web() -> tuple[set[str], int]:
    return started(WEB)


@pytest.fixture(scope="module")
def worker() -> tuple[set[str], int]:
    return started(WORKER)


@pytest.mark.parametrize("program", ["web", "worker"])
def test_nothing_large_is_loaded_before_it_is_wanted(program: str, request: pytest.FixtureRequest) -> None:
    """Import it in the function that needs it."""
    modules, _frozen = request.getfixturevalue(program)
    assert "sapa.web" in modules
    assert modules & SELDOM == set()


def test_the_web_has_every_page_at_hand_before_it_forks(web: tuple[set[str], int]) -> None:
    modules, frozen = web
    assert {"sapa.urls", "sapa.urls_organization", "sapa.sales.views.invoices"} <= modules
    assert frozen > 100_000


def test_the_worker_loads_no_pages(worker: tuple[set[str], int]) -> None:
    modules, _frozen = worker
    assert "sapa.urls_organization" not in modules
