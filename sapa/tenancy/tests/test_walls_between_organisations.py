"""Nothing of one organisation is read, made, moved or counted from another."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from sapa.customers.models import Contact, Customer, CustomerTag, Tag
from sapa.tenancy.current import (
    CrossOrganization,
    NoCurrentOrganization,
    no_organization,
    organization_scope,
)
from sapa.tenancy.fields import TenantForeignKey
from sapa.tenancy.models import Organization, OrganizationOwned
from sapa.testing import Cast

# Shared reference data, and people, who may belong to several organisations.
SHARED = {"tenancy.Organization", "team.User", "team.User_organizations", "places.Region", "places.RegionWord"}


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("sapa.")]


def owned_models() -> list[type[models.Model]]:
    return [m for m in own_models() if issubclass(m, OrganizationOwned)]


def test_every_business_row_belongs_to_an_organisation() -> None:
    loose = {m._meta.label for m in own_models() if not issubclass(m, OrganizationOwned)}
    assert loose <= SHARED, f"not OrganizationOwned: {loose - SHARED}"
    assert len(owned_models()) > 20


@pytest.mark.parametrize("model", owned_models(), ids=lambda m: m._meta.label)
def test_its_rules_hold_for_every_model(model: type[models.Model]) -> None:
    assert model._meta.base_manager_name == "objects", "inherit from OrganizationOwned.Meta"
    for index in model._meta.indexes:
        assert index.fields[0] in {"organization", "user"}, f"{index.name} does not start with the organisation"
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert constraint.fields[0] == "organization", f"{constraint.name} does not start with the organisation"
    for field in model._meta.concrete_fields:
        if field.many_to_one and field.name != "organization" and issubclass(field.related_model, OrganizationOwned):
            assert isinstance(field, TenantForeignKey), f"{field} is not a TenantForeignKey"
    assert not any(f.unique and not f.primary_key for f in model._meta.concrete_fields)


@pytest.mark.parametrize("model", owned_models(), ids=lambda m: m._meta.label)
def test_it_raises_without_a_current_organisation(model: type[models.Model], db: None) -> None:
    with no_organization(), pytest.raises(NoCurrentOrganization):
        model._default_manager.count()
    with no_organization(), pytest.raises(NoCurrentOrganization):
        model()


def test_it_neither_reads_nor_counts_nor_changes_another_organisations_rows(cast: Cast) -> None:
    ours = Customer.objects.create(name="Bu Ani", owner=cast.budi)
    with organization_scope(cast.other):
        assert Customer.objects.count() == 0
        assert not Customer.objects.filter(pk=ours.pk).exists()
        assert Customer.objects.filter(pk=ours.pk).update(name="Dicuri") == 0
        assert Customer.objects.filter(pk=ours.pk).delete()[0] == 0
        with pytest.raises(Customer.DoesNotExist):
            ours.refresh_from_db()
    ours.refresh_from_db()
    assert ours.name == "Bu Ani"


def test_it_cannot_make_or_move_a_row_into_another_organisation(cast: Cast) -> None:
    with pytest.raises(CrossOrganization), transaction.atomic():
        Customer.objects.create(name="Selundupan", organization=cast.other)
    with pytest.raises(CrossOrganization), transaction.atomic():
        Customer.objects.bulk_create([Customer(name="Selundupan", organization=cast.other)])
    ours = Customer.objects.create(name="Bu Ani")
    ours.organization = cast.other
    with pytest.raises(CrossOrganization), transaction.atomic():
        ours.save()
    with pytest.raises(CrossOrganization), transaction.atomic():
        Customer.objects.filter(pk=ours.pk).update(organization=cast.other)


def test_it_cannot_refer_to_another_organisations_row(cast: Cast) -> None:
    with organization_scope(cast.other):
        theirs = Customer.objects.create(name="Milik Asing")
    with pytest.raises(CrossOrganization), transaction.atomic():
        Contact.objects.create(name="Mata-mata", customer=theirs)


def test_joins_carry_the_organisation(cast: Cast) -> None:
    with organization_scope(cast.other):
        theirs = Customer.objects.create(name="Rahasia")
        their_tag = Tag.objects.create(name="rahasia")
    # A reference forced past the guards, as a careless bulk load might: the join does not follow it.
    stray = Contact.objects.create(name="Nyasar", customer=Customer.objects.create(name="Bu Ani"))
    Contact.objects.filter(pk=stray.pk).update(customer_id=theirs.pk)
    assert Contact.objects.filter(customer__name="Rahasia").count() == 0
    assert list(Contact.objects.select_related("customer").values_list("customer__name", flat=True)) == []
    assert Customer.objects.filter(tags__name=their_tag.name).count() == 0
    sql = str(CustomerTag.objects.filter(customer__name="x", tag__name="y").query).replace('"', "")
    assert "customers_customer.organization_id = (customers_customertag.organization_id)" in sql
    assert "customers_tag.organization_id = (customers_customertag.organization_id)" in sql


@pytest.mark.skipif(connection.vendor != "postgresql", reason="row-level security is PostgreSQL's second wall")
class TestRowLevelSecurity:
    @pytest.mark.parametrize("model", owned_models(), ids=lambda m: m._meta.label)
    def test_every_table_has_its_wall(self, model: type[models.Model], db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relrowsecurity, (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid)"
                " FROM pg_class c WHERE relname = %s",
                [model._meta.db_table],
            )
            assert cursor.fetchone() == (True, 1)

    def test_the_application_does_not_own_the_tables(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user = tableowner FROM pg_tables WHERE tablename = 'customers_customer'")
            assert cursor.fetchone() == (False,)

    def test_raw_sql_sees_and_writes_no_other_organisation(self, cast: Cast) -> None:
        ours = Customer.objects.create(name="Bu Ani")
        with organization_scope(cast.other), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM customers_customer")
            assert cursor.fetchone() == (0,)
            cursor.execute("UPDATE customers_customer SET name = 'Dicuri'")
            assert cursor.rowcount == 0
            cursor.execute("DELETE FROM customers_tag")
            assert cursor.rowcount == 0
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                cursor.execute(
                    "INSERT INTO customers_tag (organization_id, name) VALUES (%s, 'x')", [cast.organization.pk]
                )
        ours.refresh_from_db()
        assert ours.name == "Bu Ani"

    def test_raw_sql_sees_nothing_without_an_organisation(self, cast: Cast) -> None:
        Customer.objects.create(name="Bu Ani")
        with no_organization(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM customers_customer")
            assert cursor.fetchone() == (0,)

    def test_the_wall_is_checked_once_per_query_and_counts_no_rows_away(self, cast: Cast) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN SELECT * FROM customers_customer WHERE organization_id = {cast.organization.pk}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert plan.count("sapa.organization") == 1
        assert "One-Time Filter: ((NULLIF(current_setting" in plan

    def test_a_health_check_announces_the_organisation_and_notices_a_lost_connection(self, cast: Cast) -> None:
        other = connection.copy()
        other.connect()
        with organization_scope(cast.other):
            assert other.is_usable()
            with other.cursor() as cursor:
                cursor.execute("SELECT current_setting('sapa.organization')")
                assert cursor.fetchone() == (str(cast.other.pk),)
        other.connection.close()
        assert not other.is_usable()
        other.close()

    def test_a_rolled_back_savepoint_does_not_lose_the_wall(self, cast: Cast) -> None:
        Customer.objects.create(name="Bu Ani")
        with pytest.raises(ZeroDivisionError), transaction.atomic(), organization_scope(cast.other):
            assert Customer.objects.count() == 0
            raise ZeroDivisionError
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM customers_customer")
            assert cursor.fetchone() == (1,)

    def test_a_failed_statement_in_a_savepoint_leaves_the_transaction_usable(self, cast: Cast) -> None:
        Tag.objects.create(name="setia")
        with pytest.raises(DatabaseError), transaction.atomic():
            Tag.objects.create(name="setia")
        assert Tag.objects.count() == 1


def test_two_organisations_may_use_the_same_words(cast: Cast) -> None:
    Tag.objects.create(name="setia")
    with organization_scope(cast.other):
        Tag.objects.create(name="setia")
        assert Tag.objects.filter(name="setia").count() == 1
    assert Tag.objects.filter(name="setia").count() == 1
    assert Organization.objects.count() == 2
