"""`manage.py report pipeline --organization SLUG [--json]`: how the pipelines stand; and `report value-model`.

The JSON of pipelines has money in major units as a plain number (1054, or 1054.5), with the currency beside it:
{"currency": "USD", "stages": [{"pipeline", "stage", "outcome", "count", "value"}], "count", "value"}.
That of the value model is told in sapa.insight.telling_value.
"""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management import CommandError
from django.utils.translation import gettext as _

from sapa.insight.standing import Standing
from sapa.lib.commands import SpokenCommand, as_columns
from sapa.lib.errors import Refused
from sapa.lib.money import format_money, to_major
from sapa.lib.numbers import format_number
from sapa.pipeline.models import Outcome
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


class Command(SpokenCommand):
    help = "Prints how the pipelines of an organisation stand, or how well the value model foresees purchases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", choices=["pipeline", "value-model"])
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--json", action="store_true", dest="as_json", help="for programs")
        parser.add_argument(
            "--calibration-end",
            type=day,
            metavar="YYYY-MM-DD",
            help="value-model: the last day to learn from, before the last purchase; else two thirds of the history",
        )

    def handle(self, *, organization: str, as_json: bool, **options: Any) -> None:
        owner = Organization.objects.filter(slug=organization).first()
        if owner is None:
            raise CommandError(_("There is no organisation “%(slug)s”.") % {"slug": organization}, returncode=2)
        if options["report"] == "value-model":
            from sapa.insight import telling_value  # with numpy

            try:
                told = telling_value.tell(owner, options["calibration_end"], as_json=as_json)
            except Refused as error:
                raise CommandError(str(error), returncode=2) from error
            self.stdout.write(told)
            return
        with organization_scope(owner):
            standing = Standing.of()
        self.stdout.write(_as_json(standing, owner.currency) if as_json else _as_table(standing, owner.currency))


def day(text: str) -> date:
    """A day as it is typed after --calibration-end."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("“%(text)s” is no day: write it as 1997-09-30.") % {"text": text}) from error


def _as_json(standing: Standing, currency: str) -> str:
    stages = [{**vars(stage), "value": _plain(stage.value, currency)} for stage in standing.stages]
    total = {"count": standing.count, "value": _plain(standing.value, currency)}
    return json.dumps({"currency": currency, "stages": stages, **total}, ensure_ascii=False, indent=2)


def _plain(amount: int, currency: str) -> int | float:
    major = to_major(amount, currency)
    return int(major) if major == major.to_integral_value() else float(major)


def _as_table(standing: Standing, currency: str) -> str:
    lines = [[_("Pipeline"), _("Stage"), _("Outcome"), _("Count"), _("Value")]]
    for stage in standing.stages:
        figures = [format_number(stage.count), format_money(stage.value, currency)]
        lines.append([stage.pipeline, stage.stage, str(Outcome(stage.outcome).label), *figures])
    lines.append([_("Total"), "", "", format_number(standing.count), format_money(standing.value, currency)])
    return as_columns(lines, numbers_from=3)
