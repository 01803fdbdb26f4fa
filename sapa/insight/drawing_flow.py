"""The flow between the stages as tables, on the page and in a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from sapa.events.models import Event
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.flow import STAGES, Flow, Stand
from sapa.insight.sheets import Grid, Head, Row, Sheet, Square, count_cell, heat
from sapa.lib.dates import format_date
from sapa.lib.numbers import format_number
from sapa.lifecycle import figures
from sapa.lifecycle.models import LifecycleRules, StageChange
from sapa.lifecycle.saying import why

FIGURES = {"moves": gettext_lazy("Entered and left"), "stand": gettext_lazy("Then and now")}


@dataclass(frozen=True)
class Told:
    """A step as the list shows it."""

    name: str
    url: str
    before: Any
    after: Any
    on: date
    why: str
    is_up: bool


def draw_stands(flow: Flow, asked: AskedOfCustomers) -> Sheet:
    """Rows are the stages; the chart shows who entered and left, or how many stood there then and now."""
    moves = asked.choice("figure") == "moves"
    heads = [
        Head(ends_name(asked), not moves),
        Head(_("At the start"), not moves),
        Head(_("Entered"), moves),
        Head(pgettext("stage", "Left"), moves),
    ]

    def row(name: Any, stand: Stand, stage: str = "") -> Row:
        is_now = asked.period.until >= asked.today
        urls = {
            "after": _customers_url(asked, stage) if stage and is_now else "",
            "before": "",
            "entered": list_url(asked, entered=stage) if stage and stand.entered > stand.came else "",
            "left": list_url(asked, left=stage) if stage else "",
        }
        cells = [count_cell(getattr(stand, name), url) for name, url in urls.items()]
        return Row(name, cells).labelled(heads)

    rows = [row(stand.stage.label, stand, stand.stage.value) for stand in flow.stands]
    return Sheet(_("Customers by stage"), _("Stage"), heads, rows, row(_("Total"), flow.total), horizontal=True)


def draw_moves(flow: Flow, asked: AskedOfCustomers) -> Grid:
    """From where to where: a row for each stage that was left."""
    most = max(flow.moves.values(), default=0)
    rows = []
    for old in STAGES:
        cells = []
        for new in STAGES:
            count = flow.moves.get((old, new), 0)
            url = list_url(asked, left=old.value, entered=new.value) if count else ""
            cells.append(Square(_count(count), heat(count, most), url=url, label=f"→ {new.label}"))
        if any(cell.text for cell in cells):
            rows.append((old.label, cells))
    names = [stage.label for stage in STAGES]
    return Grid(_("From where to where"), _("From"), names, rows, across=_("To"), as_cards=True)


def export_flow(flow: Flow, asked: AskedOfCustomers) -> tuple[list[Any], list[list[Any]]]:
    """A line for each stage, with what went to each other one."""
    header = [
        _("Stage"),
        _("At the start"),
        _("Entered"),
        _("of these newly known"),
        pgettext("stage", "Left"),
        ends_name(asked),
    ]
    header += [_("Went to: %(stage)s") % {"stage": stage.label} for stage in STAGES]
    rows = []
    for one in flow.stands:
        moves = [flow.moves.get((one.stage, new), 0) for new in STAGES]
        rows.append([one.stage.label, one.before, one.entered, one.came, one.left, one.after, *moves])
    return header, rows


def export_steps(
    steps: Iterable[StageChange], rules: LifecycleRules, currency: str
) -> tuple[list[Any], list[list[Any]]]:
    """A line for each step."""
    header = [_("Date"), _("Customer"), _("From"), _("To"), _("Why")]
    rows = []
    for told in tell(steps, rules, currency):
        rows.append([told.on, told.name, told.before, told.after, told.why])
    return header, rows


def tell_changes(changed: Iterable[Event]) -> list[str]:
    """When the rules were changed, and by whom, in the words of the reader."""
    days = ((format_date(timezone.localdate(one.at), get_language()), one.by_name) for one in changed)
    return list(dict.fromkeys(f"{day} ({name})" if name else day for day, name in days))


def tell(steps: Iterable[StageChange], rules: LifecycleRules, currency: str) -> list[Told]:
    """Who moved, with the sentence why."""
    places = {stage.value: place for place, stage in enumerate(STAGES)}
    return [
        Told(
            step.customer.name,
            step.customer.get_absolute_url(),
            STAGES[places[step.before]].label,
            STAGES[places[step.after]].label,
            step.on,
            why(step.reason, figures.of_memory(step.data), rules, currency),
            places[step.after] > places[step.before],
        )
        for step in steps
    ]


def ends_name(asked: AskedOfCustomers) -> str:
    return _("Now") if asked.period.until >= asked.today else _("At the end")


def list_url(asked: AskedOfCustomers, **moved: str) -> str:
    """The list of who moved so, on this page."""
    return asked.url(**{"left": None, "entered": None, **moved}) + "#moves"


def _customers_url(asked: AskedOfCustomers, stage: str) -> str:
    return reverse("customers:list") + asked.customers_query(stage=stage)


def _count(number: int) -> str:
    return format_number(number, get_language(), 0) if number else ""
