"""Sums over very many rows, gathered by the database and handed over as columns of whole numbers."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from sapa.lib.columns import Columns, Question, read


def gather(rows: QuerySet, names: Sequence[str], columns: Mapping[str, str], tail: str = "") -> Columns:
    """What is selected from a queryset: `names` are its values in their order, `columns` the SQL that reads them.

    `gather(lines.values_list("pk", "cost"), ("pk", "cost"), {"pk": "pk", "cost": "SUM(cost)"}, "GROUP BY pk")`
    """
    sql, parameters = rows.query.sql_with_params()
    found = f"(WITH found ({', '.join(names)}) AS ({sql}) SELECT * FROM found) AS gathered_rows"  # noqa: S608, our names
    return read(Question(columns, f"FROM {found} {tail}", parameters))
