"""What customers can be told apart by: each a condition with a name in the address, a field and words for people.

Those of the trade itself stand here. What trades above it know of customers they bring themselves: settings name their
lists (CUSTOMER_FACETS), which are read when somebody first asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from sapa.customers import querysets
from sapa.customers.asking import Asking
from sapa.customers.kinds import NONE, Day, InRegion, Kind, OfSegment, OneOf, Picked
from sapa.customers.models import Customer, CustomerTag, FunnelStep, Market
from sapa.customers.querysets import PROSPECTS, UNCLAIMED, left_untouched

OWN = "own_"  # names of the conditions that an organisation made itself begin so
ASIDE = "aside"
STEPS: dict[str, Any] = {**dict(FunnelStep.choices), ASIDE: _("set aside")}
UNTOUCHED, UNOWNED, POOLED = "untouched", "unowned", "pooled"
STATES = {UNTOUCHED: _("not touched for a day"), UNOWNED: _("given to nobody"), POOLED: _("in the pool")}

type Condition = Q | Exists


class Group(models.TextChoices):
    """Where a condition stands in the panel."""

    WHO = "who", _("Who they are")
    OURS = "ours", _("How they stand with us")
    STAGES = "stages", _("Stage and groups")
    BUYING = "buying", _("What they buy")
    SERVING = "serving", _("Serving and paying")
    PROFILE = "profile", _("Profile")
    OWN = "own", _("Our own questions")


@dataclass(frozen=True)
class Facet:
    """One thing that is known of customers.

    `condition` takes a value as the kind reads it; a Q stands on customers themselves or on a row that each has once.
    Who lacks the `right` cannot ask by it.
    """

    name: str
    label: Any
    group: Group
    kind: Kind
    condition: Callable[[Any, Asking], Condition]
    right: str = ""

    def read(self, text: str, asking: Asking) -> Any:
        """The value that a text of the address means; None where it makes no sense, or not to this member."""
        return self.kind.read(text, asking) if self.is_for(asking) else None

    def is_for(self, asking: Asking) -> bool:
        return not self.right or asking.member.may(self.right)


@cache
def facets() -> Mapping[str, Facet]:
    """Those of every organisation, by their names in the address, in the order in which they are shown."""
    lists = [FACETS, *(import_string(name) for name in settings.CUSTOMER_FACETS)]
    found = {facet.name: facet for one in lists for facet in one}
    assert len(found) == sum(map(len, lists)), "two conditions have one name"
    return found


def all_facets(asking: Asking) -> Mapping[str, Facet]:
    """Those, and those that the organisation made itself, of its own questions."""
    return {**facets(), **asking.own}


def facets_for(query: Mapping[str, str], asking: Asking) -> Mapping[str, Facet]:
    """What an address may ask by: its own are looked up for an organisation only where it names one."""
    return all_facets(asking) if asked_of_own(query) else facets()


def asked_of_own(query: Mapping[str, str]) -> list[str]:
    """The names in an address that are, or were, of the organisation's own questions."""
    return [name for name in query if name.startswith(OWN) and query[name]]


def _picked(name: str) -> Callable[[Any, Asking], Q]:
    return lambda value, asking: Q(**({f"{name}__isnull": True} if value == NONE else {f"{name}_id": value}))


def _in_region(code: str, asking: Asking) -> Q:
    """A village, or everything below a wider region: codes begin with those of the regions that they lie in."""
    return Q(region_id=code) | Q(region_id__gt=f"{code}.", region_id__lt=f"{code}.z")


def _at_step(value: str, asking: Asking) -> Q:
    """Who is set aside stands on no step until they are taken up again."""
    return Q(set_aside_at__isnull=False) if value == ASIDE else Q(step=value, set_aside_at__isnull=True)


def _in_state(value: str, asking: Asking) -> Q:
    """The sets of CustomerQuerySet of these names."""
    if value == POOLED:
        return querysets.POOLED
    return PROSPECTS & (UNCLAIMED if value == UNOWNED else left_untouched(asking.now))


def _of_field(value: str, asking: Asking) -> Q:
    """Fields are what people typed: case is nothing."""
    return Q(field__in={value, value.lower(), value.upper(), value.capitalize(), value.title()})


def _laid_open(value: Any, asking: Asking) -> Q:
    """A segment's conditions are put in its place (see Filter): it has none of its own."""
    raise NotImplementedError("a segment is laid open by the filter")


FACETS = (
    Facet("kind", _("Kind"), Group.WHO, OneOf(Customer.Kind.choices), lambda value, _a: Q(kind=value)),
    Facet("market", _("Market"), Group.WHO, OneOf(Market.choices), lambda value, _a: Q(market=value)),
    Facet("channel", _("Channel"), Group.WHO, Picked("channel"), _picked("channel")),
    Facet("outlet_type", _("Outlet type"), Group.WHO, Picked("outlet_type"), _picked("outlet_type")),
    Facet("owner", _("Owner"), Group.OURS, Picked("owner"), _picked("owner")),
    Facet("unit", _("Business unit"), Group.OURS, Picked("unit"), _picked("unit")),
    Facet("source", _("Source"), Group.OURS, Picked("source"), _picked("source")),
    Facet(
        "tag", _("Tag"), Group.OURS, Picked("tag", has_none=False),
        lambda value, _a: Exists(CustomerTag.objects.filter(customer=OuterRef("pk"), tag_id=value)),
    ),
    Facet("region", _("Region"), Group.WHO, InRegion(), _in_region),
    Facet("field", _("Field of business"), Group.WHO, Kind(), _of_field),
    Facet(
        "since", _("Added from"), Group.OURS, Day(),
        lambda value, asking: Q(created_at__gte=asking.midnight(value)),
    ),
    Facet(
        "until", _("Added until"), Group.OURS, Day(),
        lambda value, asking: Q(created_at__lt=asking.midnight(value, 1)),
    ),
    # the step from prospect to contact, of the funnel
    Facet(
        "contacted_since", _("Contacted from"), Group.OURS, Day(),
        lambda value, asking: Q(contact_at__gte=asking.midnight(value)),
    ),
    Facet(
        "contacted_until", _("Contacted until"), Group.OURS, Day(),
        lambda value, asking: Q(contact_at__lt=asking.midnight(value, 1)),
    ),
    Facet("step", _("Funnel step"), Group.OURS, OneOf(tuple(STEPS.items())), _at_step),
    Facet("state", _("State"), Group.OURS, OneOf(tuple(STATES.items())), _in_state),
    Facet("segment", _("Segment"), Group.STAGES, OfSegment(), _laid_open),
)  # fmt: skip
