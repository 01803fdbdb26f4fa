"""`manage.py prepare`: makes the database fit this version of Sapa; `bin/run` and a server's upgrade call it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from sapa.tenancy.grants import grant_use
from sapa.web.backups import BackupFailed, back_up

SEED = "seed_demo"


class Command(BaseCommand):
    help = "Backs up and migrates the database if this version needs it; --seed fills an empty one with the demo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", action="store_true", help="fill an empty database with the demo company")

    def handle(self, *, seed: bool, verbosity: int, **options: Any) -> None:
        alias = "owner" if "owner" in connections else "default"
        try:
            self._migrate(connections[alias], alias)
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {error}") from error
        if seed and SEED in get_commands():
            call_command(SEED)

    def _migrate(self, connection: BaseDatabaseWrapper, alias: str) -> None:
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            if executor.loader.applied_migrations:
                self._back_up(connection)
            self.stdout.write("Bringing the database up to date …")
            call_command("migrate", database=alias, interactive=False, verbosity=0)
        call_command("createcachetable", database=alias, verbosity=0)
        if alias == "owner":
            grant_use(connection, connections["default"].settings_dict["USER"])

    def _back_up(self, connection: BaseDatabaseWrapper) -> None:
        try:
            path = back_up(connection, timezone.now())
        except BackupFailed as error:
            raise CommandError(f"{error} The database was left as it is.") from error
        self.stdout.write(f"Backed up to {path}")
