"""A copy of the database, made while Sapa runs and checked before it counts."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _


class BackupFailed(Exception):
    """No copy that can be relied on was made; the message is a sentence for the operator."""


def back_up(connection: BaseDatabaseWrapper, now: datetime, folder: Path | None = None) -> Path:
    """Make `sapa-<time>.sqlite3` or `.dump` in the folder (default: SAPA_HOME/backups) and return its path.

    Written under another name first: a file with that name is whole and was read back. Raises BackupFailed."""
    folder = folder or settings.SAPA_HOME / "backups"
    suffix, copy = (".dump", _dump) if connection.vendor == "postgresql" else (".sqlite3", _copy)
    path = folder / f"sapa-{now:%Y%m%d-%H%M%S-%f}{suffix}"
    unfinished = path.with_suffix(".unfinished")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.touch(mode=0o600)
        copy(connection, unfinished)
        _sync(unfinished)
        unfinished.replace(path)
    except (OSError, sqlite3.Error, subprocess.SubprocessError) as error:
        raise BackupFailed(_("The backup failed: %(reason)s.") % {"reason": _reason(error)}) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return path


def keep_newest(count: int, folder: Path | None = None) -> list[Path]:
    """Delete all backups but the newest ones; the deleted paths."""
    found = sorted(_backups(folder or settings.SAPA_HOME / "backups"), key=lambda path: path.name)
    old = found[:-count] if count else []
    for path in old:
        path.unlink()
    return old


def _copy(connection: BaseDatabaseWrapper, path: Path) -> None:
    """SQLite's own backup, which waits for nobody, then its check of the copy."""
    source = Path(connection.settings_dict["NAME"])
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(path)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok" or copy.execute("PRAGMA foreign_key_check").fetchone():
            raise sqlite3.DatabaseError(f"the copy is not whole: {verdict}")


def _dump(connection: BaseDatabaseWrapper, path: Path) -> None:
    """pg_dump, as who owns the tables (others see no rows), then pg_restore's reading of the list of contents."""
    given = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    environment = os.environ | {variable: str(given[name]) for name, variable in names.items() if given.get(name)}
    _run(["pg_dump", "--format=custom", "--no-owner", f"--file={path}"], environment)
    contents = _run(["pg_restore", "--list", str(path)], environment)
    if " TABLE DATA " not in contents:
        raise OSError("pg_restore finds no rows in the copy")


def _run(command: list[str], environment: dict[str, str]) -> str:
    program = shutil.which(command[0])
    if not program:
        raise OSError(f"{command[0]} is not installed (Debian: apt install postgresql-client)")
    done = subprocess.run([program, *command[1:]], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(done.stderr.strip() or f"{command[0]} ended with {done.returncode}")
    return done.stdout


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _backups(folder: Path) -> Iterator[Path]:
    yield from folder.glob("sapa-*.sqlite3")
    yield from folder.glob("sapa-*.dump")


def _reason(error: BaseException) -> str:
    return (error.strerror if isinstance(error, OSError) and error.strerror else "") or str(error)
