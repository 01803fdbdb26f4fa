"""Whom to greet before they slip away, and whom to thank for a first purchase. Today fetches it when it stands."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sapa.activities.models import Activity
from sapa.customers.models import LifecycleStage
from sapa.lib.dates import format_date
from sapa.lifecycle.models import CustomerMetrics
from sapa.lifecycle.saying import STEADY
from sapa.team.models import Member
from sapa.web.today.acting import address
from sapa.web.today.drawing import Numbers, Row
from sapa.web.today.order import Act, Item, Kind, Rank

SHOWN = 10  # of each
LONGEST = 90  # days for which somebody late is shown
THANKED = 7  # days after the first purchase
THANKING = 30
QUIET = 7  # days that nobody is reminded of whom somebody was in touch with


def rhythm(member: Member, on: date) -> list[Item]:
    """Own customers late by their rhythm, the next to slip first; then first-time buyers. At most three queries."""
    late, first = list(_late(member, on)), list(_first(member, on))
    found = [*((row, _of_late(row)) for row in late), *((row, _of_first(row)) for row in first)]
    rows = [Row(Kind.PROSPECT, (Rank.PROSPECT, 0, row.customer_id), row.customer, ()) for row, _reason in found]
    numbers, acts = Numbers(member, rows), member.may("activities.change")
    return [_item(row, reason, numbers, acts=acts) for row, reason in found]


def _late(member: Member, on: date) -> Any:
    """Those whose stage needs a rhythm that they are about to miss."""
    late = Q(late_on__lte=on, late_on__gt=on - timedelta(days=LONGEST), slips_on__gt=on, stage__in=STEADY)
    return _quiet(member, on).filter(late).order_by("slips_on", "pk")[:SHOWN]


def _first(member: Member, on: date) -> Any:
    """Those who bought for the first time a week ago, until a month has passed."""
    days = Q(first_on__lte=on - timedelta(days=THANKED), first_on__gt=on - timedelta(days=THANKING))
    return _quiet(member, on).filter(days, stage=LifecycleStage.FIRST).order_by("first_on", "pk")[:SHOWN]


def _quiet(member: Member, on: date) -> Any:
    """The figures of own customers with whom nobody was in touch lately, and for whom the member plans nothing."""
    midnight = timezone.make_aware(datetime.combine(on - timedelta(days=QUIET - 1), time()))
    untouched = Q(customer__touched_at__isnull=True) | Q(customer__touched_at__lt=midnight)
    planned = Activity.objects.open().filter(customer=OuterRef("customer"), assigned_to=member)
    rows = CustomerMetrics.objects.visible_to(member).filter(untouched, ~Exists(planned), customer__owner=member)
    return rows.select_related("customer__region")


def _of_late(row: CustomerMetrics) -> str:
    words = {"usual": row.usual_days, "due": _day(row.due_on), "slips": _day(row.slips_on)}
    return _("buys every %(usual)s days, was due on %(due)s; their rhythm ends on %(slips)s") % words


def _of_first(row: CustomerMetrics) -> str:
    return _("bought for the first time on %(on)s: thank them") % {"on": _day(row.first_on)}


def _item(row: CustomerMetrics, reason: str, numbers: Numbers, *, acts: bool) -> Item:
    customer = row.customer
    log, plan = address("activities:log", customer.pk), address("activities:plan", customer.pk)
    return Item(
        kind=Kind.PROSPECT,
        rank=(Rank.PROSPECT, 0, customer.pk),
        title=customer.name,
        reason=reason,
        url=f"{get_script_prefix()}customers/{customer.pk}/",
        customer=customer,
        reach=numbers.reach(customer),
        done=Act(_("Done"), "check", log, "dialog") if acts else None,
        acts=(Act(_("Another day"), "calendar-clock", plan, "dialog"),) if acts else (),
    )


def _day(day: date | None) -> str:
    return format_date(day, get_language()) if day else ""
