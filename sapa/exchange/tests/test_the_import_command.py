"""`manage.py import`: what it says, writes beside the file, refuses, and leaves behind when it is interrupted."""

import csv
import signal
import tracemalloc
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.exchange import running
from sapa.exchange.kinds import KINDS
from sapa.exchange.mapping import Mapping
from sapa.exchange.progress import Interruption
from sapa.exchange.running import Job, run
from sapa.exchange.tests.files import csv_file
from sapa.lib.tables import open_table
from sapa.testing import Cast

SLUG = "maju-bersama"


def command(kind: str, path: Path, *options: Any, organization: str = SLUG) -> tuple[int, str]:
    """Its exit code and what it printed."""
    out = StringIO()
    try:
        call_command("import", kind, str(path), "--organization", organization, *map(str, options), stdout=out)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue()
    except CommandError as refused:
        return refused.returncode, f"{out.getvalue()}{refused}"
    return 0, out.getvalue()


def test_rejected_rows_are_kept_with_number_and_reason(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "nama,hp,warna", "Tini,0812,=biru", "Joni,081234567890,merah")
    code, said = command("customers", path)
    errors = tmp_path / "file.csv.errors.csv"
    assert code == 1
    assert str(errors) in said
    assert "warna" in said
    with errors.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0][2:] == ["nama", "hp", "warna"]
    assert (lines[1][0], lines[1][2:]) == ("2", ["Tini", "0812", "'=biru"])
    assert "0812" in lines[1][1]
    assert Customer.objects.get().name == "Joni"


def test_a_run_without_errors_leaves_no_error_file(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "nama,hp", "Tini,0812")
    command("customers", path)
    csv_file(tmp_path, "nama,hp", "Tini,081234567890")
    assert command("customers", path)[0] == 0
    assert [file.name for file in tmp_path.iterdir()] == ["file.csv"]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "nama,hp", "Tini,0812", "Joni,081234567890")
    events = Event.objects.count()
    code, said = command("customers", path, "--dry-run")
    assert code == 1
    assert "0812" in said
    assert [file.name for file in tmp_path.iterdir()] == ["file.csv"]
    assert (Customer.objects.count(), Event.objects.count()) == (0, events)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pdf.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
        ("zip.xlsx", b"PK\x03\x04" + bytes(60)),
        ("page.csv", b"<!DOCTYPE html><table><tr><td>nama</td></tr></table>"),
        ("utf16.csv", "nama,hp\nTini,\n".encode("utf-16")),
        ("broken.csv", b"nama,hp\nT\x81\x8dni,\n"),
        ("empty.csv", b""),
        ("wide.csv", (",".join(f"k{n}" for n in range(300)) + "\n").encode()),
        ("widerow.csv", b"nama,hp\n" + b"x," * 300 + b"\n"),
        ("twice.csv", b"nama,Nama\nTini,\n"),
        ("headless.csv", b"Tini,081234567890\nJoni,081234567891\n"),
        ("quote.csv", b'nama,hp\nTini,\n"Joni,' + b"x" * 200_000),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused_whole(cast: Cast, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code, said = command("customers", path)
    assert (code, Customer.objects.count()) == (2, 0)
    assert said.startswith(name)


def test_a_file_that_is_too_large_is_refused(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(b"nama\n" + b"Tini\n" * (11 * 1024 * 1024))
    assert command("customers", path)[0] == 2


@pytest.mark.parametrize(
    "written",
    [
        "kind = 'products'",
        "[[columns]]",
        "[column]",
        "[columns]\nname = 'judul'",
        "not toml",
        "values = 1",
        "[values]\na = 1",
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(cast: Cast, tmp_path: Path, written: str) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(written)
    code, said = command("customers", csv_file(tmp_path, "nama", "Tini"), "--mapping", mapping)
    assert (code, Customer.objects.count()) == (2, 0)
    assert said


@pytest.mark.parametrize(("organization", "name"), [("tidak-ada", "file.csv"), (SLUG, "tidak-ada.csv")])
def test_what_is_not_there_is_said_in_a_line(cast: Cast, tmp_path: Path, organization: str, name: str) -> None:
    csv_file(tmp_path, "nama", "Tini")
    code, said = command("customers", tmp_path / name, organization=organization)
    assert code == 2
    assert "tidak-ada" in said


def test_after_an_interruption_a_second_run_goes_on(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 2)
    path = csv_file(tmp_path, "nama,kode", *(f"Tini {n},{n}" for n in range(5)))

    def interrupt(rows: int) -> None:
        if rows == 4:
            signal.raise_signal(signal.SIGINT)

    with open_table(path) as table, Interruption() as asked:
        summary = run(
            KINDS["customers"](Job(cast.organization, Mapping(), "x")),
            table,
            on_progress=interrupt,
            is_stopped=lambda: asked.is_asked,
        )
    assert (summary.interrupted, summary.created, Customer.objects.count()) == (True, 4, 4)
    assert command("customers", path)[0] == 0
    assert Customer.objects.count() == 5


def test_memory_stays_flat(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHUNK", 100)
    peaks = []
    for rows in (400, 4000):
        path = csv_file(tmp_path, "nama,catatan", *(f"Tini {rows} {n},{'x' * 1000}" for n in range(rows)))
        tracemalloc.start()
        assert command("customers", path)[0] == 0
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 2_000_000  # ten times the rows, 3.6 MB more of file


def test_a_file_with_nothing_but_a_header_is_refused(cast: Cast, tmp_path: Path) -> None:
    assert command("customers", csv_file(tmp_path, "nama,hp")) == (
        2,
        "file.csv: The file has no rows below the names of its columns.",
    )


def test_it_says_why_a_file_cannot_be_read(cast: Cast, tmp_path: Path) -> None:
    missing = tmp_path / "tidak-ada.csv"
    assert command("customers", missing) == (2, f"{missing}: There is no such file.")
    assert command("customers", tmp_path) == (2, f"{tmp_path}: This is a directory, not a file.")


def test_it_says_where_a_mapping_is_wrong(cast: Cast, tmp_path: Path) -> None:
    mapping = tmp_path / "peta.toml"
    path = csv_file(tmp_path, "nama,hp", "Tini,081234567890")
    for written, why in (
        (b"kind = \n", "see line 1, column 8."),
        (b"[columns", "it ends too early."),
        (b"\xff", "UTF-8"),
    ):
        mapping.write_bytes(written)
        code, said = command("customers", path, "--mapping", mapping)
        assert (code, said.count("\n")) == (2, 0)
        assert why in said


def test_it_answers_in_the_language_of_the_shell(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
    assert command("customers", tmp_path) == (2, f"{tmp_path}: Ini sebuah direktori, bukan berkas.")
