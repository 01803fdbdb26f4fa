"""The words of a WhatsApp draft: a greeting by the time of day, neutral, from this member of this organisation.

An organisation may write its own, with words in braces for what differs from one draft to the next.
"""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sapa.team.models import Member

PLACE = re.compile(r"\{\s*([^{}]*?)\s*\}")
PLACES = ("sapaan", "nama", "saya", "usaha")  # part of the day, the customer, the member, the organisation


def part_of_day(now: datetime) -> str:
    """ "Selamat pagi" until 11, siang until 15, sore until 18, then malam, in the organisation's zone."""
    hour = timezone.localtime(now).hour
    if 3 <= hour < 11:
        return _("Good morning")
    if 11 <= hour < 15:
        return _("Good day")
    return _("Good afternoon") if 15 <= hour < 18 else _("Good evening")


def usual_greeting() -> str:
    """What is written where the organisation has no words of its own: "{sapaan}, {nama}. Saya {saya} dari {usaha}."."""
    places = dict(zip(("greeting", "name", "member", "firm"), (f"{{{place}}}" for place in PLACES), strict=True))
    return _("%(greeting)s, %(name)s. I am %(member)s of %(firm)s.") % places


def refuse_unknown_places(text: str) -> None:
    """A validator: the words in braces are those that are filled in. Raises ValidationError for another."""
    known = {f"{{{place}}}" for place in PLACES}
    for found in PLACE.finditer(text):
        if f"{{{found[1].casefold()}}}" not in known:
            raise ValidationError(
                gettext_lazy("“%(place)s” is not one of %(known)s."),
                params={"place": found[0], "known": ", ".join(f"{{{place}}}" for place in PLACES)},
            )


def greeting(name: str, member: Member, now: datetime, text: str | None = None) -> str:
    """ "Selamat pagi, Pak Budi. Saya Sari dari BUM Desa Maju Bersama. ".

    In the organisation's own words where it has some, or in those of `text`.
    """
    values = dict(zip(PLACES, (part_of_day(now), name, member.name, member.organization.name), strict=True))
    words = (member.organization.greeting if text is None else text).strip() or usual_greeting()
    return PLACE.sub(lambda place: values.get(place[1].casefold(), place[0]), words) + " "
