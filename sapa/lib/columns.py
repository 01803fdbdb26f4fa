"""Rows of the database as columns of whole numbers, for figures that are computed over very many of them at once.

PostgreSQL sends a column as one string of its bytes, and takes it as one array in its binary format, which numpy reads
and writes as they are: a tenth of the time that a row at a time takes. SQLite gives and takes rows.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import numpy as np
from django.db import connection, models

from sapa.lib.day_numbers import EPOCH

type Column = np.ndarray[tuple[int], np.dtype[Any]]
type Columns = dict[str, Column]

# A one-dimensional bigint[] in PostgreSQL's binary format: a head, then each element with its length before it.
HEAD = struct.Struct(">iiIii")  # dimensions, nulls, type of the elements, how many, number of the first
ELEMENT = np.dtype([("length", ">i4"), ("value", ">i8")])
BIGINT, BIGINT_ARRAY = 20, 1016


@dataclass(frozen=True)
class Question:
    """`SELECT columns rest`: names, and the SQL of a whole number that is never null."""

    columns: Mapping[str, str]
    rest: str
    parameters: Sequence[Any] = ()


def read(question: Question) -> Columns:
    """The columns, in no order."""
    columns, rest = question.columns, question.rest
    if connection.vendor == "postgresql":
        inner = ", ".join(f"({sql})::bigint AS {name}" for name, sql in columns.items())
        strings = ", ".join(f"string_agg(int8send({name}), '')" for name in columns)
        statement = f"SELECT {strings} FROM (SELECT {inner} {rest}) AS gathered"
        found = execute(statement, question.parameters, binary=True).fetchone()
        pairs = zip(columns, found, strict=True)
        return {name: np.frombuffer(data or b"", dtype=">i8").astype(np.int64) for name, data in pairs}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns.values())} {rest}", question.parameters)
        return _columns(list(columns), cursor.fetchall())


class Together:
    """Several questions with few rows each, as one statement. `parameters` are those of all of them."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        width = max(len(question.columns) for question in questions.values())
        parts: list[str] = []
        self.parameters: list[Any] = []
        for place, question in enumerate(questions.values()):
            values = [*question.columns.values(), *["0"] * (width - len(question.columns))]
            named = (f"{_bigint(sql)} AS c{at}" for at, sql in enumerate(values))
            parts.append(f"SELECT {place} AS source, {', '.join(named)} {question.rest}")
            self.parameters += question.parameters
        self.statement = " UNION ALL ".join(parts)
        self._names = {name: list(question.columns) for name, question in questions.items()}

    def read(self, parameters: Sequence[Any]) -> dict[str, Columns]:
        """The columns of each, in no order. Call it in a transaction."""
        if connection.vendor == "postgresql":
            # Planning so many parts takes ten times as long as answering them: once for each connection is enough.
            execute("SET LOCAL plan_cache_mode TO force_generic_plan", ())
            rows = execute(self.statement, parameters, is_kept=True, binary=True).fetchall()
        else:
            with connection.cursor() as cursor:
                cursor.execute(self.statement, parameters)
                rows = cursor.fetchall()
        by_source: list[list[Any]] = [[] for _name in self._names]
        for source, *values in rows:
            by_source[source].append(values)
        return {
            name: _columns(names, [row[: len(names)] for row in by_source[place]])
            for place, (name, names) in enumerate(self._names.items())
        }


def _columns(names: Sequence[str], rows: Sequence[Sequence[int]]) -> Columns:
    if not rows:
        return {name: np.empty(0, dtype=np.int64) for name in names}
    found = np.array(rows, dtype=np.int64).reshape(len(rows), len(names)).T
    return {name: np.ascontiguousarray(column) for name, column in zip(names, found, strict=True)}


def _bigint(sql: str) -> str:
    return f"({sql})::bigint" if connection.vendor == "postgresql" else sql


