"""What a report about customers is asked for: a period, and the filters that customers have."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.customers.filter import CONDITIONS
from sapa.customers.models import Customer, LifecycleStage, Market
from sapa.insight.asking import NONE, Asked, Chip, Period
from sapa.lib.dates import start_of_day
from sapa.lib.numbers import row_id
from sapa.lib.text import tidy
from sapa.pipeline.models import Finding
from sapa.places.models import Region
from sapa.sales.selling import WALK_IN
from sapa.team.models import Member

PICKED = ("source", "owner", "unit", "channel")
LABELS: dict[str, Any] = {
    "source": _("Source"),
    "market": _("Market"),
    "field": _("Field of business"),
    "owner": _("Member"),
    "unit": _("Business unit"),
    "region": _("Region"),
    "channel": _("Channel"),
    "segment": _("Segment"),
    "kind": _("Kind"),
    "product": _("Product"),
    "left": _("Moved from"),
    "entered": _("Moved to"),
}
YEAR = 365  # days whose figures are kept of each customer: see CustomerMetrics
OF_CUSTOMERS = ("source", "market", "field", "owner", "unit")
# What every board of customers can be narrowed by, as far as the list of customers knows it.
OF_BOARDS = tuple(
    name for name in ("segment", "unit", "region", "channel", "owner", "market", "source") if name in CONDITIONS
)
NARROWING = tuple(dict.fromkeys((*OF_BOARDS, *OF_CUSTOMERS)))


class AskedOfCustomers(Asked):
    """The filters in `names`. What makes no sense in an address is left out: it came from an old link.

    `year_to` is for reports that read the kept figures of the 365 days up to it where no other period is asked for.
    """

    def __init__(
        self,
        query: QueryDict,
        *,
        today: date,
        names: tuple[str, ...],
        choices: dict[str, tuple[str, ...]],
        year_to: date | None = None,
        has_period: bool = True,
    ) -> None:
        super().__init__(query, today=today, choices=choices)
        self.names, self.year_to, self.has_period = names, year_to, has_period
        unknown = {*LABELS, "pipeline"} if has_period else {*LABELS, "pipeline", "since", "until"}
        self.on = {name: value for name, value in self.on.items() if name not in unknown}
        for name in names:
            value = tidy(query.get(name, ""))[:80]
            if value and self._is_known(name, value):
                self.on[name] = value

    @property
    def chips(self) -> list[Chip]:
        return [Chip(LABELS[name], self.told(name), self.url(**{name: None})) for name in self.names if name in self.on]

    @property
    def is_of_the_year(self) -> bool:
        """Whether it is about the 365 days whose figures are kept."""
        return self.year_to is not None and not self.on.keys() & {"since", "until"}

    @cached_property
    def period(self) -> Period:
        """The period asked for; the year that is kept, or the last twelve months, if none is."""
        if self.is_of_the_year and self.year_to:
            return Period(self.year_to - timedelta(days=YEAR - 1), self.year_to)
        return super().period

    @property
    def moments(self) -> tuple[Any, Any]:
        """From the first moment of the period to the first after it, in the organisation's zone."""
        zone = timezone.get_current_timezone_name()
        return start_of_day(self.period.since, zone), start_of_day(self.period.until + timedelta(days=1), zone)

    def condition(self, prefix: str = "") -> Q:
        """The filters of customers, as a condition on them or on rows that refer to them (`customer__`)."""
        found = Q()
        for name in NARROWING:
            if name in self.on:
                found &= _prefixed(CONDITIONS[name](self.on[name]), prefix)
        return found

    def seen_by(self, member: Member, prefix: str = "customer__") -> Q:
        """Those asked for whom the member sees, as a condition on rows that refer to customers."""
        return member.seen(f"{prefix}owner", f"{prefix}unit") & self.condition(prefix)

    def customers(self, member: Member) -> QuerySet[Customer]:
        """The customers asked for whom the member sees."""
        return Customer.objects.visible_to(member).filter(self.condition())

    def is_somebody(self, name: str = "customer_id") -> Q:
        """What is sold over the counter to who says no name is no customer's."""
        return ~Q(**{f"{name}__in": Customer.objects.filter(uuid=WALK_IN).values("pk")})

    def customers_query(self, **more: Any) -> str:
        """The same in the words of the customer list, and what is added to it."""
        query = QueryDict(mutable=True)
        found = {name: self.on[name] for name in NARROWING if name in self.on} | more
        query.update({name: str(value) for name, value in found.items() if value not in (None, "")})
        return f"?{query.urlencode()}"

    def told(self, name: str) -> str:
        """A value that is on, as people call it."""
        value = self.on[name]
        if value == NONE:
            return str(_("none"))
        if name in PICKED:
            return self.picks.name(name, int(value))
        match name:
            case "market":
                return str(Market(value).label)
            case "kind":
                return str(Finding.Kind(value).label)
            case "product":
                return str(Product.objects.filter(pk=int(value)).first() or value)
            case "region":
                return self._region
            case "left" | "entered":
                return str(LifecycleStage(value).label)
            case _:
                return value

    @cached_property
    def _region(self) -> str:
        return str(Region.objects.filter(pk=self.on["region"]).first() or self.on["region"])

    def _is_known(self, name: str, value: str) -> bool:
        number = row_id(value)
        checks: Mapping[str, bool] = {
            **{one: number in getattr(self.picks, one) or value == NONE for one in PICKED if one == name},
            "market": value in Market.values,
            "kind": value in Finding.Kind.values,
            "product": number is not None or value == NONE,
            "region": value.replace(".", "").isdigit() and value.isascii() and len(value) <= 13,
            **dict.fromkeys(("left", "entered"), value in LifecycleStage.values),
        }
        return checks.get(name, True)


def _prefixed(condition: Any, prefix: str) -> Q:
    """The same condition on rows that refer to customers. What is no plain comparison is asked of the customers."""
    if not prefix:
        return Q(condition)
    parts = _renamed(condition, prefix)
    if parts is None:
        return Q(**{f"{prefix.removesuffix('__')}__in": Customer.objects.filter(condition).values("pk")})
    return parts


def _renamed(condition: Any, prefix: str) -> Q | None:
    if not isinstance(condition, Q):
        return None
    parts: list[Any] = []
    for part in condition.children:
        if isinstance(part, tuple):
            name, value = part
            parts.append((f"{prefix}{name}", value))
        elif (renamed := _renamed(part, prefix)) is not None:
            parts.append(renamed)
        else:
            return None
    return Q(*parts, _connector=condition.connector, _negated=condition.negated)
