"""Answers to the organisation's own questions, as databases compare them: alike on SQLite and on PostgreSQL."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, FloatField, Func, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Length
from django.db.models.lookups import GreaterThanOrEqual, In, IRegex, LessThanOrEqual, Regex

YES, NO, NOTHING = "true", "false", ""  # as Answer says them
# What is no number or no day, however it came there, is smaller and greater than nothing.
NUMBER = r"^-?[0-9]+(?:[.][0-9]+)?$"
LONGEST_NUMBER = 40  # signs: one of hundreds is more than a float holds. Bounds within the pattern cost twice the time.
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class Answer(Func):
    """What a customer answered, as text: that of JSON, but for texts, which stand without quotes. NULL: nothing.

    Not `custom__<key>`: a question may be called “in”, “range” or “2026”, which mean something else there.
    """

    output_field = TextField()

    def __init__(self, key: str) -> None:
        super().__init__("custom")
        self.key = key  # letters, digits, - and _

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"({column} ->> %s::text)", (*params, self.key)

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.get_source_expressions()[0])
        path = f'$."{self.key}"'
        kind, found = f"JSON_TYPE({column}, %s)", f"CAST(JSON_EXTRACT({column}, %s) AS TEXT)"
        sql = f"(CASE {kind} WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE {found} END)"
        return sql, (*params, path, *params, path)


def is_one_of(key: str, answers: Sequence[str]) -> Q:
    """One of these; among them NOTHING, for who did not answer."""
    return Q(In(Coalesce(Answer(key), Value(NOTHING, TextField())), list(answers)))


def says(key: str, words: str) -> Q:
    """The words occur in it, in small letters or capitals. No LIKE: that of SQLite knows only those of ASCII."""
    return Q(IRegex(Answer(key), re.escape(words)))


def is_number(key: str, *, least: Decimal | None = None, most: Decimal | None = None) -> Q:
    """A number within these bounds, which belong to it. Answers have 15 digits at the most, as a float has."""
    fits = Q(Regex(Answer(key), NUMBER), LessThanOrEqual(Length(Answer(key)), LONGEST_NUMBER))
    number = Case(When(fits, then=Cast(Answer(key), FloatField())), output_field=FloatField())
    return _within(number, None if least is None else float(least), None if most is None else float(most))


def is_day(key: str, *, least: date | None = None, most: date | None = None) -> Q:
    """A day within these, which belong to it: days are kept as ISO writes them, and so sort as texts do."""
    bounds = _within(Answer(key), least and least.isoformat(), most and most.isoformat())
    return Q(Regex(Answer(key), DAY)) & bounds


def _within(found: Any, least: Any, most: Any) -> Q:
    bounds = Q() if least is None else Q(GreaterThanOrEqual(found, least))
    return bounds if most is None else bounds & Q(LessThanOrEqual(found, most))
