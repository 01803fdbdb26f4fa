"""A copy of the database that can be relied on, or a clear refusal."""

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from sapa.web import backups
from sapa.web.backups import BackupFailed, back_up, keep_newest
from sapa.web.management.commands import prepare

NOW = datetime(2026, 11, 22, 1, 37, tzinfo=UTC)


def sqlite_database(path: Path) -> DatabaseWrapper:
    """A database of its own, in WAL as Sapa's is, with one row that no checkpoint has moved yet."""
    database = DatabaseWrapper(connection.settings_dict | {"NAME": str(path), "OPTIONS": {}}, alias="kept")
    live = sqlite3.connect(path)
    live.execute("PRAGMA journal_mode=WAL")
    live.execute("CREATE TABLE customer (name TEXT)")
    live.execute("INSERT INTO customer VALUES ('Bu Wati')")
    live.commit()
    live.close()
    return database


def rows(path: Path) -> list[tuple[str]]:
    copy = sqlite3.connect(path)
    try:
        return copy.execute("SELECT name FROM customer").fetchall()
    finally:
        copy.close()


class TestOnSqlite:
    def test_the_copy_holds_every_row(self, tmp_path: Path) -> None:
        path = back_up(sqlite_database(tmp_path / "live.sqlite3"), NOW, tmp_path / "backups")
        assert path == tmp_path / "backups/sapa-20261122-013700-000000.sqlite3"
        assert rows(path) == [("Bu Wati",)]

    def test_it_copies_while_someone_writes(self, tmp_path: Path) -> None:
        database = sqlite_database(tmp_path / "live.sqlite3")
        writer = sqlite3.connect(tmp_path / "live.sqlite3", isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO customer VALUES ('Pak Joko')")
        path = back_up(database, NOW, tmp_path / "backups")
        writer.execute("ROLLBACK")
        writer.close()
        assert rows(path) == [("Bu Wati",)]

    def test_only_its_owner_may_read_it(self, tmp_path: Path) -> None:
        path = back_up(sqlite_database(tmp_path / "live.sqlite3"), NOW, tmp_path / "backups")
        assert path.stat().st_mode & 0o077 == 0

    def test_a_damaged_database_makes_no_backup(self, tmp_path: Path) -> None:
        database = sqlite_database(tmp_path / "live.sqlite3")
        content = bytearray((tmp_path / "live.sqlite3").read_bytes())
        content[4096 : 4096 + 512] = b"\xff" * 512
        (tmp_path / "live.sqlite3").write_bytes(content)
        with pytest.raises(BackupFailed):
            back_up(database, NOW, tmp_path / "backups")
        assert list((tmp_path / "backups").iterdir()) == []

    def test_a_missing_database_makes_no_backup(self, tmp_path: Path) -> None:
        database = sqlite_database(tmp_path / "live.sqlite3")
        (tmp_path / "live.sqlite3").unlink()
        with pytest.raises(BackupFailed):
            back_up(database, NOW, tmp_path / "backups")

    def test_a_folder_that_cannot_be_made_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(BackupFailed, match="Not a directory"):
            back_up(sqlite_database(tmp_path / "live.sqlite3"), NOW, tmp_path / "file/backups")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="pg_dump is for PostgreSQL")
@pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not installed")
@pytest.mark.django_db
class TestOnPostgresql:
    def test_the_dump_can_be_read(self, tmp_path: Path) -> None:
        path = back_up(connection, NOW, tmp_path)
        assert path.name == "sapa-20261122-013700-000000.dump"
        assert path.stat().st_size > 10_000

    def test_a_dump_that_cannot_be_made_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        given = connection.get_connection_params()
        monkeypatch.setattr(connection, "get_connection_params", lambda: given | {"dbname": "no_such_database"})
        with pytest.raises(BackupFailed, match="no_such_database"):
            back_up(connection, NOW, tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_a_missing_program_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(backups.shutil, "which", lambda _: None)
        with pytest.raises(BackupFailed, match="pg_dump is not installed"):
            back_up(connection, NOW, tmp_path)


def test_it_keeps_the_newest_and_nothing_else_is_touched(tmp_path: Path) -> None:
    database = sqlite_database(tmp_path / "live.sqlite3")
    made = [back_up(database, NOW + timedelta(days=day), tmp_path / "backups") for day in range(4)]
    (tmp_path / "backups/notes.txt").touch()
    assert keep_newest(2, tmp_path / "backups") == made[:2]
    assert sorted((tmp_path / "backups").iterdir()) == [tmp_path / "backups/notes.txt", *made[2:]]


@pytest.mark.django_db
class TestAnUpgrade:
    @pytest.fixture
    def old_database(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The database lacks a migration; the commands that would mend it are noted, and not run."""
        called: list[str] = []
        monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["one"])
        first = {("tenancy", "0001_initial"): None}  # also where the tests' tables are made without migrations
        monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _recorder: first)
        monkeypatch.setattr(prepare, "call_command", lambda name, **_: called.append(name))
        return called

    def test_it_backs_up_first(self, old_database: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(prepare, "back_up", lambda *_: old_database.append("backup"))
        call_command("prepare")
        assert old_database == ["backup", "migrate", "createcachetable", "load_regions"]

    def test_it_stops_when_the_backup_fails(self, old_database: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object) -> None:
            raise BackupFailed("No space left on device.")

        monkeypatch.setattr(prepare, "back_up", full)
        with pytest.raises(CommandError, match="No space left"):
            call_command("prepare")
        assert old_database == []

    def test_a_database_that_is_up_to_date_is_not_backed_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        called: list[str] = []
        monkeypatch.setattr(prepare, "call_command", lambda name, **_: called.append(name))
        monkeypatch.setattr(prepare, "back_up", lambda *_: called.append("backup"))
        call_command("prepare")
        assert called == ["createcachetable", "load_regions"]
