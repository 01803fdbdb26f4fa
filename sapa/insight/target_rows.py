"""Goals and how far they are, as tables: on the page, in a file, and month by month for the chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sapa.insight.counting import Counts, Done
from sapa.insight.sheets import Cell, Head, Row, Sheet, count_cell, money_cell
from sapa.insight.targets import STATES, Measure, Progress, State, done_of, figure, teams_of
from sapa.lib.dates import add_months, first_of_month, format_month
from sapa.lib.money import to_major
from sapa.team import periods
from sapa.team.models import Member, Target
from sapa.team.roles import Scope
from sapa.team.targeting import WHOSE, goal_text, may_change, whose

SHOWN_MONTHS = 12  # of the chart
BADGES = {State.AHEAD: "success", State.ON_PACE: "info", State.BEHIND: "error"}
OF = {
    Measure.PROSPECTS: gettext_lazy("%(done)s of %(goal)s new prospects"),
    Measure.CONTACTS: gettext_lazy("%(done)s of %(goal)s prospects contacted"),
    Measure.VISITS: gettext_lazy("%(done)s of %(goal)s visits"),
    Measure.OPPORTUNITIES: gettext_lazy("%(done)s of %(goal)s opportunities"),
    Measure.REVENUE: gettext_lazy("%(done)s of %(goal)s won"),
    Measure.CONVERSION: gettext_lazy("%(done)s of %(goal)s conversion"),
}

# The list, or the report, behind a measure: its name, what its address calls the period's days, and what it adds.
LISTS: dict[Measure, tuple[str, str, str, dict[str, str]]] = {
    Measure.PROSPECTS: ("customers:list", "since", "until", {}),
    Measure.CONTACTS: ("customers:list", "contacted_since", "contacted_until", {}),
    Measure.OPPORTUNITIES: ("pipeline:list", "opened_since", "opened_until", {}),
    Measure.REVENUE: ("pipeline:list", "since", "until", {"outcome": "won"}),
    Measure.CONVERSION: ("insight:outcomes", "since", "until", {}),
}
PERMISSIONS = {
    "customers:list": "customers.view",
    "pipeline:list": "opportunities.view",
    "insight:outcomes": "reports.view",
}


@dataclass(frozen=True)
class MonthPart:
    """A month of a quarter, and what was done in it."""

    name: str
    done: str


@dataclass(frozen=True)
class TargetRow:
    """A goal as the page draws it. `url` is the list behind what was done, "" where there is none."""

    progress: Progress
    name: str
    whose: str
    done: str
    goal: str
    expected: str
    projected: str
    needed: str
    url: str
    edit_url: str
    chart_url: str
    months: list[MonthPart]

    @property
    def sentence(self) -> str:
        """ "12 dari 20 kunjungan"."""
        measure = Measure(self.progress.target.measure)
        return str(OF[measure]) % {"done": self.done, "goal": self.goal}

    @property
    def bar(self) -> int:
        return min(self.progress.percent, 100)

    @property
    def state(self) -> str:
        return str(STATES[self.progress.state])

    @property
    def badge(self) -> str:
        return BADGES[self.progress.state]


def draw_row(one: Progress, member: Member, currency: str, organization: str, query: str = "") -> TargetRow:
    """`query` is the page's own, to which the way to the chart of this goal is added."""
    target = one.target

    def text(amount: int | None) -> str:
        return "–" if amount is None else goal_text(target, currency, amount)

    parts = [
        MonthPart(format_month(day, get_language(), short=True), text(figure(target.measure, done)))
        for day, done in zip(periods.months_in(target.length, target.starts_on), one.months, strict=True)
    ]
    return TargetRow(
        progress=one,
        name=str(target.get_measure_display()),
        whose=whose(target) or organization,
        done=text(one.done),
        goal=text(one.goal),
        expected=text(one.expected),
        projected=text(one.projected),
        needed=text(one.needed_this_week) if one.needed_this_week and not one.is_rate else "",
        url=list_url(one, member),
        edit_url=reverse("targets:edit", args=[target.pk]) if may_change(member, target) else "",
        chart_url=f"{query}&show={target.pk}#chart",
        months=parts if len(parts) > 1 else [],
    )


