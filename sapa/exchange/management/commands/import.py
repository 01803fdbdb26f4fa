"""`manage.py import customers FILE --organization SLUG`: brings a CSV or XLSX file into an organisation.

Exit codes: 0 when every row was taken, 1 when some were rejected (the others were taken), 2 when the file
or the mapping was refused and nothing was written, 130 after Ctrl+C (what was taken by then stays).
"""

import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sapa.exchange.kinds import KINDS
from sapa.exchange.mapping import Mapping, load_mapping
from sapa.exchange.progress import Interruption, Progress
from sapa.exchange.reading import Reading, Rejection
from sapa.exchange.rejections import ErrorFile
from sapa.exchange.running import Job, Summary, run
from sapa.lib.commands import SpokenCommand
from sapa.lib.invalid import Invalid
from sapa.lib.numbers import format_number
from sapa.lib.tables import InvalidTable, Table, open_table
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization

REFUSED, REJECTED, INTERRUPTED = 2, 1, 130
SHOWN = 20  # reasons that a dry run prints


class Command(SpokenCommand):
    # Those of the whole address tree would cost every run a second; bin/test and a start of the server make them.
    requires_system_checks = ()
    help = "Imports customers, products, price lists, stock, members, opportunities or past invoices from CSV or XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--mapping", type=Path, metavar="FILE.toml", help="which column means what")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would happen")

    def handle(
        self, kind: str, file: Path, organization: str, mapping: Path | None, dry_run: bool, **options: Any
    ) -> None:
        owner = Organization.objects.filter(slug=organization).first()
        if owner is None:
            raise CommandError(_("There is no organisation “%(slug)s”.") % {"slug": organization}, returncode=REFUSED)
        try:
            told = load_mapping(mapping, kind) if mapping else Mapping()
            with organization_scope(owner), open_table(file) as table:
                _refuse_no_rows(table)
                summary = self._run(kind, file, table, Job(owner, told, file.name), dry_run)
        except Invalid as error:
            raise CommandError(f"{file.name}: {error}", returncode=REFUSED) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {_why_not(error)}", returncode=REFUSED) from error
        if summary.interrupted:
            raise CommandError(_("Interrupted. Run it again to go on."), returncode=INTERRUPTED)
        if summary.rejected:
            sys.exit(REJECTED)

    def _run(self, kind: str, file: Path, table: Table, job: Job, dry_run: bool) -> Summary:
        importer = KINDS[kind](job)
        self._tell_unused(Reading(table, importer.fields(), job.mapping, job.organization.currency))
        with ExitStack() as stack:
            errors = None if dry_run else stack.enter_context(ErrorFile(file, table.header))
            progress = Progress(table.total)
            stack.callback(progress.end)
            on_rejection = errors.add if errors else self._print_rejection
            interruption = stack.enter_context(Interruption())
            summary = run(
                importer,
                table,
                dry_run=dry_run,
                on_rejection=on_rejection,
                on_progress=progress.show,
                is_stopped=lambda: interruption.is_asked,
            )
        self._print_summary(summary, dry_run)
        if errors and errors.is_there:
            self.stdout.write(_("Reasons, row by row: %(path)s") % {"path": errors.path})
        return summary

    def _tell_unused(self, reading: Reading) -> None:
        if reading.unused:
            self.stdout.write(_("Columns not used: %(names)s.") % {"names": ", ".join(reading.unused)})

    def _print_rejection(self, rejection: Rejection) -> None:
        self._printed = getattr(self, "_printed", 0) + 1
        if self._printed <= SHOWN:
            told = {"number": rejection.number, "reason": " ".join(rejection.reasons)}
            self.stdout.write(_("Row %(number)d: %(reason)s") % told)

    def _print_summary(self, summary: Summary, dry_run: bool) -> None:
        counts = {
            name: format_number(getattr(summary, name), places=1)
            for name in ("created", "changed", "unchanged", "rejected", "remarks", "seconds", "per_second")
        }
        line = _("%(created)s created, %(changed)s changed, %(unchanged)s unchanged, %(rejected)s rejected") % counts
        self.stdout.write(f"{_('Would be') if dry_run else _('Done')}: {line}.")
        if summary.remarks:
            self.stdout.write(_("%(remarks)s taken with a remark.") % counts)
        self.stdout.write(_("%(seconds)s seconds, %(per_second)s rows a second.") % counts)


def _refuse_no_rows(table: Table) -> None:
    if not table.total:
        raise InvalidTable(gettext_lazy("The file has no rows below the names of its columns."))


def _why_not(error: OSError) -> str:
    """The machine's reason as a sentence; its own words where we have none."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return _("There is no such file.")
    if isinstance(error, IsADirectoryError):
        return _("This is a directory, not a file.")
    if isinstance(error, PermissionError):
        return _("This machine does not let you read or write it.")
    return str(error.strerror)
