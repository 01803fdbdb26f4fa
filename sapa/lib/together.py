"""Several rows as one value, so that a query brings them along with the row that they belong to."""

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
