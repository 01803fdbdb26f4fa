"""Days and times as people write and read them, in Indonesian and English."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from sapa.lib.invalid import Invalid
from sapa.lib.numbers import is_english


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MONTHS = {
    "id": _words("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"),
    "en": _words("January February March April May June July August September October November December"),
}
SHORT_MONTHS = {
    "id": _words("Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des"),
    "en": _words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
}
DAYS = {
    "id": _words("Senin Selasa Rabu Kamis Jumat Sabtu Minggu"),
    "en": _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
}
NEAR_DAYS = {
    "id": {-1: "kemarin", 0: "hari ini", 1: "besok"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
SPANS = [(14, 1, "hari", "day"), (60, 7, "minggu", "week"), (730, 30, "bulan", "month"), (10**7, 365, "tahun", "year")]
ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
MONTH_NUMBERS = {
    name.lower(): number for names in [*MONTHS.values(), *SHORT_MONTHS.values()] for number, name in enumerate(names, 1)
} | {"agt": 8, "ags": 8, "agust": 8, "sept": 9, "nop": 11, "nopember": 11, "pebruari": 2, "peb": 2}
WORDS_FOR_DAYS = {"hari ini": 0, "today": 0, "kemarin": -1, "yesterday": -1, "besok": 1, "tomorrow": 1, "lusa": 2}

FIRST_YEAR, LAST_YEAR = 1900, 2199
TOKENS = {
    "yyyy": r"(?P<year>\d{4})",
    "yy": r"(?P<year>\d{2})",
    "mmmm": r"(?P<month>[a-z]+)\.?",
    "mmm": r"(?P<month>[a-z]+)\.?",
    "mm": r"(?P<month>\d{1,2})",
    "m": r"(?P<month>\d{1,2})",
    "dd": r"(?P<day>\d{1,2})",
    "d": r"(?P<day>\d{1,2})",
}
USUAL = ("dd-mm-yyyy", "yyyy-mm-dd", "dd/mm/yyyy", "dd.mm.yyyy", "d mmm yyyy", "d-mmm-yyyy", "mmm d, yyyy")


class InvalidDate(Invalid):
    """Text that is no day of the calendar, or outside 1900 to 2199."""


def today(zone: str, now: datetime) -> date:
    """The business day at the moment `now` (aware) in a zone such as "Asia/Jakarta"."""
    return now.astimezone(ZoneInfo(zone)).date()


def start_of_day(day: date, zone: str) -> datetime:
    """The moment (UTC) when a business day begins in the zone."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def zone_name(zone: str) -> str:
    """ "WIB", "WITA" or "WIT"; elsewhere the zone's own name."""
    return ZONES.get(zone, zone)


def format_date(day: date, language: str | None = None) -> str:
    """22 Nov 2026."""
    return f"{day.day} {SHORT_MONTHS[_table(language)][day.month - 1]} {day.year}"


def format_long_date(day: date, language: str | None = None) -> str:
    """ "Minggu, 22 November 2026"."""
    table = _table(language)
    return f"{DAYS[table][day.weekday()]}, {day.day} {MONTHS[table][day.month - 1]} {day.year}"


def format_month(day: date, language: str | None = None, short: bool = False) -> str:
    """ "November 2026", or "Nov 2026"."""
    return f"{(SHORT_MONTHS if short else MONTHS)[_table(language)][day.month - 1]} {day.year}"


def format_time(moment: datetime, zone: str, language: str | None = None) -> str:
    """ "14.05" in Indonesian, "14:05" in English."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M" if is_english(language) else "%H.%M")


def format_hour(at: time, language: str | None = None) -> str:
    """A time of the day: "14.05" in Indonesian, "14:05" in English."""
    return at.strftime("%H:%M" if is_english(language) else "%H.%M")


def format_datetime(moment: datetime, zone: str, language: str | None = None) -> str:
    """ "22 Nov 2026 14.05", in the zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{format_date(local, language)} {format_time(local, zone, language)}"


def relative_day(day: date, today: date, language: str | None = None) -> str:
    """ "hari ini", "besok", "3 hari lagi", "2 minggu lalu"; in English "today", "in 3 days", "2 weeks ago"."""
    table, distance = _table(language), (day - today).days
    if near := NEAR_DAYS[table].get(distance):
        return near
    _limit, size, ours, theirs = next(span for span in SPANS if abs(distance) < span[0])
    count = abs(distance) // size
    if table == "id":
        return f"{count} {ours} {'lagi' if distance > 0 else 'lalu'}"
    words = f"{count} {theirs}{'s' if count != 1 else ''}"
    return f"in {words}" if distance > 0 else f"{words} ago"


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the month's last day where there is no such one (31 Jan + 1 → 28 Feb)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def parse_date(value: str | date, formats: Sequence[str] = USUAL, today: date | None = None) -> date:
    """A day. Raises InvalidDate.

    `formats` are written as people do: `dd-mm-yy`, `d mmm yyyy`, `mm/dd/yyyy` (`mmm` is a month's name, Indonesian
    or English; `yy` below 70 is 20yy, else 19yy). A spreadsheet's own date passes; a time after the day is left
    out. With `today` the words hari ini, kemarin, besok, lusa are read as well.
    """
    if isinstance(value, date):
        return _within(value.date() if isinstance(value, datetime) else value)
    text = " ".join(value.lower().split())
    if today is not None and text in WORDS_FOR_DAYS:
        return today + timedelta(days=WORDS_FOR_DAYS[text])
    for one in formats:
        if found := _pattern(one.lower()).fullmatch(text):
            return _built(value, found.groupdict())
    raise InvalidDate(_("“%(text)s” is not a date such as %(example)s."), text=value, example=_example(formats[0]))


@lru_cache(maxsize=64)
def _pattern(written: str) -> re.Pattern[str]:
    parts = re.split(r"(yyyy|yy|mmmm|mmm|mm|m|dd|d)", written)
    body = "".join(TOKENS.get(part) or re.escape(part) for part in parts)
    return re.compile(rf"{body}(?:[ t]\d\d?[:.]\d\d.*)?", re.ASCII)


def _built(text: str, parts: dict[str, str]) -> date:
    written = parts["month"]
    month = int(written) if written.isdigit() else MONTH_NUMBERS.get(written, 0)
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if year < 70 else 1900
    try:
        return _within(date(year, month, int(parts["day"])))
    except ValueError as error:
        if isinstance(error, InvalidDate):
            raise
        raise InvalidDate(_("“%(text)s” is not in the calendar."), text=text) from error


def _within(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidDate(
            _("The year %(year)s is out of range: %(first)s to %(last)s."),
            year=day.year,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    return day


def _example(written: str) -> str:
    """What 22 November 2026 looks like in a format, for a message."""
    names = {"yyyy": "2026", "yy": "26", "mmmm": "November", "mmm": "Nov", "mm": "11", "m": "11", "dd": "22", "d": "22"}
    return re.sub(r"yyyy|yy|mmmm|mmm|mm|m|dd|d", lambda found: names[found[0]], written.lower())


def _table(language: str | None) -> str:
    return "en" if is_english(language) else "id"
