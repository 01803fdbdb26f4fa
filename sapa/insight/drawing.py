"""Figures as tables, on the page and in a file."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sapa.catalogue.models import Product
from sapa.insight.asking import NONE, Asked
from sapa.insight.outcomes import Outcomes, Tally
from sapa.insight.projection import LATER, MONTH, PAST, UNDATED, Figures, Projection
from sapa.insight.projection import Line as ProjectionLine
from sapa.insight.sheets import Cell, Head, Row, Sheet, count_cell, money_cell
from sapa.lib.dates import add_months, format_month
from sapa.lib.money import to_major
from sapa.lib.numbers import format_number
from sapa.pipeline.models import LostReason, Stage, Step

type Group = tuple[str, list[int]]  # what a column of the projection is called, and the ids of its stages


def draw_projection(projection: Projection, asked: Asked, currency: str) -> Sheet:
    """Rows are months; columns the stages of the pipeline, or what stages mean where all pipelines are in it."""
    figure = asked.choice("figure")
    groups = _groups(projection, asked)

    heads = [
        *(Head(name) for name in (_("Expected"), _("Weighted"), _("Opportunities"))),
        *(Head(name, is_series=True) for name, _ids in groups),
    ]

    def row(name: str, line: ProjectionLine | None, stages: dict[int, Figures], total: Figures) -> Row:
        url = _projection_url(line, asked) if line else ""
        cells = [money_cell(getattr(_sum(stages, ids), figure), currency) for _name, ids in groups]
        sums = [money_cell(total.value, currency), money_cell(total.weighted, currency), count_cell(total.count)]
        return Row(name, [*sums, *cells], url if total.count else "").labelled(heads)

    everything = {pk: projection.of_stage(pk) for _name, ids in groups for pk in ids}
    return Sheet(
        title=_("Expected by month and stage") if figure == "value" else _("Weighted by month and stage"),
        first=_("Month"),
        heads=heads,
        rows=[row(_line_name(line), line, line.stages, line.total) for line in projection.lines],
        total=row(_("Total"), None, everything, projection.total),
        stacked=True,
    )


def export_projection(projection: Projection, asked: Asked, currency: str) -> tuple[list[Any], list[list[Any]]]:
    """A line for each month and stage, in major units."""
    stages, rows = asked.picks.stages, []
    for line in projection.lines:
        for pk in sorted(line.stages, key=list(stages).index):
            figures = line.stages[pk]
            money = [_major(figures.value, currency), _major(figures.weighted, currency)]
            rows.append([_line_name(line), stages[pk].pipeline.name, stages[pk].name, figures.count, *money])
    header = [_("Month"), _("Pipeline"), _("Stage"), _("Opportunities"), _("Expected"), _("Weighted")]
    return _with_currency(header, 2, currency), rows


def draw_outcomes(outcomes: Outcomes, asked: Asked, currency: str) -> Sheet:
    """Rows are what was asked for. By reason there is nothing won to show."""
    by, figure = asked.choice("by"), asked.choice("figure")
    names = _names(outcomes, asked, by)
    lost_only = by == "reason"

    wins = [Head(_("Won, value"), figure == "value"), Head(_("Won"), figure == "count")]
    losses = [Head(_("Lost, value"), figure == "value"), Head(_("Lost"), figure == "count")]
    heads = losses if lost_only else [*wins, *losses, Head(_("Won of decided"))]

    def row(name: str, tally: Tally, key: Any, drill: bool = True) -> Row:
        won, lost = (_outcome_url(asked, by, key, outcome) if drill else "" for outcome in ("won", "lost"))
        cells = [money_cell(tally.lost_value, currency), count_cell(tally.lost, lost)]
        if not lost_only:
            wins = [money_cell(tally.won_value, currency), count_cell(tally.won, won)]
            cells = [*wins, *cells, percent(tally)]
        return Row(name, cells).labelled(heads)

    return Sheet(
        title=TITLES[by](),
        first=FIRSTS[by](),
        heads=heads,
        rows=[row(names[line.key], line.tally, line.key) for line in outcomes.lines],
        total=row(_("Total"), outcomes.total, None, drill=False),
        stacked=by != "month",
        horizontal=by != "month",
    )


def export_outcomes(outcomes: Outcomes, asked: Asked, currency: str) -> tuple[list[Any], list[list[Any]]]:
    """A line for each thing that was asked for, in major units."""
    by = asked.choice("by")
    names = _names(outcomes, asked, by)
    rows = []
    for line in outcomes.lines:
        tally = line.tally
        figures = [tally.won, tally.lost, _major(tally.won_value, currency), _major(tally.lost_value, currency)]
        rows.append([names[line.key], *figures, tally.conversion])
    header = [FIRSTS[by](), _("Won"), _("Lost"), _("Won, value"), _("Lost, value")]
    return [*_with_currency(header, 2, currency), _("Won of decided, %")], rows


TITLES = {
    "month": lambda: _("Won and lost by month"),
    "reason": lambda: _("Lost by reason"),
    "owner": lambda: _("Won and lost by member"),
    "unit": lambda: _("Won and lost by business unit"),
    "source": lambda: _("Won and lost by source"),
    "product": lambda: _("Won and lost by product"),
}
FIRSTS = {
    "month": lambda: _("Month"),
    "reason": lambda: _("Reason"),
    "owner": lambda: _("Member"),
    "unit": lambda: _("Business unit"),
    "source": lambda: _("Source"),
    "product": lambda: _("Product"),
}


def _groups(projection: Projection, asked: Asked) -> list[Group]:
    stages = [stage for stage in asked.picks.stages.values() if not stage.is_closed]
    if asked.pipeline is not None:
        return [(stage.name, [stage.pk]) for stage in stages if stage.pipeline_id == asked.pipeline.pk]
    used = {pk for line in projection.lines for pk in line.stages}
    of_one = {stage.pipeline_id for stage in stages if stage.pk in used}
    if len(of_one) == 1:
        return [(stage.name, [stage.pk]) for stage in stages if stage.pipeline_id in of_one]
    return [(str(step.label), ids) for step in Step if (ids := _with_step(stages, step))]


def _with_step(stages: Sequence[Stage], step: Step) -> list[int]:
    return [stage.pk for stage in stages if stage.step == step]


def _sum(stages: dict[int, Figures], ids: list[int]) -> Figures:
    return sum((stages.get(pk, Figures()) for pk in ids), Figures())


def _line_name(line: ProjectionLine) -> str:
    if line.kind == MONTH and line.first is not None:
        return format_month(line.first, get_language(), short=True)
    return {PAST: _("Past its date"), LATER: _("Later"), UNDATED: _("Without a date")}[line.kind]


def _projection_url(line: ProjectionLine, asked: Asked) -> str:
    days = {"since": line.first, "until": line.last}
    more = {"state": "floating"} if line.kind == PAST else {"outcome": "open", **days}
    return "" if line.kind == UNDATED else reverse("pipeline:list") + asked.list_query(**more)


def _names(outcomes: Outcomes, asked: Asked, by: str) -> dict[Any, str]:
    """What the keys of the lines are called."""
    keys: list[Any] = [line.key for line in outcomes.lines]
    if by == "month":
        return {key: format_month(key, get_language(), short=True) for key in keys}
    none = {None: {"reason": _("Without a reason"), "product": _("Without products")}.get(by, _("none"))}
    if by in {"owner", "unit", "source"}:
        return none | {key: asked.picks.name(by, key) for key in keys if key is not None}
    model = LostReason if by == "reason" else Product
    return none | dict(model.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "name"))


def _outcome_url(asked: Asked, by: str, key: Any, outcome: str) -> str:
    """The list of those opportunities; empty where the list cannot show just them."""
    since, until = asked.period.since, asked.period.until
    if by == "month":
        since, until = max(since, key), min(until, add_months(key, 1).fromordinal(add_months(key, 1).toordinal() - 1))
    more: dict[str, Any] = {"outcome": outcome, "since": since, "until": until}
    if by == "product" and key is None:
        return ""
    if by != "month":
        more[by] = NONE if key is None else key
    return reverse("pipeline:list") + asked.list_query(**more)


def percent(tally: Tally) -> Cell:
    """The share of those decided that were won."""
    found = tally.conversion
    return Cell("") if found is None else Cell(f"{format_number(found, get_language(), 1)}%", str(found))


def _major(amount: int, currency: str) -> Decimal | int:
    major = to_major(amount, currency)
    return int(major) if major == major.to_integral_value() else major


def _with_currency(header: list[Any], count: int, currency: str) -> list[Any]:
    """The last columns are money: they say of which currency."""
    return [*header[:-count], *(f"{name} ({currency})" for name in header[-count:])]
