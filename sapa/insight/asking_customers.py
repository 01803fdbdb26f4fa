"""What a report about customers is asked for: a period, and the filters that customers have."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.customers.asking import Asking
from sapa.customers.facets import facets
from sapa.customers.filter import SEGMENT, Filter
from sapa.customers.models import Customer, LifecycleStage, Market
from sapa.customers.models.customer import WALK_IN
from sapa.customers.within import Within
from sapa.events.answers import Answers
from sapa.insight.asking import NONE, Asked, Chip, Period
from sapa.lib.dates import start_of_day
from sapa.lib.numbers import row_id
from sapa.lib.text import tidy
from sapa.pipeline.models import Finding, Inquiry
from sapa.pipeline.picks import Picks
from sapa.team.models import Member

PICKED = ("source", "owner", "unit", "channel")
LABELS: dict[str, Any] = {
    "source": _("Source"),
    "market": _("Market"),
    "field": _("Field of business"),
    "owner": _("Member"),
    "unit": _("Business unit"),
    "channel": _("Channel"),
    "kind": _("Kind"),
    "product": _("Product"),
    "left": _("Moved from"),
    "entered": _("Moved to"),
}
YEAR = 365  # days whose figures are kept of each customer: see CustomerMetrics
OF_CUSTOMERS = ("segment", "source", "market", "field", "owner", "unit")
OF_BOARDS = ("segment", "unit", "region", "channel", "owner", "market", "source")
OWN = {"kind", "product", "since", "until"}  # filters of reports that are called as conditions of customers are


class AskedOfCustomers(Asked):
    """The filters in `names`, which may be any conditions of customers (see customers.facets).

    What makes no sense in an address is left out: it came from an old link. `year_to` is for reports that read the kept
    figures of the 365 days up to it where no other period is asked for.
    """

    def __init__(
        self,
        query: QueryDict,
        *,
        member: Member,
        today: date,
        names: tuple[str, ...],
        choices: dict[str, tuple[str, ...]],
        year_to: date | None = None,
        has_period: bool = True,
    ) -> None:
        super().__init__(query, today=today, choices=choices, picks=Picks(member))
        self.names, self.asking = names, Asking(member, timezone.now())
        self.year_to, self.has_period = year_to, has_period
        unknown = {*LABELS, "pipeline"} if has_period else {*LABELS, "pipeline", "since", "until"}
        self.on = {name: value for name, value in self.on.items() if name not in unknown}
        for name in names:
            value = tidy(",".join(query.getlist(name)) if name in facets() else query.get(name, ""))[:80]
            if value and self._is_known(name, value):
                self.on[name] = value

    @property
    def chips(self) -> list[Chip]:
        on = [name for name in self.names if name in self.on]
        return [Chip(label_of(name), self.told(name), self.url(**{name: None})) for name in on]

    @property
    def is_of_the_year(self) -> bool:
        """Whether it is about the 365 days whose figures are kept."""
        return self.year_to is not None and not self.has_own_period

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
        found = self.within.condition(prefix.removesuffix("__") or "pk") if self.within.is_on else Q()
        for name, value in self.narrowing.values.items():
            if name != SEGMENT:
                found &= _prefixed(facets()[name].condition(value, self.asking), prefix)
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

    @cached_property
    def answers(self) -> Answers:
        """What was answered before, while nothing has happened since."""
        return Answers()

    def remembered[T](self, what: str, member: Member, ask: Callable[[], T]) -> T:
        """What `ask` finds out for this member, unless that is known: then not even its statements are made.

        Their version stands for what they may see: a role that is taken away while this page is made is another one.
        A segment may ask for what time alone changes within a day; then only the same statements are remembered.
        """
        if SEGMENT in self.on:
            return ask()
        filters = tuple(sorted(self._of_customers().items()))
        days = (self.today, self.period.since, self.period.until)
        return self.answers.of(what, (member.pk, member.version, *days, *filters), ask)

    @cached_property
    def campaign_shares(self) -> dict[int, int]:
        """Of each campaign that cost something: its cost by the number of new customers that it brought, half up.

        As `lifecycle.asking` shares it out. One query.
        """
        brought = Inquiry.objects.filter(state=Inquiry.State.NEW, campaign__cost__gt=0, customer__isnull=False)
        counted = brought.order_by().values_list("campaign_id", "campaign__cost")
        shared = counted.annotate(brought=Count("customer", distinct=True))
        return {pk: (2 * cost + count) // (2 * count) for pk, cost, count in shared}

    @cached_property
    def within(self) -> Within:
        """The segment that it asks for."""
        return Within(self._of_customers().get(SEGMENT, ""), self.asking.member, self.asking.now, self.asking)

    @cached_property
    def narrowing(self) -> Filter:
        """The same as the filter of the customer list, with the eyes of who asks."""
        return self._filter(self._of_customers())

    def _of_customers(self) -> dict[str, str]:
        known = facets()
        return {name: self.on[name] for name in self.names if name in self.on and name in known and name not in OWN}

    def customers_query(self, **more: Any) -> str:
        """The same in the words of the customer list, and what is added to it."""
        query = QueryDict(mutable=True)
        found = self._of_customers() | more
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
            case "left" | "entered":
                return str(LifecycleStage(value).label)
        return self.narrowing.told(name) if name in self.narrowing.on else value

    def _is_known(self, name: str, value: str) -> bool:
        number = row_id(value)
        checks: Mapping[str, bool] = {
            **{one: number in getattr(self.picks, one) or value == NONE for one in PICKED if one == name},
            "market": value in Market.values,
            "kind": value in Finding.Kind.values,
            "product": number is not None or value == NONE,
            **dict.fromkeys(("left", "entered"), value in LifecycleStage.values),
        }
        if name in checks:
            return checks[name]
        return name not in facets() or name in self._filter({name: value}).on

    def _filter(self, on: Mapping[str, str]) -> Filter:
        return Filter(on, self.asking.member, self.asking.now, asking=self.asking)


def label_of(name: str) -> Any:
    return LABELS[name] if name in LABELS else facets()[name].label


def _prefixed(condition: Any, prefix: str) -> Q:
    """The same condition on rows that refer to customers. What is asked by a query of its own is asked of customers."""
    if not prefix:
        return Q(condition)
    if not isinstance(condition, Q):
        return Q(**{f"{prefix.removesuffix('__')}__in": Customer.objects.filter(condition).values("pk")})
    parts: list[Any] = []
    for part in condition.children:
        if not isinstance(part, tuple):
            parts.append(_prefixed(part, prefix))
        else:
            name, value = part
            parts.append((f"{prefix}{name}", value))
    return Q(*parts, _connector=condition.connector, _negated=condition.negated)
