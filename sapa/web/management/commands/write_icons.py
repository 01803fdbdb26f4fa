"""Draws the icons of the pages' frame into one file, as a part of building the assets."""

from typing import Any

from django.apps import apps
from django.core.management import BaseCommand

from sapa.web.context import FRAME_ICONS
from sapa.web.icons import SPRITE, sprite


class Command(BaseCommand):
    help = "Draws the icons that stand in the frame of each page into one file. `bin/setup` does it."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        place = apps.get_app_config("web").path + f"/static/{SPRITE}"
        with open(place, "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(sprite(FRAME_ICONS))
