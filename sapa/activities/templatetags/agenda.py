"""What the calendar's templates need. A month may show 150 activities: their lines are drawn in Python (ADR 40)."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from django import template
from django.template.context import Context
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sapa.activities.agenda import Item
from sapa.lib.dates import DAYS, format_hour
from sapa.lib.numbers import is_english

register = template.Library()


@register.simple_tag(takes_context=True)
def plan_items(context: Context, items: Sequence[Item]) -> SafeString:
    """The activities of a day or an hour, each a link to its page that can be dragged where the member may.

    What people wrote is escaped one by one: the rest are numbers and addresses of our own.
    """
    if not items:
        return SafeString("")
    base = f"{escape(context['shell'].prefix)}activities/"
    back = quote(context["request"].get_full_path())
    may_act, names_members, language = context["may_act"], context["found"].whose != "mine", get_language()

    def line(item: Item) -> str:
        drag = f' draggable="true" data-move="{base}{item.pk}/move/" data-version="{item.version}"'
        at = f"<b>{format_hour(item.starts_at, language)}</b> " if item.starts_at else ""
        who = " · ".join(filter(None, [item.customer, item.member if names_members else ""]))
        return (
            f'<a class="plan-item {item.kind}{" done" if item.done else ""}" href="{base}{item.pk}/?next={back}"'
            f" data-dialog{drag if may_act and not item.done else ''}>{at}<span>{escape(item.title)}</span>"
            f"{f'<small>{escape(who)}</small>' if who else ''}</a>"
        )

    return SafeString("".join(map(line, items)))


@register.filter
def on_day(url: str, iso: str) -> str:
    """The address of a day, made once for all days with DAY in its place."""
    return url.replace("DAY", iso)


@register.filter
def weekday(day: date) -> str:
    """ "Sen", "Mon"."""
    return DAYS["en" if is_english(get_language()) else "id"][day.weekday()][:3]
