"""The state of the board, the list and the calendar, as the query string says it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.customers.models import Market
from sapa.customers.within import LABEL as SEGMENT_LABEL
from sapa.customers.within import Within
from sapa.lib.chips import Chip
from sapa.lib.dates import format_date, start_of_day
from sapa.lib.invalid import Invalid
from sapa.lib.money import format_money, parse_money
from sapa.lib.numbers import row_id
from sapa.lib.text import tidy
from sapa.pipeline.models import LostReason, Opportunity, OpportunityLine, Outcome, Pipeline, Stage
from sapa.pipeline.picks import Picks
from sapa.pipeline.querysets import OpportunityQuerySet
from sapa.team.models import Member

NONE = "none"  # ?owner=none: those without
PICKED = ("owner", "unit", "source")
KEPT_AS_TALLIES = {"pipeline", "owner", "unit"}  # filters that the board's kept figures can answer
STATES = {"rotting": _("Rotting"), "floating": _("Past its date")}
LABELS: dict[str, Any] = {
    "q": _("Search"),
    "pipeline": _("Pipeline"),
    "stage": _("Stage"),
    "outcome": _("Outcome"),
    "owner": _("Owner"),
    "unit": _("Business unit"),
    "source": _("Source"),
    "segment": SEGMENT_LABEL,
    "market": _("Market"),
    "product": _("Product"),
    "reason": _("Lost reason"),
    "least": _("Value from"),
    "most": _("Value up to"),
    "since": _("Closing from"),
    "until": _("Closing until"),
    "opened_since": _("Opened from"),
    "opened_until": _("Opened until"),
    "state": _("State"),
    "sort": _("Sort"),
}


class Filter:
    """What the query string asks for. What makes no sense in it is left out: it came from an old link."""

    def __init__(
        self, query: QueryDict, *, member: Member, currency: str, today: date, picks: Picks | None = None
    ) -> None:
        self.member, self.currency, self.today = member, currency, today
        self.asked = {name: tidy(query.get(name, ""))[:120] for name in LABELS}
        self._picks = picks
        self.on: dict[str, str] = {name: value for name, value in self.asked.items() if value and self._known(name)}

    @cached_property
    def picks(self) -> Picks:
        return self._picks or Picks()

    @cached_property
    def within(self) -> Within:
        """The segment of customers asked for."""
        return Within(self.asked["segment"], self.member, timezone.now())

    @cached_property
    def pipeline(self) -> Pipeline | None:
        """The one asked for; the board takes the first where none is."""
        return self.picks.pipelines.get(int(self.on["pipeline"])) if "pipeline" in self.on else None

    @property
    def is_kept(self) -> bool:
        """Whether the tallies answer it."""
        return not self.narrowing.keys() - KEPT_AS_TALLIES

    @property
    def narrowing(self) -> dict[str, str]:
        return {name: value for name, value in self.on.items() if name != "sort"}

    @property
    def is_narrow(self) -> bool:
        return bool(self.narrowing.keys() - {"pipeline"})

    def rows(self, member: Member) -> OpportunityQuerySet:
        """The opportunities it lets through, of those that this member sees; not yet in order."""
        rows: OpportunityQuerySet = Opportunity.objects.visible_to(member)
        conditions = [self._condition(name) for name in self.on]
        if conditions:
            rows = rows.filter(*conditions)
        return rows.matching(self.on["q"]) if "q" in self.on else rows

    def owned(self, rows: Any) -> Any:
        """The tallies (or any rows with an owner_id and a unit_id of 0 for none) that it lets through."""
        for name in ("owner", "unit"):
            if name in self.on:
                value = self.on[name]
                rows = rows.filter(**{f"{name}_id": 0 if value == NONE else int(value)})
        return rows

    def url(self, **changed: Any) -> str:
        """Its query string with some of it changed; None leaves a part out."""
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in {**self.on, **changed}.items() if value not in (None, "")})
        return f"?{query.urlencode()}"

    @property
    def query_string(self) -> str:
        return self.url().removeprefix("?")

    @property
    def chips(self) -> list[Chip]:
        untold = {"pipeline", "sort"}
        return [Chip(LABELS[n], self.told(n), self.url(**{n: None})) for n in self.on if n not in untold]

    @property
    def title(self) -> str:
        """In a few words, such as a saved view is called."""
        return ", ".join(chip.value for chip in self.chips)

    def told(self, name: str) -> str:
        """A value that is on, as people call it."""
        value = self.on[name]
        if value == NONE:
            return str(_("none"))
        if name in PICKED:
            return self.picks.name(name, int(value))
        if name in {"least", "most"}:
            return format_money(parse_money(value, self.currency), self.currency)
        tellers: Mapping[str, Callable[[str], Any]] = {
            "segment": lambda _text: self.within.told,
            "market": lambda text: Market(text).label,
            "outcome": lambda text: Outcome(text).label,
            "state": lambda text: STATES[text],
            "stage": lambda text: self.picks.stages[int(text)],
            "product": lambda text: Product.objects.filter(pk=int(text)).first() or text,
            "reason": lambda text: LostReason.objects.filter(pk=int(text)).first() or text,
            "since": lambda text: format_date(date.fromisoformat(text)),
            "until": lambda text: format_date(date.fromisoformat(text)),
            "opened_since": lambda text: format_date(date.fromisoformat(text)),
            "opened_until": lambda text: format_date(date.fromisoformat(text)),
        }
        return str(tellers[name](value)) if name in tellers else value

    def _known(self, name: str) -> bool:
        value = self.asked[name]
        number = row_id(value)
        if name in PICKED:
            return number in getattr(self.picks, name) or value == NONE
        checks: Mapping[str, Callable[[], bool]] = {
            "pipeline": lambda: number in self.picks.pipelines,
            "stage": lambda: number in self.picks.stages,
            "product": lambda: number is not None,
            "reason": lambda: number is not None or value == NONE,
            "segment": lambda: number is not None,
            "market": lambda: value in Market.values,
            "outcome": lambda: value in Outcome.values,
            "state": lambda: value in STATES,
            "least": lambda: self._is_money(value),
            "most": lambda: self._is_money(value),
            "since": lambda: _is_day(value),
            "until": lambda: _is_day(value),
            "opened_since": lambda: _is_day(value),
            "opened_until": lambda: _is_day(value),
        }
        return checks[name]() if name in checks else True

    def _is_money(self, text: str) -> bool:
        try:
            parse_money(text, self.currency)
        except Invalid:
            return False
        return True

    def _condition(self, name: str) -> Any:
        value = self.on[name]
        if name in PICKED:
            return Q(**({f"{name}__isnull": True} if value == NONE else {f"{name}_id": int(value)}))
        conditions: Mapping[str, Callable[[], Any]] = {
            "pipeline": lambda: Q(pipeline_id=int(value)),
            "stage": lambda: Q(stage_id=int(value)),
            "outcome": lambda: Q(outcome=value),
            "segment": lambda: self.within.condition(),
            "market": lambda: Q(customer__market=value),
            "product": lambda: Exists(
                OpportunityLine.objects.filter(opportunity=OuterRef("pk"), product_id=int(value))
            ),
            "reason": lambda: Q(lost_reason=None) if value == NONE else Q(lost_reason_id=int(value)),
            "least": lambda: Q(value__gte=parse_money(value, self.currency)),
            "most": lambda: Q(value__lte=parse_money(value, self.currency)),
            "since": lambda: closing(date.fromisoformat(value), None),
            "until": lambda: closing(None, date.fromisoformat(value)),
            "opened_since": lambda: Q(opened_on__gte=value),
            "opened_until": lambda: Q(opened_on__lte=value),
            "state": lambda: rotting(self.picks.stages.values(), self.today) if value == "rotting" else self._floats(),
        }
        return conditions[name]() if name in conditions else Q()

    def _floats(self) -> Q:
        return Q(outcome=Outcome.OPEN, expected_close__lt=self.today)


def closing(first: date | None, last: date | None) -> Q:
    """Deals whose day is in the period: the expected close of the open, the day on which the others were closed."""
    opened, closed = Q(outcome=Outcome.OPEN), Q()
    if first:
        opened, closed = opened & Q(expected_close__gte=first), closed & Q(closed_on__gte=first)
    if last:
        opened, closed = opened & Q(expected_close__lte=last), closed & Q(closed_on__lte=last)
    return opened | closed


def rotting(stages: Any, today: date) -> Q:
    """Open deals longer in their stage than it allows: `Opportunity.is_rotting` as a condition."""
    found = Q(pk__in=[])
    for stage in stages:
        if stage.rots_after is not None and not stage.is_closed:
            found |= Q(stage_id=stage.pk, stage_entered_at__lt=entered_before(stage, today))
    return found & Q(outcome=Outcome.OPEN)


def entered_before(stage: Stage, today: date) -> datetime:
    """A deal that came to this stage before that moment rots today."""
    return start_of_day(today - timedelta(days=stage.rots_after or 0), timezone.get_current_timezone_name())


def _is_day(text: str) -> bool:
    try:
        return 1900 <= date.fromisoformat(text).year < 2200
    except ValueError:
        return False
