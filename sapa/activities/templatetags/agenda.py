"""What the calendar's templates need. A month may show 150 activities: their lines are drawn in Python (ADR 40)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sapa.activities.agenda import Item
from sapa.lib.dates import DAYS, format_hour
from sapa.lib.numbers import is_english

LINE = '<a class="plan-item {}{}" href="{}{}/?next={}" data-dialog{}>{}<span>{}</span>{}</a>'
MOVABLE = ' draggable="true" data-move="{}{}/move/" data-version="{}"'

register = template.Library()


@register.simple_tag(takes_context=True)
def plan_items(context: Context, items: Sequence[Item]) -> SafeString:
    """The activities of a day or an hour, each a link to its page that can be dragged where the member may."""
    base = f"{context['shell'].prefix}activities/"
    back = quote(context["request"].get_full_path())
    may_act, names_members, language = context["may_act"], context["found"].whose != "mine", get_language()

    def line(item: Item) -> tuple[Any, ...]:
        movable = format_html(MOVABLE, base, item.pk, item.version) if may_act and not item.done else ""
        at = format_html("<b>{}</b> ", format_hour(item.starts_at, language)) if item.starts_at else ""
        who = " · ".join(filter(None, [item.customer, item.member if names_members else ""]))
        small = format_html("<small>{}</small>", who) if who else ""
        return item.kind, " done" if item.done else "", base, item.pk, back, movable, at, item.title, small

    return format_html_join("", LINE, map(line, items))


@register.filter
def on_day(url: str, iso: str) -> str:
    """The address of a day, made once for all days with DAY in its place."""
    return url.replace("DAY", iso)


@register.filter
def weekday(day: date) -> str:
    """ "Sen", "Mon"."""
    return DAYS["en" if is_english(get_language()) else "id"][day.weekday()][:3]
