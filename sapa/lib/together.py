"""Several rows as one value, so that a query brings them along with the row that they belong to."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Aggregate, JSONField, QuerySet, Subquery
from django.db.models.functions import JSONArray


class Together(Aggregate):
    """All values of a group as one JSON array."""

    output_field = JSONField()
    allow_distinct = False

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="json_group_array", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="jsonb_agg", **extra)


def together(rows: QuerySet, *values: Any) -> Subquery:
    """The values of one organisation's rows as a JSON array of arrays, in no order; None where there are none."""
    groups = rows.order_by().values("organization_id")
    return Subquery(groups.annotate(all=Together(JSONArray(*values))).values("all"))


class Gathered(Subquery):
    """The rows of a query that has groups, an order or a limit of its own, as one JSON array of arrays."""

    output_field = JSONField()
    functions = {"sqlite": ("json_group_array", "json_array"), "postgresql": ("jsonb_agg", "jsonb_build_array")}

    def __init__(self, rows: QuerySet, *names: str) -> None:
        super().__init__(rows)
        self.names = names

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        gather, row = self.functions[connection.vendor]
        columns = ", ".join(f"gathered.{connection.ops.quote_name(name)}" for name in self.names)
        template = f"(SELECT {gather}({row}({columns})) FROM (%(subquery)s) gathered)"  # noqa: S608, our own names
        return super().as_sql(compiler, connection, *args, template=template, **extra)


def gathered(rows: QuerySet, *names: str) -> Gathered:
    """The columns of these names of a query that is grouped, sorted or cut, in no order; None or [] where none are.

    `rows` names them itself, by `values()` and `annotate()`.
    """
    return Gathered(rows, *names)


def moment(text: str | None) -> datetime | None:
    """A moment as a database writes it into JSON; SQLite leaves out that it is UTC."""
    found = datetime.fromisoformat(text) if text else None
    return found.replace(tzinfo=found.tzinfo or UTC) if found else None
