"""Sums over very many rows, gathered by the database."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from sapa.events.answers import Answers

type Statement = tuple[Mapping[str, str], str, Sequence[Any]]  # what `lib.columns.Question` is made of


def statement(rows: QuerySet, names: Sequence[str], columns: Mapping[str, str], tail: str = "") -> Statement:
    """What is selected from a queryset: `names` are its values in their order, `columns` the SQL that reads them.

    `statement(lines.values_list("pk", "cost"), ("pk", "cost"), {"pk": "pk", "cost": "SUM(cost)"}, "GROUP BY pk")`
    """
    sql, parameters = rows.query.sql_with_params()
    found = f"(WITH found ({', '.join(names)}) AS ({sql}) SELECT * FROM found) AS gathered_rows"  # noqa: S608, our names
    return columns, f"FROM {found} {tail}", parameters


def gather(asked: Statement, answers: Answers) -> list[tuple[Any, ...]]:
    """A few rows, unless they are known. Very many are better read as columns, by who loads numpy for it."""
    columns, rest, parameters = asked
    sql = f"SELECT {', '.join(columns.values())} {rest}"
    return answers.of(sql, tuple(parameters), lambda: _fetched(sql, parameters))


def _fetched(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [tuple(map(_whole, row)) for row in cursor.fetchall()]


def _whole(value: Any) -> Any:
    """PostgreSQL tells sums of big numbers as decimals."""
    return int(value) if isinstance(value, Decimal) else value
