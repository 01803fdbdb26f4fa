"""`bin/test` runs every step, says at its turn what came of it, and fails with any of them."""

import contextlib
import subprocess
import sys
from pathlib import Path

import checks
import pytest
from databases import Databases
from postgresql import NoPostgresql


def outcomes(home: Path, *steps: checks.Step) -> list[str]:
    variables = checks._clean(str(home))
    with contextlib.ExitStack() as kept:
        databases = Databases(variables, kept)
        found = checks._outcomes(list(steps), lambda: checks.Run(variables, [], databases))
    return [outcome.split(" (")[0] for _step, outcome in found]


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


GOOD = checks.Step("good", "Good", lambda run: run.command(*python("")))
BAD = checks.Step("bad", "Bad", lambda run: run.command(*python("print('a wrong comma'); raise SystemExit(1)")))


def test_all_run_also_after_one_has_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert outcomes(tmp_path, BAD, GOOD) == ["FAILED", "ok"]
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Bad … "
    assert said[1] == "a wrong comma"
    assert said[2].startswith("FAILED (")
    assert said[3].startswith("Good … ok (")


def test_what_takes_all_cores_begins_when_the_others_have_ended(tmp_path: Path) -> None:
    done = []
    quiet = [checks.Step(name, name, lambda _run, name=name: not done.append(name)) for name in "abc"]
    alone = checks.Step("tests", "Tests", lambda _run: sorted(done) == ["a", "b", "c"], alone=True)
    assert outcomes(tmp_path, *quiet, alone) == ["ok"] * 4


@pytest.mark.parametrize(("ci", "outcome"), [("true", "FAILED: skipped: no server"), ("", "skipped: no server")])
def test_what_this_machine_cannot_run_has_failed_in_ci(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ci: str, outcome: str
) -> None:
    def refuse() -> str:
        raise NoPostgresql("no server")

    monkeypatch.setenv("CI", ci)
    step = checks.Step("x", "X", lambda run: checks._said(run, refuse))
    assert outcomes(tmp_path, step) == [outcome]


def test_the_tests_copy_no_template_whose_migrations_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with contextlib.ExitStack() as kept:
        databases = Databases(checks._clean(str(tmp_path)), kept)
        monkeypatch.setattr(databases, "_migrate", lambda _url: "no such column")
        assert databases.migrate_sqlite() == "no such column"
        assert databases.sqlite_variables() == {}
        monkeypatch.setattr(databases, "_migrate", lambda _url: "")
        assert databases.migrate_sqlite() == ""
        assert databases.sqlite_variables() == {"SAPA_TEST_TEMPLATE": str(tmp_path / "template.sqlite3")}


def test_each_database_has_its_share_only_where_both_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse() -> str:
        raise NoPostgresql

    with contextlib.ExitStack() as kept:
        both, one = (Databases(checks._clean(str(tmp_path)), kept, both=yes) for yes in (True, False))
        for databases in (both, one):
            monkeypatch.setattr(databases, "migrate_postgresql", lambda: "")
        assert both.share_of("sqlite") == {"TESTS_SHARE": "sqlite"}
        assert both.share_of("postgresql") == {"TESTS_SHARE": "postgresql"}
        assert one.share_of("sqlite") == {}
        monkeypatch.setattr(both, "migrate_postgresql", refuse)
        assert both.share_of("sqlite") == {}  # then nobody runs the other one


def test_bytecode_is_kept_though_not_beside_the_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    variables = checks._clean(str(tmp_path)) | {"PYTHONPYCACHEPREFIX": str(tmp_path / "bytecode")}
    (tmp_path / "one.py").write_text("")
    command = python("import sys; sys.path.insert(0, '.'); import one; print(one.__cached__)")
    said = subprocess.run(command, env=variables, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert said.startswith(str(tmp_path / "bytecode"))
    assert list(tmp_path.glob("bytecode/**/one*.pyc"))
    assert not (tmp_path / "__pycache__").exists()


def test_the_list_names_every_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.main(["--list"]) == 0
    named = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert named == [step.name for step in checks.STEPS]
