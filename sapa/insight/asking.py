"""What a report is asked for, as its address says it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sapa.customers.within import LABEL as SEGMENT_LABEL
from sapa.customers.within import Within
from sapa.lib.chips import Chip
from sapa.lib.dates import add_months, first_of_month, format_date, format_month
from sapa.lib.numbers import row_id
from sapa.pipeline.models import Opportunity, OpportunityLine, Pipeline, StageTally
from sapa.pipeline.models.tally import StageTallyQuerySet
from sapa.pipeline.picks import Picks, load_picks
from sapa.pipeline.querysets import OpportunityQuerySet
from sapa.team.models import Member

NONE = "none"  # ?owner=none: those without
NAMES = ("pipeline", "owner", "unit", "segment", "since", "until", "by", "figure")
LABELS = {"pipeline": _("Pipeline"), "owner": _("Owner"), "unit": _("Business unit"), "segment": SEGMENT_LABEL}
SHOWN_MONTHS = 12  # of outcomes, unless a period is asked for


@dataclass(frozen=True)
class Period:
    """Both days belong to it."""

    since: date
    until: date

    def is_of_whole_months(self, today: date) -> bool:
        """From the first of a month to the last of one, or to today: nothing is closed in the future."""
        ends = add_months(first_of_month(self.until), 1)
        return self.since.day == 1 and (self.until >= today or self.until.toordinal() + 1 == ends.toordinal())

    @property
    def name(self) -> str:
        """ "2017", "Nov 2026", "Des 2025 – Nov 2026", or with the days where they are not those of whole months."""
        language, ends = get_language(), add_months(first_of_month(self.until), 1)
        if self.since != first_of_month(self.since) or self.until.toordinal() + 1 != ends.toordinal():
            return f"{format_date(self.since, language)} – {format_date(self.until, language)}"
        months = [format_month(day, language, short=True) for day in (self.since, self.until)]
        if (self.since.month, self.until.month) == (1, 12) and self.since.year == self.until.year:
            return str(self.since.year)
        return months[0] if months[0] == months[1] else " – ".join(months)


class Asked:
    """The filters of a report. What makes no sense in an address is left out: it came from an old link."""

    def __init__(
        self,
        query: QueryDict,
        *,
        today: date,
        choices: dict[str, tuple[str, ...]] | None = None,
        picks: Picks | None = None,
        member: Member | None = None,
    ) -> None:
        self.today, self._member = today, member
        self.picks: Picks = picks or load_picks()
        self._choices = choices or {}
        asked = {name: query.get(name, "").strip()[:40] for name in NAMES}
        self.on = {name: value for name, value in asked.items() if value and self._knows(name, value)}

    @property
    def pipeline(self) -> Pipeline | None:
        return self.picks.pipelines[int(self.on["pipeline"])] if "pipeline" in self.on else None

    @cached_property
    def period(self) -> Period:
        """The period asked for; the last twelve months, this one included, if none is."""
        until = _day(self.on.get("until", "")) or self.today
        since = _day(self.on.get("since", "")) or first_of_month(add_months(until, 1 - SHOWN_MONTHS))
        return Period(min(since, until), max(since, until))

    @property
    def is_to_come(self) -> bool:
        """Whether not a day of it has begun."""
        return self.period.since > self.today

    @property
    def has_own_period(self) -> bool:
        """Whether the address says one."""
        return bool(self.on.keys() & {"since", "until"})

    @property
    def usual_url(self) -> str:
        """The same of the period that is shown where none is asked for."""
        return self.url(since=None, until=None)

    def choice(self, name: str) -> str:
        """What was chosen of a list, or its first."""
        return self.on.get(name) or self._choices[name][0]

    @cached_property
    def of_segment(self) -> Within | None:
        """The segment of customers whose deals are asked for, with the eyes of who asks."""
        text = self.on.get("segment", "")
        return Within(text, self._member, timezone.now()) if text and self._member else None

    def rows(self, member: Member) -> OpportunityQuerySet:
        """The opportunities that it is about, of those that this member sees."""
        rows: OpportunityQuerySet = Opportunity.objects.visible_to(member)
        return rows.filter(self._narrowed())

    def lines(self, member: Member) -> QuerySet:
        """The lines of the same opportunities."""
        seen = member.seen("opportunity__owner", "opportunity__unit")
        return OpportunityLine.objects.filter(seen, self._narrowed("opportunity__"))

    def _narrowed(self, prefix: str = "") -> Q:
        found = self.of_segment.condition(f"{prefix}customer") if self.of_segment else Q()
        for name in ("pipeline", "owner", "unit"):
            if name in self.on:
                value = self.on[name]
                none = {f"{prefix}{name}__isnull": True}
                found &= Q(**none if value == NONE else {f"{prefix}{name}_id": int(value)})
        return found

    @property
    def is_kept(self) -> bool:
        """Whether the tallies answer it."""
        return "segment" not in self.on

    def tallies(self, member: Member) -> StageTallyQuerySet:
        """The kept figures of the same opportunities. They know no difference but stage, owner, unit and month: where a
        segment is asked for, `is_kept` is false and they answer nothing.
        """
        tallies: StageTallyQuerySet = StageTally.objects.visible_to(member)
        if self.pipeline is not None:
            tallies = tallies.filter(stage__pipeline=self.pipeline)
        for name in ("owner", "unit"):
            if name in self.on:
                tallies = tallies.filter(**{f"{name}_id": 0 if self.on[name] == NONE else int(self.on[name])})
        return tallies

    def url(self, **changed: Any) -> str:
        """Its query string with some of it changed; None leaves a part out."""
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in {**self.on, **changed}.items() if value not in (None, "")})
        return f"?{query.urlencode()}"

    def list_query(self, **more: Any) -> str:
        """The same in the words of the list of opportunities, and what is added to it."""
        query = QueryDict(mutable=True)
        found = {name: self.on[name] for name in LABELS if name in self.on} | more
        query.update({name: str(value) for name, value in found.items() if value not in (None, "")})
        return f"?{query.urlencode()}"

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(label, self._told(name), self.url(**{name: None})) for name, label in LABELS.items() if name in self.on
        ]

    def _told(self, name: str) -> str:
        value = self.on[name]
        if value == NONE:
            return str(_("none"))
        if name == "segment":
            return self.of_segment.told if self.of_segment else value
        return str(self.pipeline) if name == "pipeline" else self.picks.name(name, int(value))

    def _knows(self, name: str, value: str) -> bool:
        number = row_id(value)
        if name == "pipeline":
            return number in self.picks.pipelines
        if name == "segment":
            return number is not None and self._member is not None
        if name in {"owner", "unit"}:
            return number in getattr(self.picks, name) or value == NONE
        if name in {"since", "until"}:
            return _day(value) is not None
        return value in self._choices.get(name, ())


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year < 2200 else None
