"""The state of the customer list, as its query string says it: which rows, in which order, in which words.

The same object serves the list, its export, the change of many at once, and a saved view.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer, CustomerTag, FunnelStep, Market
from sapa.customers.picks import Picks, load_picks
from sapa.customers.querysets import CustomerQuerySet
from sapa.lib.chips import Chip
from sapa.lib.dates import format_date, start_of_day
from sapa.lib.text import tidy
from sapa.places.models import Region
from sapa.team.models import Member

NONE = "none"  # ?owner=none: those without
PICKED = ("channel", "outlet_type", "owner", "unit", "source", "tag")
SORTS = {"": ("name_key", "pk"), "newest": ("-created_at", "-pk")}
CONTACTED = ("contacted_since", "contacted_until")  # the step from prospect to contact, of the funnel
NAMES = ("q", "kind", "market", *PICKED, "region", "field", "since", "until", *CONTACTED, "step", "state", "sort")
ASIDE = "aside"
STEPS: dict[str, Any] = {**dict(FunnelStep.choices), ASIDE: _("set aside")}
UNTOUCHED, UNOWNED, POOLED = "untouched", "unowned", "pooled"
STATES = {UNTOUCHED: _("not touched for a day"), UNOWNED: _("given to nobody"), POOLED: _("in the pool")}
LABELS: dict[str, Any] = {
    "q": _("Search"),
    "kind": _("Kind"),
    "market": _("Market"),
    "channel": _("Channel"),
    "outlet_type": _("Outlet type"),
    "owner": _("Owner"),
    "unit": _("Business unit"),
    "source": _("Source"),
    "tag": _("Tag"),
    "region": _("Region"),
    "field": _("Field of business"),
    "since": _("Added from"),
    "until": _("Added until"),
    "contacted_since": _("Contacted from"),
    "contacted_until": _("Contacted until"),
    "step": _("Funnel step"),
    "state": _("State"),
}


class Filter:
    """What the query string asks for. What makes no sense in it is left out: it came from an old link."""

    def __init__(self, query: QueryDict, picks: Picks | None = None) -> None:
        self.asked = {name: tidy(query.get(name, ""))[:120] for name in NAMES}
        self._picks = picks
        self.on: dict[str, str] = {name: value for name, value in self.asked.items() if value and self._known(name)}

    @cached_property
    def picks(self) -> Picks:
        return self._picks or load_picks()

    def rows(self, member: Member) -> CustomerQuerySet:
        """The customers it lets through, of those that this member sees; not yet in order."""
        rows: CustomerQuerySet = Customer.objects.visible_to(member)
        conditions = [CONDITIONS[name](value) for name, value in self.on.items() if name in CONDITIONS]
        if conditions:
            rows = rows.filter(*conditions)
        if state := self.on.get("state"):
            sets = {UNTOUCHED: lambda: rows.untouched(timezone.now()), UNOWNED: rows.unowned, POOLED: rows.in_pool}
            rows = sets[state]()
        return rows.matching(self.on["q"]) if "q" in self.on else rows

    @property
    def order(self) -> tuple[str, ...]:
        return SORTS[self.on.get("sort", "")]

    @property
    def narrows(self) -> bool:
        """Whether it lets through less than everything."""
        return bool(self.on.keys() - {"sort"})

    @property
    def query_string(self) -> str:
        """Its state, for links and saved views, without the page."""
        return self._encoded(self.on)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Its state as hidden inputs of a form that changes or exports these rows."""
        return list(self.on.items())

    @property
    def by_name_url(self) -> str:
        """The same rows, by name."""
        return f"?{self._encoded({name: value for name, value in self.on.items() if name != 'sort'})}"

    @cached_property
    def chips(self) -> list[Chip]:
        return [
            Chip(LABELS[name], self.told(name), f"?{self._encoded({k: v for k, v in self.on.items() if k != name})}")
            for name in self.on
            if name != "sort"
        ]

    @property
    def title(self) -> str:
        """In a few words, such as a saved view is called."""
        return ", ".join(self.told(name) for name in self.on if name != "sort")

    def told(self, name: str) -> str:
        """A value that is on, as people call it."""
        value = self.on[name]
        if value == NONE:
            return str(_("none"))
        if name in PICKED:
            return str(getattr(self.picks, name)[int(value)].name)
        match name:
            case "market":
                return str(Market(value).label)
            case "kind":
                return str(Customer.Kind(value).label)
            case "region":
                return str(Region.objects.filter(pk=value).first() or value)
            case "step":
                return str(STEPS[value])
            case "state":
                return str(STATES[value])
            case "since" | "until" | "contacted_since" | "contacted_until":
                return format_date(date.fromisoformat(value))
            case _:
                return value

    def _known(self, name: str) -> bool:
        value = self.asked[name]
        if name in PICKED:
            if value == NONE or not (value.isdigit() and value.isascii()):
                return value == NONE and name != "tag"
            return int(value) in getattr(self.picks, name)
        checks: Mapping[str, Callable[[str], bool]] = {
            "kind": lambda text: text in Customer.Kind.values,
            "market": lambda text: text in Market.values,
            "sort": lambda text: text in SORTS,
            "step": lambda text: text in STEPS,
            "state": lambda text: text in STATES,
            "since": _is_day,
            "until": _is_day,
            **dict.fromkeys(CONTACTED, _is_day),
            "region": lambda text: text.replace(".", "").isdigit() and text.isascii() and len(text) <= 13,
        }
        return name not in checks or checks[name](value)

    @staticmethod
    def _encoded(state: Mapping[str, str]) -> str:
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in state.items() if value})
        return query.urlencode()


def _is_day(text: str) -> bool:
    try:
        return 1900 <= date.fromisoformat(text).year < 2200
    except ValueError:
        return False


def _picked(name: str) -> Callable[[str], Q]:
    return lambda value: Q(**({f"{name}__isnull": True} if value == NONE else {f"{name}_id": int(value)}))


def _in_region(code: str) -> Q:
    """A village, or everything below a wider region: codes begin with those of the regions that they lie in."""
    return Q(region_id=code) | Q(region_id__gt=f"{code}.", region_id__lt=f"{code}.z")


def _midnight(text: str, later: int = 0) -> datetime:
    return start_of_day(date.fromisoformat(text) + timedelta(days=later), timezone.get_current_timezone_name())


def _at_step(value: str) -> Q:
    """Who is set aside stands on no step until they are taken up again."""
    return Q(set_aside_at__isnull=False) if value == ASIDE else Q(step=value, set_aside_at__isnull=True)


CONDITIONS: dict[str, Callable[[str], Any]] = {
    "kind": lambda value: Q(kind=value),
    "market": lambda value: Q(market=value),
    "step": _at_step,
    **{name: _picked(name) for name in PICKED if name != "tag"},
    "tag": lambda value: Exists(CustomerTag.objects.filter(customer=OuterRef("pk"), tag_id=int(value))),
    "region": _in_region,
    "field": lambda value: Q(field__in={value, value.lower(), value.upper(), value.capitalize(), value.title()}),
    "since": lambda value: Q(created_at__gte=_midnight(value)),
    "until": lambda value: Q(created_at__lt=_midnight(value, 1)),
    "contacted_since": lambda value: Q(contact_at__gte=_midnight(value)),
    "contacted_until": lambda value: Q(contact_at__lt=_midnight(value, 1)),
}
