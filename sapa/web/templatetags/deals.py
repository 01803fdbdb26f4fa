"""The cards of a board. A column has twenty and a board six columns: Django's templates take 25 ms for them, this 3."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.urls import get_script_prefix
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sapa.lib.dates import format_date
from sapa.lib.money import format_money
from sapa.web.icons import symbol, use
from sapa.web.templatetags.sapa import avatar

register = template.Library()

ICONS = ("calendar", "arrow-right-left", "file-pen-line", "hourglass", "calendar-x", "map-pin", "ear", "archive")
DEAL = (
    '<li class="deal{}" id="deal-{}" data-move-url="{}" data-version="{}">'
    '<a class="deal-title" href="{}">{}</a><span class="deal-customer">{}</span>'
    '<span class="deal-value">{}</span><span class="deal-foot">{}{}{}</span>{}{}</li>'
)
PERSON = (
    '<li class="deal{}" id="deal-{}" data-move-url="{}" data-version="0">'
    '<a class="deal-title" href="{}">{}</a>{}<span class="deal-foot">{}{}{}{}</span>{}</li>'
)
DAY = "<span>{} {}</span>"
BADGE = '<span class="badge badge-soft-{}">{} {}</span>'
SUM = (
    '<span class="day-sum {}"><span aria-hidden="true">{}</span><span class="day-count">{}</span>'
    '<span class="sr-only">{}</span> <span class="only-wide">{}</span></span>'
)
QUOTER = (
    '<a class="deal-quote" href="{}quotations/new/?opportunity={}" title="{}">{}<span class="sr-only">{}: {}</span></a>'
)
MOVER = '<a class="deal-move" href="{}#move" aria-label="{}: {}">{}</a>'


@register.simple_tag
def deals(cards: Iterable[Any], currency: str) -> SafeString:
    """`{% deals column.cards currency %}`: each card has the names of `sapa.pipeline.cards.Card`."""
    language, move, quote = get_language(), escape(_("Move to another stage")), escape(_("Make a quotation"))
    return mark_safe("".join([_deal(card, currency, language, move, quote) for card in cards]))  # noqa: S308 (escaped in _deal)


@register.simple_tag
def prospects(cards: Iterable[Any]) -> SafeString:
    """`{% prospects column.cards %}`: each card has the names of `sapa.pipeline.funnel_board.Card`."""
    move = escape(_("Move to another step"))
    return mark_safe("".join([_person(card, move) for card in cards]))  # noqa: S308 (escaped in _person)


@register.simple_tag
def deal_symbols() -> SafeString:
    """The drawings that the cards use, once on a page with a board."""
    drawings = mark_safe("".join(symbol(name) for name in ICONS))  # noqa: S308 (our own icons)
    return format_html('<svg class="hidden" aria-hidden="true">{}</svg>', drawings)


@register.simple_tag
def day_sums(sums: Iterable[dict[str, str]]) -> SafeString:
    """The figures of one day of the calendar of closes, each with kind, mark, count, label and value."""
    return format_html_join(
        "", SUM, ((one["kind"], one["mark"], one["count"], one["label"], one["value"]) for one in sums)
    )


def _deal(card: Any, currency: str, language: str | None, move: str, quote: str) -> str:
    """One card. Every text of people is escaped here, by hand: `format_html` would do each part twice."""
    title, url = escape(card.title), escape(card.url)
    return DEAL.format(
        " floating" if card.floating else " rotting" if card.rotting else "",
        card.id,
        escape(card.move_url.removeprefix(card.url)),  # the script reads it from the card's own page on
        card.version,
        url,
        title,
        escape(card.customer),
        escape(format_money(card.value, currency, language)),
        _owner(card.owner) if card.owner else "",
        DAY.format(use("calendar"), _day(card.closes_on, language)) if card.closes_on else "",
        _late() if card.floating else _silent(card.rotting) if card.rotting else "",
        MOVER.format(url, move, title, use("arrow-right-left")) if card.move_url else "",
        QUOTER.format(get_script_prefix(), card.id, quote, use("file-pen-line"), quote, title)
        if card.may_quote
        else "",
    )


def _person(card: Any, move: str) -> str:
    """A customer's card, escaped by hand as `_deal` is."""
    name, url = escape(card.name), escape(card.url)
    place = " · ".join(escape(part) for part in (card.village, card.source) if part)
    days = ngettext("%(days)d day", "%(days)d days", card.days) % {"days": card.days} if card.days else _("today")
    found = ngettext("%(number)d finding", "%(number)d findings", card.findings) % {"number": card.findings}
    aside = f'<span class="badge badge-plain">{use("archive")} {escape(_("set aside"))}</span>'
    return PERSON.format(
        " aside" if card.aside else "",
        card.id,
        escape(card.move_url),
        url,
        name,
        f'<span class="deal-customer">{place}</span>' if place else "",
        _owner(card.owner) if card.owner else "",
        DAY.format(use("hourglass"), escape(days)),
        DAY.format(use("ear"), escape(found)) if card.findings else "",
        aside if card.aside else "",
        MOVER.format(url, move, name, use("arrow-right-left")) if card.move_url else "",
    )


def _quoter(deal: int, quote: str, title: str) -> str:
    return QUOTER.format(get_script_prefix(), deal, quote, use("file-pen-line"), quote, title)


def _late() -> str:
    """A mark in words and a picture, so that it does not hang on its colour."""
    return BADGE.format("error", use("calendar-x"), escape(_("past its date")))


def _silent(days: int) -> str:
    words = ngettext("silent for %(days)d day", "silent for %(days)d days", days) % {"days": days}
    return BADGE.format("accent", use("hourglass"), escape(words))


@lru_cache(maxsize=512)
def _owner(name: str) -> SafeString:
    return format_html('{}<span class="sr-only">{}</span>', avatar(name, "xs"), name)


@lru_cache(maxsize=1024)
def _day(day: date, language: str | None) -> str:
    return escape(format_date(day, language))
