"""Querysets that are built once and asked again with other ids (ADR 45).

Building a queryset and turning it into SQL costs Django more than the database takes to answer it. A page that asks
the same questions for every row and every member keeps them here, as statements with places for the ids.
"""

import copy
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from sapa.tenancy.current import current_organization_id, organization_scope

type Build = Callable[[Mapping[str, int]], QuerySet]

ORGANIZATION = "organization"
FIRST = 7_400_000_000_000_001  # ids that stand for others while a statement is made: no row has one of these
KEPT = 1024  # statements in memory, some 10 kB each

_kept: dict[Hashable, "Statement"] = {}


def ask(name: str, shape: Hashable, build: Build, **ids: int) -> list[Any]:
    """The rows of `build(ids)`, which is called only for the first statement of this `name` and `shape`.

    `shape` holds all that `build` depends on besides the ids: a day, a scope, how many ids there are. `build` asks the
    database nothing, and the queryset that it returns fetches nothing besides its own rows (no prefetch_related).
    The current organisation is one of the ids by itself.
    """
    return _rows(name, shape, build, ids, is_planned=False)


def ask_planned(name: str, shape: Hashable, build: Build, **ids: int) -> list[Any]:
    """As `ask`, of a statement of so many parts that PostgreSQL takes longer to plan it than to answer.

    It keeps the plan with the connection: for what is found by the same indexes whatever the ids are.
    """
    return _rows(name, shape, build, ids, is_planned=True)


def _rows(name: str, shape: Hashable, build: Build, ids: dict[str, int], *, is_planned: bool) -> list[Any]:
    key = (name, shape, tuple(ids))
    kept = _kept.get(key)
    if kept is None:
        if len(_kept) >= KEPT:
            _kept.clear()
        kept = _kept[key] = Statement(build, list(ids))
    bound = kept.bound({ORGANIZATION: current_organization_id(), **ids})
    if getattr(settings, "STATEMENTS_CHECKED", False):
        kept.check(build, ids, bound)
    return kept.rows(bound, is_planned=is_planned)


def among(name: str, pks: Iterable[int]) -> dict[str, int]:
    """Different ids for `field__in`, by names that `those` reads.

    Filled up to 1, 2, 4, 8 … with ids that no row has, so that few statements do for any number.
    """
    known = list(pks)
    room = 1 << (len(known) - 1).bit_length() if known else 0
    return {f"{name}{place}": known[place] if place < len(known) else -place for place in range(room)}


def those(name: str, ids: Mapping[str, int]) -> list[int]:
    """What `among` named so."""
    return [pk for key, pk in ids.items() if key.startswith(name)]


class Statement:
    """A queryset's SQL, and which of its parameters are which id."""

    def __init__(self, build: Build, names: list[str]) -> None:
        stand_ins = {name: FIRST + place for place, name in enumerate([ORGANIZATION, *names])}
        names_of = {number: name for name, number in stand_ins.items()}
        with organization_scope(stand_ins[ORGANIZATION]):
            rows = build({name: stand_ins[name] for name in names})
            self._compiler, self._sql, self._parameters = _compiled(rows)
        self._places = [(place, names_of[one]) for place, one in enumerate(self._parameters) if _is_id(one, names_of)]
        self._rows = rows

    def bound(self, ids: Mapping[str, int]) -> tuple[Any, ...]:
        """The parameters, with these ids in their places."""
        found = list(self._parameters)
        for place, name in self._places:
            found[place] = type(found[place])(ids[name])  # PostgreSQL's integers know their size
        return tuple(found)

    def check(self, build: Build, ids: Mapping[str, int], bound: tuple[Any, ...]) -> None:
        """Raise AssertionError unless the queryset built anew asks the same."""
        _compiler, sql, parameters = _compiled(build(ids))
        if (sql, parameters) != (self._sql, bound):
            raise AssertionError(f"a kept statement asks something else:\n{self._sql} {bound}\n{sql} {parameters}")

    def rows(self, bound: tuple[Any, ...], *, is_planned: bool = False) -> list[Any]:
        if not self._sql:
            return []
        compiler: Any = copy.copy(self._compiler)
        compiler.connection = connections[self._rows.db]  # each thread has its own
        compiler.as_sql = lambda *_args, **_kwargs: (self._sql, bound)
        read: Any = self._rows._iterable_class
        plans_kept = getattr(compiler.connection, "plans_kept", None)  # by our PostgreSQL
        with plans_kept() if is_planned and plans_kept else nullcontext():
            return list(read(_Asked(self._rows, compiler)))


class _Asked:
    """What Django's iterables want of a queryset: it answers for the query as well."""

    _known_related_objects: Mapping[Any, Any] = {}
    _hints: Mapping[Any, Any] = {}

    def __init__(self, rows: Any, compiler: Any) -> None:
        self.db, self.model, self._fields, self._fetch_mode = rows.db, rows.model, rows._fields, rows._fetch_mode
        self._query, self._compiler = rows.query, compiler
        self.query = self

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


def _compiled(rows: QuerySet) -> tuple[Any, str, tuple[Any, ...]]:
    """The compiler, the SQL and its parameters; "" where the set is empty without asking."""
    compiler = rows.query.get_compiler(using=rows.db)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return compiler, "", ()
    return compiler, sql, tuple(parameters)


def _is_id(value: Any, names_of: Mapping[int, str]) -> bool:
    return isinstance(value, int) and value in names_of
