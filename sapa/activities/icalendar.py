"""Activities in the words of calendar programs (RFC 5545)."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sapa.activities.models import Activity

LINE = 75  # octets, the longest that a line may be
USUAL_MINUTES = {Activity.Kind.CALL: 15, Activity.Kind.VISIT: 60, Activity.Kind.MEETING: 60}
SPECIAL = re.compile(r"([\\;,])")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def write(activities: Iterable[Activity], *, name: str, zone: str, base_url: str) -> str:
    """A calendar called `name`. Times are of `zone` and written in UTC; `base_url` is before "activities/5/"."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sapa//Sapa//ID", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    for activity in activities:
        lines += _event(activity, ZoneInfo(zone), base_url)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(activity: Activity, zone: ZoneInfo, base_url: str) -> Iterator[str]:
    customer = f" · {activity.customer.name}" if activity.customer else ""
    done = "✓ " if activity.completed_at else ""
    yield "BEGIN:VEVENT"
    yield f"UID:{activity.uuid}@sapa"
    yield f"SEQUENCE:{activity.version}"
    yield f"DTSTAMP:{_moment(activity.updated_at)}"
    yield f"CREATED:{_moment(activity.created_at)}"
    yield f"LAST-MODIFIED:{_moment(activity.updated_at)}"
    yield from _when(activity, zone)
    yield f"SUMMARY:{_text(f'{done}{activity.get_kind_display()}: {activity.title}{customer}')}"
    if told := "\n".join(filter(None, [activity.purpose, activity.result])):
        yield f"DESCRIPTION:{_text(told)}"
    yield f"CATEGORIES:{_text(activity.get_kind_display())}"
    yield "STATUS:CONFIRMED"
    yield f"URL:{base_url}activities/{activity.pk}/"
    yield "END:VEVENT"


def _when(activity: Activity, zone: ZoneInfo) -> Iterator[str]:
    """A span of time, or the whole day where no time was given: that one does not make anybody busy."""
    if activity.starts_at is None:
        yield f"DTSTART;VALUE=DATE:{_day(activity.due_on)}"
        yield f"DTEND;VALUE=DATE:{_day(activity.due_on + timedelta(days=1))}"
        yield "TRANSP:TRANSPARENT"
        return
    start = datetime.combine(activity.due_on, activity.starts_at, zone)
    minutes = activity.minutes or USUAL_MINUTES.get(Activity.Kind(activity.kind), 30)
    yield f"DTSTART:{_moment(start)}"
    yield f"DTEND:{_moment(start + timedelta(minutes=minutes))}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _text(text: str) -> str:
    """Commas, semicolons, backslashes and new lines escaped; other control characters taken out."""
    plain = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return SPECIAL.sub(r"\\\1", plain).replace("\n", r"\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, broken between letters; each that follows begins with a space."""
    parts, part, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LINE:
            parts.append(part)
            part, size = "", 1
        part += letter
        size += width
    return "\r\n ".join([*parts, part])
