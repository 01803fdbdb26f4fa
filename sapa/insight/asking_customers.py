"""What a report about customers is asked for: a period, and the filters that customers have."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.customers.filter import CONDITIONS
from sapa.customers.models import Market
from sapa.insight.asking import NONE, Asked, Chip
from sapa.lib.dates import start_of_day
from sapa.lib.numbers import row_id
from sapa.lib.text import tidy
from sapa.pipeline.models import Finding

PICKED = ("source", "owner", "unit")
LABELS: dict[str, Any] = {
    "source": _("Source"),
    "market": _("Market"),
    "field": _("Field of business"),
    "owner": _("Member"),
    "unit": _("Business unit"),
    "kind": _("Kind"),
    "product": _("Product"),
}
OF_CUSTOMERS = ("source", "market", "field", "owner", "unit")


class AskedOfCustomers(Asked):
    """The filters in `names`. What makes no sense in an address is left out: it came from an old link."""

    def __init__(
        self, query: QueryDict, *, today: date, names: tuple[str, ...], choices: dict[str, tuple[str, ...]]
    ) -> None:
        super().__init__(query, today=today, choices=choices)
        self.names = names
        self.on = {name: value for name, value in self.on.items() if name not in LABELS and name != "pipeline"}
        for name in names:
            value = tidy(query.get(name, ""))[:80]
            if value and self._is_known(name, value):
                self.on[name] = value

    @property
    def chips(self) -> list[Chip]:
        return [Chip(LABELS[name], self.told(name), self.url(**{name: None})) for name in self.names if name in self.on]

    @property
    def moments(self) -> tuple[Any, Any]:
        """From the first moment of the period to the first after it, in the organisation's zone."""
        zone = timezone.get_current_timezone_name()
        return start_of_day(self.period.since, zone), start_of_day(self.period.until + timedelta(days=1), zone)

    def condition(self, prefix: str = "") -> Q:
        """The filters of customers, as a condition on them or on rows that refer to them (`customer__`)."""
        found = Q()
        for name in OF_CUSTOMERS:
            if name in self.on:
                found &= _prefixed(CONDITIONS[name](self.on[name]), prefix)
        return found

    def customers_query(self, **more: Any) -> str:
        """The same in the words of the customer list, and what is added to it."""
        query = QueryDict(mutable=True)
        found = {name: self.on[name] for name in OF_CUSTOMERS if name in self.on} | more
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
            case _:
                return value

    def _is_known(self, name: str, value: str) -> bool:
        number = row_id(value)
        checks: Mapping[str, bool] = {
            **{one: number in getattr(self.picks, one) or value == NONE for one in PICKED if one == name},
            "market": value in Market.values,
            "kind": value in Finding.Kind.values,
            "product": number is not None or value == NONE,
        }
        return checks.get(name, True)


def _prefixed(condition: Q, prefix: str) -> Q:
    """The same condition on rows that refer to customers."""
    if not prefix:
        return condition
    parts: list[Any] = []
    for part in condition.children:
        if isinstance(part, Q):
            parts.append(_prefixed(part, prefix))
        else:
            name, value = part
            parts.append((f"{prefix}{name}", value))
    return Q(*parts, _connector=condition.connector, _negated=condition.negated)
