"""`bin/reset`: asks once, then deletes the data of this machine's Sapa; its backups stay. --yes does not ask."""

import contextlib
import shutil
import sqlite3
import sys
from pathlib import Path

from environment import ROOT, say, stop

sys.path.insert(0, str(ROOT))
from sapa.configuration import Configuration, ConfigurationError, load
from sapa.machine import told


def main(arguments: list[str]) -> int:
    if set(arguments) - {"--yes"}:
        stop(told("usage: bin/reset [--yes]"))
    configuration = _configuration()
    if configuration.database["ENGINE"] != "django.db.backends.sqlite3":
        stop(told("bin/reset deletes only what is in SAPA_HOME. Drop the PostgreSQL database with its own tools."))
    database = Path(str(configuration.database["NAME"]))
    doomed = [database, *(database.with_name(f"{database.name}{end}") for end in ("-wal", "-shm"))]
    doomed += [configuration.home / name for name in ("files", "mail")]
    doomed = [path for path in doomed if path.exists()]
    if not doomed:
        say(told("There is no data in {home}.", home=configuration.home))
        return 0
    _refuse_while_in_use(database)
    if "--yes" not in arguments and not _agreed(doomed):
        say(told("Nothing was deleted."))
        return 1
    for path in doomed:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    say(told("Deleted. bin/run begins anew."))
    return 0


def _configuration() -> Configuration:
    try:
        return load()
    except ConfigurationError as error:
        stop(str(error), 2)


def _refuse_while_in_use(database: Path) -> None:
    """SQLite leaves its WAL mode only when nobody else has the database open."""
    if not database.exists():
        return
    try:
        with contextlib.closing(sqlite3.connect(database, timeout=0.1)) as connection:
            if connection.execute("PRAGMA journal_mode=DELETE").fetchone() != ("delete",):
                stop(told("Sapa is running: stop it first."))
    except sqlite3.OperationalError:
        stop(told("Sapa is running: stop it first."))
    except sqlite3.DatabaseError:
        return  # not a database any more: all the more reason to delete it


def _agreed(doomed: list[Path]) -> bool:
    say(told("This deletes for good:") + "\n" + "\n".join(f"  {path}" for path in doomed))
    try:
        return input(told("Delete? Type yes: ")).strip().lower() in {"yes", "ya"}
    except EOFError:
        return False
