"""The cast that a test is given is, row for row, the cast that the verbs founded."""

import pytest
from django.apps import apps
from django.db import transaction

from sapa.team.models import Member, User
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization, OrganizationOwned
from sapa.tenancy.remembering import RememberedRows
from sapa.testing import SHARED, assemble, found_and_join

type Rows = dict[str, list[tuple[object, ...]]]


def everything() -> Rows:
    """All rows of all tables, under their table's name; those of an organisation also under its address."""
    found: Rows = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if not issubclass(model, OrganizationOwned):
            found[table] = list(model._default_manager.order_by("pk").values_list())
            continue
        for organization in Organization.objects.all():
            with organization_scope(organization):
                found[f"{table} of {organization.slug}"] = list(model._default_manager.order_by("pk").values_list())
    return {name: rows for name, rows in found.items() if rows}


def test_all_rows_are_put_back_as_they_were(db: None) -> None:
    rows = RememberedRows(SHARED)
    with transaction.atomic():
        found_and_join()
        rows.remember()
        before = everything()
        transaction.set_rollback(True)
    assert not Organization.objects.exists()
    rows.put_back()
    assert everything() == before
    assert len(before) > 20


def test_the_members_are_those_of_the_rows(db: None) -> None:
    with transaction.atomic():
        assemble()  # from memory at the latest in the next line
        transaction.set_rollback(True)
    cast = assemble()
    assert cast.sari.user == User.objects.get(name="Sari")
    assert cast.wati.organization == Organization.objects.get(slug="maju-bersama")
    with organization_scope(cast.other):
        assert Member.objects.get() == cast.asing


def test_new_rows_get_keys_of_their_own(db: None) -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        taken = {member.pk for member in Member.objects.all()}
        fresh = Member.objects.create(user=User.objects.create_user(name="Ani", email="ani@example.id"), name="Ani")
    assert fresh.pk not in taken


@pytest.mark.parametrize("times", [1, 2])
def test_what_a_test_does_to_its_cast_is_forgotten(db: None, times: int) -> None:
    cast = assemble()
    assert cast.sari.name == "Sari"
    cast.sari.name = f"Sari {times}"
    assert cast.clients == {}
    cast.client(cast.sari)


def test_where_somebody_is_already_they_are_founded_beside_them(db: None) -> None:
    first = User.objects.create_user(name="Ani", email="ani@example.id")
    assert assemble().sari.user_id > first.pk
