"""The lines of a story, drawn in Python: for the dozen of a card Django's templates take a millisecond (ADR 40)."""

from collections.abc import Iterable
from datetime import date

from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sapa.lib import dates
from sapa.web.icons import draw
from sapa.web.timeline import EMPTY, Change, Line

LINE = (
    '<li class="story-item"><span class="story-mark">{}</span><div class="min-w-0"><div>{}</div>{}{}'
    '<time class="quiet text-sm" datetime="{}" title="{}">{}, {}</time></div></li>'
)


def draw_story(lines: Iterable[Line], here: str) -> SafeString:
    """All of them. `here` is the path of the page, which no line leads to."""
    today, zone, language = timezone.localdate(), timezone.get_current_timezone_name(), get_language()
    return format_html_join("", LINE, (_parts(line, here, (zone, language), today) for line in lines))


def _parts(line: Line, here: str, manner: tuple[str, str | None], today: date) -> tuple[str, ...]:
    told = line.sentence
    if line.url and line.url != here:
        told = format_html('<a class="story-link" href="{}">{}</a>', line.url, line.sentence)
    at = timezone.localtime(line.at)
    return (
        draw(line.icon),
        told,
        format_html('<p class="told">{}</p>', linebreaksbr(line.note)) if line.note else "",
        _changed(line.changes) if line.changes else "",
        at.isoformat(),
        dates.format_datetime(line.at, *manner),
        dates.relative_day(at.date(), today, manner[1]),
        dates.format_time(line.at, *manner),
    )


def _changed(changes: Iterable[Change]) -> SafeString:
    rows = format_html_join(
        "", "<div><dt>{}</dt><dd>{}<ins>{}</ins></dd></div>", ((one.label, _before(one), one.after) for one in changes)
    )
    return format_html('<dl class="changed">{}</dl>', rows)


def _before(change: Change) -> str:
    if change.before == EMPTY:
        return ""
    return format_html('<del>{}</del> <span aria-hidden="true">→</span> ', change.before)
