"""How far the goals of a month or quarter are: done, expected by now, where it leads at this pace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from sapa.insight.counting import Counts, Done
from sapa.team import periods
from sapa.team.models import Member, Target
from sapa.team.targeting import WHOSE
from sapa.team.teams import led_by

Measure = Target.Measure
ORDER = list(Measure)

# The measure behind each goal, as the page writes it out.
WORDS = {
    Measure.PROSPECTS: _("Customers added in the period, by whoever they belong to now."),
    Measure.CONTACTS: _("Customers first contacted in the period (the step from prospect to contact), by owner."),
    Measure.VISITS: _("Interactions with the touch point visit in the period, by the member who made them."),
    Measure.OPPORTUNITIES: _("Opportunities opened in the period, by owner."),
    Measure.REVENUE: _("The value of the opportunities won and closed in the period, by owner."),
    Measure.CONVERSION: _("Of the opportunities decided in the period, won ÷ (won + lost), by owner."),
}


class State(StrEnum):
    """Against what is expected by now: ten percent more is ahead, ten percent less is behind.

    A goal that is reached is ahead; one whose period is over without it is behind.
    """

    AHEAD = "ahead"
    ON_PACE = "on_pace"
    BEHIND = "behind"


STATES = {State.AHEAD: _("ahead"), State.ON_PACE: _("on pace"), State.BEHIND: _("behind")}


@dataclass(frozen=True)
class Progress:
    """A goal on a day. `months` is what was done in each month of its period; money in minor units."""

    target: Target
    on: date
    months: tuple[Done, ...]

    @property
    def first(self) -> date:
        return self.target.starts_on

    @property
    def last(self) -> date:
        return periods.last_day(self.target.length, self.first)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def elapsed(self) -> int:
        """Days of the period up to this one, with it."""
        return min(max((self.on - self.first).days + 1, 0), self.days)

    @property
    def is_over(self) -> bool:
        return self.on > self.last

    @property
    def is_rate(self) -> bool:
        return self.target.measure == Measure.CONVERSION

    @property
    def total(self) -> Done:
        return sum(self.months, Done())

    @property
    def done(self) -> int:
        return figure(self.target.measure, self.total)

    @property
    def goal(self) -> int:
        return self.target.amount

    @property
    def percent(self) -> int:
        """Of the goal, half up."""
        return half_up(100 * self.done, self.goal)

    @property
    def expected(self) -> int:
        """By now, half up: the goal's share of the days elapsed. A rate is expected whole from the first day."""
        return self._expected_after(self.elapsed)

    def _expected_after(self, elapsed: int) -> int:
        return self.goal if self.is_rate else half_up(self.goal * elapsed, self.days)

    @property
    def projected(self) -> int | None:
        """What it comes to at this pace, half up; None before the period begins."""
        if not self.elapsed:
            return None
        return self.done if self.is_rate else half_up(self.done * self.days, self.elapsed)

    @property
    def is_reached(self) -> bool:
        return self.done >= self.goal

    @property
    def state(self) -> State:
        if self.is_reached:
            return State.AHEAD
        if self.is_over:
            return State.BEHIND
        if self.is_rate and not self.total.count + self.total.lost:
            return State.ON_PACE
        if 10 * self.done > 11 * self.expected:
            return State.AHEAD
        return State.BEHIND if 10 * self.done < 9 * self.expected else State.ON_PACE

    @property
    def needed_this_week(self) -> int:
        """What is still to be done until Sunday, or the period's last day, to be on pace then."""
        sunday = self.on + timedelta(days=6 - self.on.weekday())
        elapsed = (min(sunday, self.last) - self.first).days + 1
        return max(self._expected_after(max(elapsed, 0)) - self.done, 0)


def progress(member: Member, on: date, targets: Sequence[Target] | None = None) -> list[Progress]:
    """Of all goals that run on this day and that the member sees, or of these. Three queries at most.

    The organisation's stand first, then those of units, teams and members by name.
    """
    if targets is None:
        targets = list(Target.objects.visible_to(member).running(on).select_related(*WHOSE))
    teams = teams_of(targets, member)
    wanted = {(one.measure, month) for one in targets for month in periods.months_in(one.length, one.starts_on)}
    counts = Counts(wanted, _people(targets, teams))
    found = [Progress(one, on, done_of(one, counts, teams)) for one in targets]
    return sorted(found, key=_place)


def teams_of(targets: Sequence[Target], member: Member) -> dict[int, list[int]]:
    """The members of each team that has a goal. One query where it is not the member's own."""
    leaders = {target.team_of_id for target in targets if target.team_of_id}
    if not leaders:
        return {}
    if leaders <= {member.pk}:
        return dict.fromkeys(leaders, member.team_ids)
    pairs = list(Member.objects.values_list("pk", "supervisor_id"))
    return {leader: led_by(leader, pairs) for leader in leaders}


def done_of(
    target: Target, counts: Counts, teams: dict[int, list[int]], months: Sequence[date] | None = None
) -> tuple[Done, ...]:
    """What was done for a goal in each of its months, or of these."""
    days = months or periods.months_in(target.length, target.starts_on)
    members = [target.member_id] if target.member_id else teams.get(target.team_of_id or 0)
    return tuple(counts.of(target.measure, day, unit=target.unit_id, members=members) for day in days)


def figure(measure: str, done: Done) -> int:
    """The number that a goal of this measure is compared with: rows, minor units, or percent half up."""
    if measure == Measure.REVENUE:
        return done.value
    if measure == Measure.CONVERSION:
        decided = done.count + done.lost
        return half_up(100 * done.count, decided) if decided else 0
    return done.count


def half_up(number: int, divisor: int) -> int:
    """A quotient of numbers that are not negative, in whole ones."""
    return (2 * number + divisor) // (2 * divisor)


def _people(targets: Sequence[Target], teams: dict[int, list[int]]) -> set[int] | None:
    """Whose work alone is asked for; None where somebody else's counts as well."""
    found: set[int] = set()
    for target in targets:
        if target.member_id:
            found.add(target.member_id)
        elif target.team_of_id:
            found.update(teams[target.team_of_id])
        else:
            return None
    return found


def _place(one: Progress) -> tuple[int, str, int, str]:
    target = one.target
    rank = (
        0
        if not (target.unit_id or target.team_of_id or target.member_id)
        else 1 + [bool(getattr(target, f"{name}_id")) for name in WHOSE].index(True)
    )
    who = target.member or target.team_of or target.unit
    return rank, str(who or "").casefold(), ORDER.index(Measure(target.measure)), target.length
