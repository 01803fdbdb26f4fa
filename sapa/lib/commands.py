"""What Sapa's `manage.py` commands have in common."""

from collections.abc import Sequence
from typing import Any

from django.core.management import BaseCommand
from django.utils import translation

from sapa.machine import machine_language


class SpokenCommand(BaseCommand):
    """A command that answers in the language of the shell it was typed in."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        with translation.override(machine_language()):
            return super().execute(*args, **options)


def as_columns(lines: Sequence[Sequence[str]], *, numbers_from: int) -> str:
    """A table in plain letters; cells from this place on are numbers and stand at the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place >= numbers_from else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )
