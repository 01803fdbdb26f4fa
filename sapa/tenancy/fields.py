"""Foreign keys that stay inside one organisation."""

from typing import Any

from django.db import models
from django.db.models.expressions import Col
from django.db.models.sql.where import WhereNode

from sapa.tenancy import current


class OrganizationField(models.ForeignKey):
    """The owner of a row: the current organisation, unless a row is made unscoped."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("to", "tenancy.Organization")
        options.setdefault("on_delete", models.CASCADE)
        options.setdefault("default", current.current_organization_id)
        options.setdefault("editable", False)
        options.setdefault("related_name", "+")
        options.setdefault("db_index", False)  # every index of such a table starts with it anyway
        super().__init__(**options)

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        value = super().pre_save(instance, add)
        found = current.scope()
        if found != current.UNSCOPED and value != found:
            raise current.CrossOrganization(f"{instance._meta.label} of organisation {value}, current is {found!r}")
        return value


class TenantForeignKey(models.ForeignKey):
    """A reference to a row of the same organisation; every join carries the organisation."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        options.setdefault("db_index", False)  # indexes start with the organisation: see each model's Meta
        super().__init__(to, on_delete, **options)

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> WhereNode | None:
        if alias is None or related_alias is None:
            return None
        theirs: Any = self.remote_field.model._meta.get_field("organization")
        ours: Any = self.model._meta.get_field("organization")
        same = theirs.get_lookup("exact")(Col(alias, theirs), Col(related_alias, ours))
        return WhereNode([same])

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        if self.is_cached(instance):
            related = self.get_cached_value(instance)
            if related is not None and related.organization_id != instance.organization_id:  # type: ignore[attr-defined]
                raise current.CrossOrganization(f"{self.name} of {instance._meta.label} is another organisation's")
        return super().pre_save(instance, add)
