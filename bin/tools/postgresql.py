"""A private PostgreSQL: made in a temporary directory, reached by its socket there, removed afterwards.

Used by the tests and measurements; nothing of the machine's own PostgreSQL is touched but its programs.
"""

import contextlib
import locale
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OWNER = "sapa_owner"
DATABASE = "sapa"
HOW_TO_GET = "PostgreSQL is not installed (Debian: apt install postgresql; macOS: brew install postgresql)"
PLACES = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
]
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # quick; a crash may lose it all
TUNED = {"shared_buffers": "256MB", "work_mem": "16MB", "max_connections": "60", "listen_addresses": "''"}


class NoPostgresql(Exception):
    """PostgreSQL's server programs are not on this machine."""


class PostgresqlFailed(Exception):
    """A program of PostgreSQL's failed; the message is its own."""


def programs() -> Path:
    """The directory of initdb and pg_ctl: pg_config's, else the newest of the usual places. Raises NoPostgresql."""
    told = []
    if shutil.which("pg_config"):
        done = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        told = [Path(done.stdout.strip())]
    usual = [found for place in PLACES for found in Path("/").glob(place.lstrip("/"))]
    on_path = [Path(program).parent for program in [shutil.which("initdb")] if program]
    for folder in [*told, *sorted(usual, key=_version, reverse=True), *on_path]:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoPostgresql(HOW_TO_GET)


@contextmanager
def private_cluster(**settings: str) -> Iterator[str]:
    """Yield the DATABASE_URL of an empty database, connecting as a superuser who will own the tables."""
    bindir = programs()
    home = Path(tempfile.mkdtemp(prefix="sapa-pg-", dir="/tmp"))  # a socket's path must be short
    user = _server_user()
    try:
        if user:
            os.chown(home, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        data = home / "data"
        _run(user, bindir / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", _locale(), "--no-sync")
        configuration = "".join(f"{name} = {value}\n" for name, value in (TUNED | FORGETFUL | settings).items())
        with (data / "postgresql.auto.conf").open("a") as file:
            file.write(f"{configuration}unix_socket_directories = '{home}'\n")
        _run(user, bindir / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", home / "log", "start")
        _run(None, bindir / "createdb", "-h", home, "-U", OWNER, "-T", "template0", DATABASE)
        yield f"postgresql://{OWNER}@/{DATABASE}?host={home}"
    finally:
        with contextlib.suppress(PostgresqlFailed):
            _run(user, bindir / "pg_ctl", "-D", home / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)


def _locale() -> str:
    """One that knows the small and capital letters of all languages, if the machine has it."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "en_US.UTF-8"):
        with contextlib.suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, name)
            locale.setlocale(locale.LC_CTYPE, before)
            return f"--locale={name}"
    return "--no-locale"


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as its own user, or as nobody."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(user: str | None, *command: str | Path) -> None:
    as_user: dict[str, Any] = {}
    if user:
        entry = pwd.getpwnam(user)
        as_user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    with tempfile.TemporaryFile() as output:  # a pipe would be held open by the server that pg_ctl starts
        done = subprocess.run(
            [str(part) for part in command],
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl+C is for the tests; the server is stopped after them
            check=False,
            **as_user,
        )
        output.seek(0)
        if done.returncode:
            raise PostgresqlFailed(f"{Path(command[0]).name} failed: {output.read().decode(errors='replace').strip()}")


def _version(folder: Path) -> list[int]:
    return [int(number) for number in "".join(c if c.isdigit() else " " for c in str(folder)).split()]
