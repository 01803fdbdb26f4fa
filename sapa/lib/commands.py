"""What Sapa's `manage.py` commands have in common."""

from typing import Any

from django.core.management import BaseCommand
from django.utils import translation

from sapa.machine import machine_language


class SpokenCommand(BaseCommand):
    """A command that answers in the language of the shell it was typed in."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        with translation.override(machine_language()):
            return super().execute(*args, **options)
