"""Changes over very many customers, made by the worker."""

from django.tasks import task

from sapa.customers import bulk
from sapa.customers.models import BulkChange
from sapa.tenancy.current import organization_scope


@task
def carry_on(organization_id: int, change_id: int) -> None:
    with organization_scope(organization_id):
        bulk.carry_on(BulkChange.objects.select_related("by").get(pk=change_id))


@task
def carry_back(organization_id: int, change_id: int) -> None:
    with organization_scope(organization_id):
        bulk.carry_back(BulkChange.objects.select_related("by").get(pk=change_id))
