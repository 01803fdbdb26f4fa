"""Sums over very many rows, gathered by the database."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

type Statement = tuple[Mapping[str, str], str, Sequence[Any]]  # what `lib.columns.Question` is made of


def statement(rows: QuerySet, names: Sequence[str], columns: Mapping[str, str], tail: str = "") -> Statement:
    """What is selected from a queryset: `names` are its values in their order, `columns` the SQL that reads them.

    `statement(lines.values_list("pk", "cost"), ("pk", "cost"), {"pk": "pk", "cost": "SUM(cost)"}, "GROUP BY pk")`
    """
    sql, parameters = rows.query.sql_with_params()
    found = f"(WITH found ({', '.join(names)}) AS ({sql}) SELECT * FROM found) AS gathered_rows"  # noqa: S608, our names
    return columns, f"FROM {found} {tail}", parameters


def gather(asked: Statement) -> list[list[int]]:
    """A few rows of whole numbers. Very many are better read as columns, by who loads numpy for it."""
    columns, rest, parameters = asked
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns.values())} {rest}", parameters)
        return [[int(value) for value in row] for row in cursor.fetchall()]
