"""The databases that `bin/test` makes once by all migrations, and that each test process copies."""

import subprocess
from contextlib import ExitStack
from pathlib import Path
from threading import Lock

from environment import PYTHON, ROOT
from postgresql import DATABASE, NoPostgresql, private_cluster


class Databases:
    """Templates of the tests' databases, gone when `kept` closes.

    Where `both` run the whole suite, each runs its share of the tests that need not run twice: see conftest.py.
    """

    def __init__(self, environment: dict[str, str], kept: ExitStack, *, both: bool = False) -> None:
        self._environment = environment
        self._both = both
        self._kept = kept
        self._sqlite: Path | None = None
        self._postgresql = ""  # its URL
        self._one_at_a_time = Lock()

    def migrate_sqlite(self) -> str:
        """Make the one on SQLite. Gives what went wrong, or nothing."""
        file = Path(self._environment["SAPA_HOME"]) / "template.sqlite3"
        wrong = self._migrate(f"sqlite:///{file}")
        self._sqlite = None if wrong else file
        return wrong

    def migrate_postgresql(self) -> str:
        """Make the one on PostgreSQL, unless it is there. Gives what went wrong, or nothing. Raises NoPostgresql."""
        with self._one_at_a_time:
            if self._postgresql:
                return ""
            url = self._kept.enter_context(private_cluster())
            wrong = self._migrate(url)
            self._postgresql = "" if wrong else url
            return wrong

    def sqlite_variables(self) -> dict[str, str]:
        """What the tests on SQLite are told: nothing, where no template was made."""
        return {"SAPA_TEST_TEMPLATE": str(self._sqlite)} if self._sqlite else {}

    def postgresql_variables(self) -> dict[str, str]:
        return {"DATABASE_URL": self._postgresql, "SAPA_TEST_TEMPLATE": DATABASE}

    def share_of(self, database: str) -> dict[str, str]:
        """What tells the tests which share is theirs: nothing, where there is no PostgreSQL to run the other one."""
        try:
            return {"TESTS_SHARE": database} if self._both and not self.migrate_postgresql() else {}
        except NoPostgresql:
            return {}

    def _migrate(self, url: str) -> str:
        done = subprocess.run(
            [str(PYTHON), "manage.py", "migrate", "--verbosity=0"],
            cwd=ROOT,
            env=self._environment | {"DATABASE_URL": url},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return (done.stdout.strip() or f"exit status {done.returncode}") if done.returncode else ""
