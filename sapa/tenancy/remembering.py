"""Rows that were made once and are put back as they were: so a test need not found its organisations anew.

For tests alone. What the verbs made in one test is written down as the statements that make it again, with
the same keys; the next test runs these instead. On PostgreSQL each row goes back behind its own wall.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models.sql import InsertQuery

from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization, OrganizationOwned

type Statement = tuple[str, Sequence[Any]]


@dataclass
class RememberedRows:
    """All rows of all organisations, and of the models named besides, which belong to no organisation."""

    shared: list[type[models.Model]]
    _statements: list[tuple[int | None, Statement]] = field(default_factory=list)

    def remember(self) -> None:
        """Write down the rows as they are now."""
        shared: list[type[models.Model]] = [Organization, *self.shared]
        for model in shared:
            self._write_down(model, None)
        for organization in Organization.objects.order_by("pk"):
            for model in apps.get_models():
                if issubclass(model, OrganizationOwned):
                    self._write_down(model, organization.pk)

    def put_back(self) -> None:
        """Make them again, in a database that has none."""
        for organization, (sql, values) in self._statements:
            with _scope(organization), connection.cursor() as cursor:
                cursor.execute(sql, values)

    def _write_down(self, model: type[models.Model], organization: int | None) -> None:
        with _scope(organization):
            rows = list(model._default_manager.order_by("pk"))
            if not rows:
                return
            query = InsertQuery(model)
            query.insert_values([one for one in model._meta.concrete_fields if not one.generated], rows, raw=True)
            for sql, values in query.get_compiler(connection=connection).as_sql():
                self._statements.append((organization, (sql, tuple(values))))


def _scope(organization: int | None) -> AbstractContextManager[None]:
    return nullcontext() if organization is None else organization_scope(organization)
