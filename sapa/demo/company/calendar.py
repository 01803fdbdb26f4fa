"""The year of a village: when there is more to do, when nobody works, and a person's working hours."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Jakarta")
LEBARAN = [
    date(2024, 4, 10),
    date(2025, 3, 31),
    date(2026, 3, 21),
    date(2027, 3, 10),
    date(2028, 2, 27),
    date(2029, 2, 15),
]
RAMADAN_DAYS = 29
SUNDAY = 6


def is_feast_near(day: date) -> bool:
    """Ramadan and the fortnight before it, in which it is prepared."""
    return any(timedelta(0) < feast - day <= timedelta(RAMADAN_DAYS + 14) for feast in LEBARAN)


def is_rest(day: date) -> bool:
    """Sundays, and the week of Lebaran."""
    return day.weekday() == SUNDAY or any(timedelta(-1) <= day - feast <= timedelta(6) for feast in LEBARAN)


def busyness(day: date) -> float:
    """How much comes in on this day, against a usual one."""
    if is_rest(day):
        return 0.15
    if is_feast_near(day):
        return 2.4
    return {6: 1.3, 8: 1.4, 12: 1.3}.get(day.month, 1.0)  # school holidays, Independence Day, the year's end


def workday(day: date) -> date:
    """This day, or the next on which people work."""
    while is_rest(day):
        day += timedelta(1)
    return day


def moment(day: date, random: Random) -> datetime:
    """Some minute of the working hours of this day."""
    return datetime.combine(day, time(8), ZONE) + timedelta(minutes=random.randrange(0, 9 * 60))


def arrivals(first: date, last: date, count: int, random: Random) -> list[date]:
    """So many days from the first to the last, more of them in busy times and, as the firm grows, later on."""
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    weights = [busyness(day) * (0.5 + 0.7 * number / len(days)) for number, day in enumerate(days)]
    return sorted(random.choices(days, weights, k=count))
