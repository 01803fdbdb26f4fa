"""Birthdays as days of the year, so that a database finds this week's among a hundred thousand customers."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Func, PositiveSmallIntegerField, Q


class MonthDay(Func):
    """Month and day of a date as one number: 22 November is 1122. For a generated column."""

    arity = 1
    output_field = PositiveSmallIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(substr(%(expressions)s, 6, 2) || substr(%(expressions)s, 9, 2) AS integer)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(EXTRACT(MONTH FROM %(expressions)s) * 100 + EXTRACT(DAY FROM %(expressions)s))::smallint"
        return self.as_sql(compiler, connection, template=template, **context)


def within(first: date, days: int) -> Q:
    """The condition on customers whose birthday falls on `first` or one of the days after it, `days` in all (< 365)."""
    last = first + timedelta(days=days - 1)
    start, end = (day.month * 100 + day.day for day in (first, last))
    if start <= end:
        return Q(birthday_key__gte=start, birthday_key__lte=end)
    return Q(birthday_key__gte=start) | Q(birthday_key__lte=end)


def next_birthday(birthday: date, on: date) -> date:
    """The next time this birthday is kept, today included; of 29 February on 1 March where there is none."""
    for year in (on.year, on.year + 1):
        try:
            day = birthday.replace(year=year)
        except ValueError:
            day = date(year, 3, 1)
        if day >= on:
            return day
    return day