def list_url(one: Progress, member: Member) -> str:
    """The list of just those rows; empty where no list shows them, or where the member sees only some of them."""
    target = one.target
    name, since, until, more = LISTS.get(Measure(target.measure), ("", "", "", {}))
    if not name or target.team_of_id or not member.may(PERMISSIONS[name]) or not _sees_whole(target, member):
        return ""
    query: dict[str, Any] = {**more, since: one.first, until: one.last}
    if target.member_id:
        query["owner"] = target.member_id
    if target.unit_id:
        query["unit"] = target.unit_id
    return f"{reverse(name, urlconf=settings.ORGANIZATION_URLCONF)}?{urlencode(query)}"


def _sees_whole(target: Target, member: Member) -> bool:
    if member.scope == Scope.ALL or target.member_id == member.pk:
        return True
    if member.scope == Scope.TEAM:
        return target.member_id in member.team_ids
    return member.scope == Scope.UNIT and target.unit_id is not None and target.unit_id == member.unit_id


def draw_history(target: Target, member: Member, until: date, currency: str, organization: str) -> Sheet:
    """Month by month, a year up to a day: what was set for this measure and whom, and what was done. Two queries."""
    last = first_of_month(until)
    months = [add_months(last, number) for number in range(1 - SHOWN_MONTHS, 1)]
    places = {f"{name}_id": getattr(target, f"{name}_id") for name in WHOSE}
    rows = Target.objects.filter(measure=target.measure, length=periods.MONTH, starts_on__range=(months[0], last))
    goals = dict(rows.filter(**places).values_list("starts_on", "amount"))
    teams = teams_of([target], member)
    people = [target.member_id] if target.member_id else teams.get(target.team_of_id or 0)
    counts = Counts({(target.measure, month) for month in months}, people)
    done = done_of(target, counts, teams, months)
    heads = [Head(_("Goal"), is_series=True), Head(_("Done so far"), is_series=True)]

    def cell(amount: int) -> Cell:
        if target.measure == Measure.REVENUE:
            return money_cell(amount, currency)
        found = count_cell(amount)
        return found if target.measure != Measure.CONVERSION or not amount else Cell(f"{found.text}%", found.value)

    lines = [
        Row(
            format_month(month, get_language(), short=True),
            [cell(goals.get(month, 0)), cell(figure(target.measure, one))],
        ).labelled(heads)
        for month, one in _from_the_first(months, done, goals)
    ]
    title = f"{target.get_measure_display()}: {whose(target) or organization}"
    return Sheet(title=title, first=_("Month"), heads=heads, rows=lines)


def _from_the_first(months: Sequence[date], done: Sequence[Done], goals: Mapping[date, int]) -> list[tuple[date, Done]]:
    """Without the months before anything was set or done."""
    pairs = list(zip(months, done, strict=True))
    told = (place for place, (month, one) in enumerate(pairs) if month in goals or one != Done())
    return pairs[next(told, 0) :]


def export(found: Sequence[Progress], currency: str, organization: str) -> tuple[list[Any], list[list[Any]]]:
    """A line for each goal; money in major units."""
    header = [_("Measure"), _("For"), _("Period"), _("Goal"), _("Done so far"), "%", _("Expected by now")]
    header += [_("At this pace"), _("State")]
    return header, [_line(one, currency, organization) for one in found]


def _line(one: Progress, currency: str, organization: str) -> list[Any]:
    target = one.target

    def plain(amount: int | None) -> Any:
        if amount is None or target.measure != Measure.REVENUE:
            return amount
        major = to_major(amount, currency)
        return int(major) if major == major.to_integral_value() else major

    named = [str(target.get_measure_display()), whose(target) or organization]
    period = periods.period_name(target.length, target.starts_on)
    figures = [plain(one.goal), plain(one.done), one.percent, plain(one.expected), plain(one.projected)]
    return [*named, period, *figures, str(STATES[one.state])]
