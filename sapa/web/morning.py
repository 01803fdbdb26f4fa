"""The day's list by e-mail, in the morning, to the members who want it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sapa.lib.dates import format_long_date
from sapa.places.holidays import of_year
from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization
from sapa.web.models import MorningMail
from sapa.web.today import Today, todays

HOURS = range(6, 9)  # of the organisation's day: at six, and afterwards what failed then


def due_organizations(now: datetime) -> list[int]:
    """The organisations in whose zone it is morning. A demo's people are made up: nothing is sent to them."""
    zones = [zone for zone in _zones() if now.astimezone(ZoneInfo(zone)).hour in HOURS]
    return list(
        Organization.objects.filter(time_zone__in=zones, is_demo=False).order_by("pk").values_list("pk", flat=True)
    )


def waiting_members(organization_id: int, now: datetime) -> list[int]:
    """Who wants the mail of this morning and has not got it. None on a public holiday. At most two queries."""
    with organization_scope(organization_id):
        wanting = Member.objects.at_work().filter(morning_mail=True, user__is_active=True).exclude(user__email=None)
        rows = list(wanting.exclude(user__email="").select_related("organization").order_by("pk"))
        if not rows:
            return []
        on = _day(rows[0].organization, now)
        day_off = of_year(on.year).get(on)
        if day_off and not day_off.shared:
            return []
        got = set(MorningMail.objects.filter(day=on).values_list("member_id", flat=True))
    return [member.pk for member in rows if member.pk not in got]


def send(organization_id: int, member_id: int, now: datetime) -> bool:
    """Write the mail of this morning, once; whether it was sent now. Nothing where there is nothing to do.

    Raises what the mail server raises: then it has not been sent, and a later run tries again.
    """
    with organization_scope(organization_id):
        member = Member.objects.select_related("organization", "user").get(pk=member_id)
        user = member.user
        on = _day(member.organization, now)
        if user is None or not user.email or not member.is_at_work or not member.morning_mail:
            return False
        with _speaking_as(member.organization, user.language):
            today = todays(member, on)
            if not today:
                return False
            message = _write(member, user.email, today, on)
        try:
            with transaction.atomic():
                row = MorningMail.objects.create(member=member, day=on, at=now)
        except IntegrityError:
            return False  # another worker is at it
        sent = False
        try:
            message.send()
            sent = True
        finally:
            if not sent:
                row.delete()
    return True


def _write(member: Member, email: str, today: Today, on: date) -> EmailMultiAlternatives:
    context: dict[str, Any] = {
        "member": member,
        "today": today,
        "on": on,
        "site": settings.BASE_URL,
        "day_url": f"{settings.BASE_URL}{reverse('web:home', urlconf=settings.ORGANIZATION_URLCONF)}",
        "switch_url": f"{settings.BASE_URL}{reverse('web:morning_mail', urlconf=settings.ORGANIZATION_URLCONF)}",
    }
    told = {"day": format_long_date(on, translation.get_language()), "count": today.left}
    subject = _("%(day)s: %(count)d to do") % told
    message = EmailMultiAlternatives(subject, render_to_string("web/morning_mail.txt", context), to=[email])
    message.attach_alternative(render_to_string("web/morning_mail.html", context), "text/html")
    message.extra_headers["List-Unsubscribe"] = f"<{context['switch_url']}>"
    return message


@contextmanager
def _speaking_as(organization: Organization, language: str) -> Iterator[None]:
    """Their language, the organisation's zone, and addresses as its pages have them."""
    prefix = get_script_prefix()
    set_script_prefix(f"/{organization.slug}/")
    try:
        with (
            translation.override(language or settings.LANGUAGE_CODE),
            timezone.override(ZoneInfo(organization.time_zone)),
        ):
            yield
    finally:
        set_script_prefix(prefix)


def _day(organization: Organization, now: datetime) -> date:
    return now.astimezone(ZoneInfo(organization.time_zone)).date()


def _zones() -> list[str]:
    return list(Organization.objects.order_by().values_list("time_zone", flat=True).distinct())
