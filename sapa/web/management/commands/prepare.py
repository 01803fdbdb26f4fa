"""`manage.py prepare`: makes the database fit this version of Sapa; `bin/run` and a server's upgrade call it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.lib.commands import SpokenCommand
from sapa.tenancy.carrying import ready_sqlite
from sapa.tenancy.roles import as_owner, grant_use
from sapa.web.backups import BackupFailed, back_up

CARRYING = ("customer_by_name",)  # indexes that SQLite has with all that they carry on PostgreSQL


class Command(SpokenCommand):
    help = "Backs up and migrates the database if this version needs it; --seed fills an empty one with the demo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", action="store_true", help="fill an empty database with the demo company")

    def handle(self, *, seed: bool, **options: Any) -> None:
        user = connection.settings_dict["USER"]
        try:
            with as_owner(connection):
                self._migrate()
                call_command("createcachetable", verbosity=0)
                if settings.OWNER_DATABASE:
                    grant_use(connection, user)
        except DatabaseError as error:
            raise CommandError(_("The database cannot be used: %(error)s") % {"error": error}) from error
        call_command("load_regions", verbosity=0)
        if seed and "seed_demo" in get_commands():
            call_command("seed_demo")
        ready_sqlite(connection, CARRYING)

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        if executor.loader.applied_migrations:
            self._back_up()
        self.stdout.write(_("Bringing the database up to date …"))
        call_command("migrate", interactive=False, verbosity=0)

    def _back_up(self) -> None:
        try:
            path = back_up(connection, timezone.now())
        except BackupFailed as error:
            raise CommandError(_("%(error)s The database was left as it is.") % {"error": error}) from error
        self.stdout.write(_("Backed up to %(path)s") % {"path": path})
