"""`manage.py backup`: a checked copy of the database in SAPA_HOME/backups."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from sapa.lib.commands import SpokenCommand
from sapa.tenancy.roles import as_owner
from sapa.web.backups import BackupFailed, back_up, keep_newest


class Command(SpokenCommand):
    help = "Copies the database while Sapa runs, checks the copy, and prints its path."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="default: SAPA_HOME/backups")
        parser.add_argument("--keep", type=int, default=0, metavar="N", help="then delete all but the newest N")

    def handle(self, *, to: Path | None, keep: int, **options: Any) -> None:
        try:
            with as_owner(connection):
                path = back_up(connection, timezone.now(), to)
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        if keep > 0:
            keep_newest(keep, to)
        self.stdout.write(str(path))