def among(column: str, ids: Sequence[int]) -> tuple[str, list[Any]]:
    """The condition that a column is one of these, and its parameters: on PostgreSQL the same for any number."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s::bigint[])", [list(ids)]
    return f"{column} IN ({', '.join(['%s'] * len(ids))})", list(ids)


def least() -> str:
    return "LEAST" if connection.vendor == "postgresql" else "MIN"


def greatest() -> str:
    return "GREATEST" if connection.vendor == "postgresql" else "MAX"


def day_of_moment(column: str, offset: int) -> str:
    """SQL of the day, likewise, on which a moment falls in a zone that is `offset` seconds east of Greenwich."""
    if connection.vendor == "postgresql":
        return f"floor((extract(epoch FROM {column}) + {offset}) / 86400)"
    return f"CAST((strftime('%%s', {column}) + {offset}) / 86400 AS INTEGER)"


@dataclass(frozen=True)
class Kind:
    """How a whole number is written into a column: the SQL around it on PostgreSQL, and the value for SQLite."""

    sql: str
    value: Callable[[int], Any]


NUMBER = Kind("{0}", lambda number: number)
YES_NO = Kind("({0} <> 0)", bool)
MAYBE = Kind("NULLIF({0}, -1)", lambda number: None if number < 0 else number)
BILLION = 10**9
BILLIONTHS = Kind("{0} / 1e9::double precision", lambda number: number / BILLION)  # a fraction, see `billionths`
DAY = Kind(
    "CASE WHEN {0} = 0 THEN NULL ELSE DATE '1970-01-01' + {0}::integer END",
    lambda number: date.fromordinal(EPOCH + number).isoformat() if number else None,
)


def billionths(fractions: Column) -> Column:
    """Fractions as the whole numbers that BILLIONTHS writes as fractions again."""
    found: Column = np.rint(fractions * BILLION).astype(np.int64)
    return found


def one_of(words: Sequence[str]) -> Kind:
    """A word, by its place among these."""
    quoted = ", ".join(f"'{word}'" for word in words)
    return Kind(f"(ARRAY[{quoted}])[{{0}} + 1]", lambda number: words[number])


def upsert(
    model: type[models.Model],
    columns: Mapping[str, tuple[Column, Kind]],
    *,
    same: Mapping[str, int],
    key: Sequence[str],
) -> None:
    """Write rows, given by the names of their columns, over those with the same key. `same` are alike in all rows.

    Call it in a transaction.
    """
    if not len(next(iter(columns.values()))[0]):
        return
    kinds = tuple((name, kind) for name, (_values, kind) in columns.items())
    if connection.vendor == "postgresql":
        statement = _from_arrays(model, tuple(same), kinds, tuple(key))
        execute(statement, [*same.values(), *(values for values, _kind in columns.values())], is_kept=True)
        return
    lists = [[kind.value(value) for value in values.tolist()] for values, kind in columns.values()]
    with connection.cursor() as cursor:
        rows = [(*same.values(), *row) for row in zip(*lists, strict=True)]
        cursor.executemany(_from_rows(model, tuple(same), kinds, tuple(key)), rows)


type Kinds = tuple[tuple[str, Kind], ...]


@lru_cache
def _from_arrays(model: type[models.Model], same: tuple[str, ...], kinds: Kinds, key: tuple[str, ...]) -> str:
    """An array for each column."""
    into, conflict = _into(model, same, kinds, key)
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    chosen = [f"%s::{types[name]}" for name in same]
    chosen += [f"({kind.sql.format(f'c{at}')})::{types[name]}" for at, (name, kind) in enumerate(kinds)]
    arrays, aliases = ", ".join(["%s"] * len(kinds)), ", ".join(f"c{at}" for at in range(len(kinds)))
    return f"{into} SELECT {', '.join(chosen)} FROM UNNEST({arrays}) AS given ({aliases}) {conflict}"


@lru_cache
def _from_rows(model: type[models.Model], same: tuple[str, ...], kinds: Kinds, key: tuple[str, ...]) -> str:
    into, conflict = _into(model, same, kinds, key)
    return f"{into} VALUES ({', '.join(['%s'] * (len(same) + len(kinds)))}) {conflict}"


def _into(model: type[models.Model], same: tuple[str, ...], kinds: Kinds, key: tuple[str, ...]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    names = [quote(name) for name in (*same, *(name for name, _kind in kinds))]
    sets = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name, _kind in kinds if name not in key)
    into = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(names)})"
    return into, f"ON CONFLICT ({', '.join(quote(name) for name in key)}) DO UPDATE SET {sets}"


def execute(statement: str, parameters: Sequence[Any], *, is_kept: bool = False, binary: bool = False) -> Any:
    """Of PostgreSQL: by a cursor that binds on the server and speaks in binary; Django's own binds in the text.

    What is kept is planned once for each connection: of so many parts, that takes longer than answering.
    """
    import psycopg

    connection.cursor().close()  # connects, and tells the server which organisation is current
    cursor = psycopg.RawCursor(connection.connection)
    cursor.adapters.register_dumper(np.ndarray, _column_dumper())
    if not is_kept:
        return cursor.execute(_numbered(statement), parameters, binary=binary)
    with connection.preparing():  # type: ignore[attr-defined]  # of our own backend
        return cursor.execute(_numbered(statement), parameters, prepare=True, binary=binary)


@lru_cache(maxsize=64)
def _numbered(statement: str) -> str:
    """With PostgreSQL's own places for parameters, which nobody need look for again."""
    parts = statement.split("%s")
    numbered = "".join(f"{part}${place}" for place, part in enumerate(parts[:-1], start=1)) + parts[-1]
    return numbered.replace("%%", "%")


@cache
def _column_dumper() -> Any:
    from psycopg.adapt import Dumper
    from psycopg.pq import Format

    class ColumnDumper(Dumper):
        format = Format.BINARY
        oid = BIGINT_ARRAY

        def dump(self, obj: Column) -> bytes:
            elements = np.empty(len(obj), dtype=ELEMENT)
            elements["length"], elements["value"] = 8, obj
            return HEAD.pack(1, 0, BIGINT, len(obj), 1) + elements.tobytes()

    return ColumnDumper
