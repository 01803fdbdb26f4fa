"""The words of a WhatsApp draft: a greeting by the time of day, neutral, from this member of this organisation."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.team.models import Member


def part_of_day(now: datetime) -> str:
    """ "Selamat pagi" until 11, siang until 15, sore until 18, then malam, in the organisation's zone."""
    hour = timezone.localtime(now).hour
    if 3 <= hour < 11:
        return _("Good morning")
    if 11 <= hour < 15:
        return _("Good day")
    return _("Good afternoon") if 15 <= hour < 18 else _("Good evening")


def greeting(name: str, member: Member, now: datetime) -> str:
    """ "Selamat pagi, Pak Budi. Saya Sari dari BUM Desa Maju Bersama. "."""
    words = {"greeting": part_of_day(now), "name": name, "member": member.name, "firm": member.organization.name}
    return _("%(greeting)s, %(name)s. I am %(member)s of %(firm)s.") % words + " "
