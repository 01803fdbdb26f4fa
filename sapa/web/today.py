"""What a member has to do today: the first page after logging in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection
from django.utils import timezone

from sapa.activities.models import Activity
from sapa.customers.birthdays import next_birthday, within
from sapa.customers.models import Customer, Phone
from sapa.customers.panel import Reach, reach
from sapa.pipeline.models import Opportunity, Stage, StageTally, Step
from sapa.team.models import Member

SHOWN = 5  # rows of a kind: what comes first. The rest is one tap away.
DEALS = 3  # of those that need a decision, of each kind of reason
DAYS = 7


class Why(StrEnum):
    """Why a deal needs a decision."""

    FLOATING = "floating"  # past its expected close
    ROTTING = "rotting"  # too long in its stage
    CLOSING = "closing"  # expected to close within a week


@dataclass(frozen=True)
class Deal:
    """An opportunity and why it is shown."""

    opportunity: Opportunity
    why: Why


@dataclass(frozen=True)
class Birthday:
    """Whose birthday it is, when, and the number to greet them at if there is one."""

    customer: Customer
    day: date
    reach: Reach | None = None


@dataclass(frozen=True)
class Today:
    """The lists of the page. `more_activities` says that there are others than those shown."""

    activities: list[Activity]
    more_activities: bool
    deals: list[Deal]
    birthdays: list[Birthday]
    newcomers: list[Customer]

    def __bool__(self) -> bool:
        return bool(self.activities or self.deals or self.birthdays or self.newcomers)


def todays(member: Member, on: date) -> Today:
    """What needs this member on a day. At most six queries, each by an index."""
    due = Activity.objects.open().filter(assigned_to=member, due_on__lte=on)
    activities = list(due.select_related("customer").order_by("due_on", "pk")[: SHOWN + 1])
    return Today(
        activities=activities[:SHOWN],
        more_activities=len(activities) > SHOWN,
        deals=_deals(member, on) if member.may("opportunities.view") else [],
        birthdays=_birthdays(member, on),
        newcomers=_newcomers(member, on),
    )


def _deals(member: Member, on: date) -> list[Deal]:
    """The deals that need a decision, the most pressing kind first, each once."""
    seen = Opportunity.objects.visible_to(member).open()
    queries = [
        seen.filter(expected_close__lt=on).order_by("-expected_close"),
        seen.filter(expected_close__gte=on, expected_close__lt=on + timedelta(days=DAYS)).order_by("expected_close"),
    ]
    midnight = timezone.make_aware(datetime.combine(on, time()))
    used = StageTally.objects.visible_to(member).filter(count__gt=0).values("stage")
    for stage in Stage.objects.filter(rots_after__isnull=False, pk__in=used).exclude(step__in=[Step.WON, Step.LOST]):
        entered = midnight - timedelta(days=stage.rots_after or 0)
        queries.append(seen.filter(stage=stage, stage_entered_at__lt=entered).order_by("-stage_entered_at"))
    found = Opportunity.objects.filter(pk__in=_first_of_each(queries)).select_related("customer", "stage", "owner")
    deals = [Deal(opportunity, _why(opportunity, on)) for opportunity in found]
    chosen: list[Deal] = []
    for why in Why:
        some = sorted((deal for deal in deals if deal.why is why), key=_nearness(on))
        chosen += some[:DEALS]
    return chosen


def _first_of_each(queries: Iterable[Any]) -> Any:
    """The ids of the first rows of each query, as one query: it reads no more than it shows."""
    slices = [rows.values("pk")[:SHOWN] for rows in queries]
    if not connection.features.supports_slicing_ordering_in_compound:
        slices = [Opportunity.objects.filter(pk__in=rows).values("pk") for rows in slices]
    return slices[0].union(*slices[1:])


def _why(opportunity: Opportunity, on: date) -> Why:
    if opportunity.is_floating(on):
        return Why.FLOATING
    return Why.ROTTING if opportunity.is_rotting(on) else Why.CLOSING


def _nearness(on: date) -> Any:
    """What has just become pressing comes before what has lain for a year."""

    def key(deal: Deal) -> tuple[int, int]:
        closes = deal.opportunity.expected_close
        days = abs((closes - on).days) if closes and deal.why is not Why.ROTTING else 0
        return days, deal.opportunity.days_in_stage(on)

    return key


def _birthdays(member: Member, on: date) -> list[Birthday]:
    rows = Customer.objects.visible_to(member).filter(within(on, DAYS)).order_by("birthday_key", "pk")[: SHOWN * 4]
    days = {customer: next_birthday(customer.birthday, on) for customer in rows if customer.birthday}
    nearest = sorted(days, key=lambda customer: days[customer])[:SHOWN]
    phones = Phone.objects.filter(customer__in=nearest, contact=None).order_by("-position", "-pk") if nearest else ()
    first = {phone.customer_id: phone for phone in phones}
    return [Birthday(one, days[one], _reach(first.get(one.pk), one, member)) for one in nearest]


def _reach(phone: Phone | None, customer: Customer, member: Member) -> Reach | None:
    return reach(phone, customer.greeting_name, member) if phone else None


def _newcomers(member: Member, on: date) -> list[Customer]:
    since = timezone.make_aware(datetime.combine(on - timedelta(days=DAYS - 1), time()))
    rows = Customer.objects.visible_to(member).filter(created_at__gte=since)
    return list(rows.select_related("owner").order_by("-created_at", "-pk")[:SHOWN])
