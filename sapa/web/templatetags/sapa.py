"""Tags and filters of every template: how figures, days, phones and names are shown, icons, addresses."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sapa.customers.stages import stage_badge
from sapa.lib import dates, phones
from sapa.lib.money import format_compact, format_money
from sapa.lib.numbers import format_number
from sapa.web.context import FRAME_ICONS
from sapa.web.frame import draw_part
from sapa.web.icons import UnknownIcon, draw, draw_from_sprite, face
from sapa.web.reaching import draw_reach

register = template.Library()

COUNT_LIMIT = 1000  # lists do not count further


@register.filter
def money(amount: int | None, currency: str = "IDR") -> str:
    """`{{ deal.value|money:currency }}`: minor units as "Rp1.250.000". None is empty."""
    return "" if amount is None else format_money(amount, currency, get_language())


@register.filter
def compact_money(amount: int | None, currency: str = "IDR") -> str:
    """Short, for boards: "Rp1,2 jt"."""
    return "" if amount is None else format_compact(amount, currency, get_language())


@register.filter
def number(value: Decimal | float | None, places: int = 3) -> str:
    """1234.5 → "1.234,5"."""
    return "" if value is None else format_number(value, get_language(), places)


@register.filter
def count(value: int) -> str:
    """A number of rows; above the limit "1.000+", since no list counts further."""
    return f"{format_number(min(value, COUNT_LIMIT), get_language(), 0)}{'+' if value > COUNT_LIMIT else ''}"


@register.filter
def percent(value: Decimal | float | None) -> str:
    """25 → "25%"."""
    return "" if value is None else f"{format_number(value, get_language(), 0)}%"


def _day(value: date) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value


@register.filter
def day(value: date | None) -> str:
    """A date, or the date of a moment in the organisation's zone: "22 Nov 2026"."""
    return "" if value is None else dates.format_date(_day(value), get_language())


@register.filter
def long_day(value: date | None) -> str:
    """ "Minggu, 22 November 2026"."""
    return "" if value is None else dates.format_long_date(_day(value), get_language())


@register.filter
def month(value: date | None) -> str:
    """ "November 2026"."""
    return "" if value is None else dates.format_month(value, get_language())


@register.filter
def moment(value: datetime | None) -> str:
    """ "22 Nov 2026 14.05" in the organisation's zone."""
    return "" if value is None else dates.format_datetime(value, timezone.get_current_timezone_name(), get_language())


@register.filter
def clock(value: datetime | None) -> str:
    """ "14.05" in the organisation's zone."""
    return "" if value is None else dates.format_time(value, timezone.get_current_timezone_name(), get_language())


@register.filter
def hour(value: time | None) -> str:
    """ "14.05", a time of the day."""
    return "" if value is None else dates.format_hour(value, get_language())


@register.filter
def relative(value: date | None) -> str:
    """ "hari ini", "3 hari lagi", "2 minggu lalu"."""
    return "" if value is None else dates.relative_day(_day(value), timezone.localdate(), get_language())


@register.filter
def phone(value: str | None) -> str:
    """+6281234567890 → "0812-3456-7890"."""
    return phones.format_national(value) if value else ""


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """`{% avatar member.name "lg" %}`: initials on the person's colour. Decoration: the name stands beside it."""
    return face(name, size)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """`{% icon "phone" %}`: a lucide icon as large as the text. Decoration: say in words what it means."""
    return draw(name, extra)


@register.simple_tag
def frame_icon(name: str) -> SafeString:
    """`{% frame_icon "users" %}`: the same, of those that stand around every page: one file draws them all."""
    if name not in FRAME_ICONS:
        raise UnknownIcon(name)
    return draw_from_sprite(name)


@register.simple_tag
def root_url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page outside any organisation, from inside one."""
    prefix = get_script_prefix()
    set_script_prefix("/")
    try:
        return reverse(name, urlconf=settings.ROOT_URLCONF, args=args, kwargs=kwargs)
    finally:
        set_script_prefix(prefix)


@register.simple_tag
def stage(name: str) -> SafeString:
    """`{% stage customer.stage %}`: the lifecycle stage as a badge."""
    return stage_badge(name)


@register.simple_tag(takes_context=True)
def reach_link(context: Context, reach: Any, point: str, look: str) -> SafeString:
    """`{% reach_link number "whatsapp" "btn" %}` (or "phone"): a draft or the dialler for one number of `customer`.

    Drawn in Python: a card has half a dozen (ADR 40). A tap is logged by tap.js; an example number is never dialled.
    """
    return draw_reach(reach, context["customer"].pk, point, look)


@register.simple_tag(takes_context=True)
def frame(context: Context, template_name: str) -> SafeString:
    """`{% frame "web/_dock.html" %}`: a part of the page's frame, which is not drawn anew for each request."""
    return draw_part(context, template_name)


@register.simple_tag(takes_context=True)
def once(context: Context) -> SafeString:
    """`{% once %}` in a form that makes something: a token by which the server knows the same form again."""
    request = context.get("request")
    token = (request.POST.get("once") if request else "") or uuid4()
    return format_html('<input type="hidden" name="once" value="{}">', token)


@register.filter
def undo_url(tags: str | None) -> str:
    """The address in a message's extra tags that undoes what it tells of (see sapa.lib.answers)."""
    for tag in (tags or "").split():
        if tag.startswith("undo:"):
            return tag.removeprefix("undo:")
    return ""


@register.filter
def sees(member: Any, row: Any) -> bool:
    """`{% if request.member|sees:customer %}`: whether `visible_to` would show this row with an owner and a unit."""
    return member is not None and member.sees(row)


@register.filter
def may(member: Any, permission: str) -> bool:
    """`{% if request.member|may:"customers.change" %}`: whether the role has this right."""
    return member is not None and member.may(permission)
