"""Customers from before the funnel: the step that their deals and interactions say, and since when.

The earlier steps of a customer with deals cannot be known and take the first deal's time, which for an imported
deal is the day it was opened. Whoever was moved by the funnel's own verbs meanwhile stays where they are.
Runs as the tables' owner, over all organisations.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Case, DateField, DateTimeField, F, Max, Min, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Cast


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    alias = editor.connection.alias
    customers = apps.get_model("customers", "Customer").objects.using(alias)
    deals = apps.get_model("pipeline", "Opportunity").objects.using(alias)
    interactions = apps.get_model("activities", "Interaction").objects.using(alias)

    # midnight in UTC is the morning of the same day in all of Indonesia
    opened = Cast("opened_on", DateTimeField())
    begun = Case(When(opened_on__lt=Cast("created_at", DateField()), then=opened), default="created_at")
    first = of_customer(deals, Min(begun, output_field=DateTimeField()))
    dealt_with = customers.filter(step="prospect", opportunity_at=None).annotate(first=first)
    times = dict.fromkeys(("contact_at", "account_at", "opportunity_at", "step_entered_at"), first)
    dealt_with.filter(first__isnull=False).update(step="opportunity", **times)

    won = of_customer(deals.filter(outcome="won"), Min(Cast("closed_on", DateTimeField())))
    customers.filter(won_at=None).update(won_at=won)
    customers.filter(touched_at=None).update(touched_at=of_customer(interactions, Max("at")))
    customers.filter(assigned_at=None, owner__isnull=False).update(assigned_at=F("created_at"))
    still = customers.filter(step="prospect", version=1, opportunity_at=None)
    still.filter(step_entered_at__gt=F("created_at")).update(step_entered_at=F("created_at"))


def of_customer(rows: QuerySet, figure: Max | Min) -> Subquery:
    """A figure over the rows of each customer; null where there are none."""
    own = rows.filter(organization=OuterRef("organization"), customer=OuterRef("pk"))
    return Subquery(own.order_by().values("customer").annotate(figure=figure).values("figure"))


class Migration(migrations.Migration):
    dependencies = [
        ("pipeline", "0005_walls_of_capture"),
        ("customers", "0005_walls_of_consent"),
        ("activities", "0004_walls_of_calendar"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
