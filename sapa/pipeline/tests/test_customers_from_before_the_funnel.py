"""An upgrade puts the customers there are onto the steps that their deals and interactions say."""

from datetime import UTC, date, datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings

from sapa.activities.models import Interaction, TouchPoint
from sapa.customers.models import Customer
from sapa.customers.tests.making import make
from sapa.pipeline import closing
from sapa.pipeline.models import Opportunity
from sapa.pipeline.tests.deals import deal
from sapa.testing import Cast

MORNING = datetime(2026, 3, 4, 2, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 2, tzinfo=UTC)


def upgrade() -> None:
    """What the migration does, with all rows as they were before there were steps."""
    columns = ("contact_at", "account_at", "opportunity_at", "won_at", "touched_at", "assigned_at")
    Customer.objects.update(step="prospect", step_entered_at=LATER, **dict.fromkeys(columns))
    migration: Any = import_module("sapa.pipeline.migrations.0006_steps_of_known_customers")
    migration.forwards(apps, SimpleNamespace(connection=connection))


def test_a_customer_with_deals_is_at_the_last_step_since_the_first_of_them(cast: Cast) -> None:
    customer = make(cast.budi)
    first, second = deal(cast.budi, customer=customer), deal(cast.budi, customer=customer)
    Opportunity.objects.filter(pk=first.pk).update(created_at=MORNING, opened_on=date(2026, 3, 4))
    Opportunity.objects.filter(pk=second.pk).update(created_at=LATER, opened_on=date(2026, 3, 9))
    closing.win(second, by=cast.budi, on=date(2026, 3, 12), now=LATER)

    upgrade()

    customer.refresh_from_db()
    assert customer.step == "opportunity"
    steps = [customer.contact_at, customer.account_at, customer.opportunity_at, customer.step_entered_at]
    assert steps == [MORNING] * 4
    assert customer.won_at == datetime(2026, 3, 12, tzinfo=UTC)


def test_an_imported_deal_counts_from_the_day_it_was_opened(cast: Cast) -> None:
    customer = make(cast.budi)
    imported = deal(cast.budi, customer=customer)
    Opportunity.objects.filter(pk=imported.pk).update(created_at=LATER, opened_on=date(2016, 10, 20))

    upgrade()

    customer.refresh_from_db()
    assert customer.opportunity_at == datetime(2016, 10, 20, tzinfo=UTC)
    assert customer.won_at is None


def test_whoever_has_no_deal_stays_a_prospect_that_knows_when_it_was_touched(cast: Cast) -> None:
    owned, free = make(cast.budi), make(cast.sari, "Toko Sinar", "+6281234567891", owner_id=None)
    Customer.objects.update(created_at=MORNING)
    Interaction.objects.create(customer=owned, by=cast.budi, touch_point=TouchPoint.STORE, at=LATER)

    upgrade()

    owned.refresh_from_db()
    free.refresh_from_db()
    assert (owned.step, owned.step_entered_at, owned.touched_at) == ("prospect", MORNING, LATER)
    assert owned.assigned_at == MORNING
    assert (free.touched_at, free.assigned_at) == (None, None)


def test_it_leaves_whom_the_funnel_has_moved_already(cast: Cast) -> None:
    customer = make(cast.budi)
    deal(cast.budi, customer=customer)
    upgrade()
    Customer.objects.update(step="contact", opportunity_at=None)
    migration: Any = import_module("sapa.pipeline.migrations.0006_steps_of_known_customers")

    migration.forwards(apps, SimpleNamespace(connection=connection))

    customer.refresh_from_db()
    assert customer.step == "contact"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="tests on PostgreSQL are not the tables' owner")
def test_organisations_from_before_get_a_public_form_each(strangers: Cast) -> None:
    migration: Any = import_module("sapa.pipeline.migrations.0007_own_forms")
    with override_settings(MIGRATION_MODULES={}):  # also where the tests' tables are made without migrations
        then: Any = MigrationLoader(connection).project_state([("pipeline", "0007_own_forms")]).apps
    forms = then.get_model("pipeline", "CaptureForm").objects
    forms.all().delete()

    for _time in range(2):
        migration.forwards(then, SimpleNamespace(connection=connection))

    found = forms.order_by("organization_id").values_list("organization_id", flat=True)
    assert list(found) == [strangers.organization.pk, strangers.other.pk]
