"""A member's private calendar address: made, renewed, stopped, and read by calendar programs."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Activity, ActivityQuerySet, CalendarFeed
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone
from sapa.team.models import Member

MOST = 2000
DONE_FOR = timedelta(days=30)
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_feed(member: Member, *, now: datetime) -> str:
    """A new private address for this member, which ends the one before. Returns its token, which is kept nowhere."""
    token = token_urlsafe(32)
    made = {"token_hash": _hash(token), "made_at": now, "read_at": None}
    CalendarFeed.objects.update_or_create(member=member, defaults=made)
    record("calendar.shared", member, by=member, at=now)
    return token


@transaction.atomic
def stop_feed(member: Member, *, now: datetime) -> None:
    """The address leads nowhere any more. Raises AlreadyDone."""
    if CalendarFeed.objects.filter(member=member).delete()[0] != 1:
        raise AlreadyDone(_("There is no address."))
    record("calendar.stopped", member, by=member, at=now)


def feed_of(token: str) -> CalendarFeed | None:
    """Whose calendar it is, while they are at work."""
    rows = CalendarFeed.objects.filter(token_hash=_hash(token), member__left_at__isnull=True)
    return rows.select_related("member").first()


def note_reading(feed: CalendarFeed, now: datetime) -> None:
    """Remember that a calendar asked for it, once an hour at the most."""
    stale = Q(read_at__isnull=True) | Q(read_at__lte=now - NOTED_EVERY)
    CalendarFeed.objects.filter(stale, pk=feed.pk).update(read_at=now)


def activities_of(member: Member, now: datetime) -> ActivityQuerySet:
    """What is in the calendar: what is to be done, and what was done in the last 30 days."""
    wanted = Q(completed_at__isnull=True) | Q(completed_at__gte=now - DONE_FOR)
    rows: ActivityQuerySet = Activity.objects.filter(wanted, assigned_to=member, cancelled_at__isnull=True)
    return rows.select_related("customer").order_by("-due_on", "-pk")[:MOST]


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
