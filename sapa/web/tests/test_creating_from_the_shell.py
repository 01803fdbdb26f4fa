"""Organisations and members are made from the shell, clearly, and once."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from sapa.team.models import BusinessUnit, Member, User
from sapa.team.roles import Role
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization
from sapa.testing import PASSWORD, Cast


def run(*arguments: str, **options: Any) -> str:
    said = StringIO()
    call_command(*arguments, stdout=said, **options)
    return said.getvalue()


def test_an_organisation_is_made_with_all_that_it_needs(db: None) -> None:
    run("create_organization", "crm-sales", "--name", "CRM Sales", "--currency", "usd", "--legal-form", "pt")
    organization = Organization.objects.get()
    assert (organization.slug, organization.currency, organization.legal_form) == ("crm-sales", "USD", "pt")
    with organization_scope(organization):
        assert not Member.objects.exists()


def test_twice_is_once(db: None) -> None:
    run("create_organization", "crm-sales", "--name", "CRM Sales")
    assert "already" in run("create_organization", "crm-sales", "--name", "CRM Sales")
    assert Organization.objects.count() == 1


@pytest.mark.parametrize("slug", ["account", "Besar", "a b", "ü"])
def test_an_impossible_address_is_refused(db: None, slug: str) -> None:
    with pytest.raises(CommandError, match="slug"):
        run("create_organization", slug, "--name", "X")
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    ("given", "why"), [(["--name", "🌾"], "name"), (["--name", "X", "--village", "99.99.99.9999"], "no village")]
)
def test_a_name_or_a_village_that_is_none_is_refused(db: None, given: list[str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run("create_organization", "baru", *given)
    assert not Organization.objects.exists()


def test_an_address_of_somebody_else_is_refused(strangers: Cast) -> None:
    with pytest.raises(CommandError, match="BUM Desa Maju Bersama"):
        run("create_organization", "maju-bersama", "--name", "Lain")


def test_a_member_is_made_with_a_login_that_works(cast: Cast) -> None:
    said = run(
        *("create_member", "maju-bersama", "--name", "Dewi", "--role", "salesperson", "--phone", "0812 3456 7890"),
        *("--password", PASSWORD, "--unit", "Air Bersih", "--supervisor", "Tono"),
    )
    dewi = Member.objects.get(name="Dewi")
    assert (dewi.role, dewi.supervisor, dewi.unit) == (
        Role.SALESPERSON,
        cast.tono,
        BusinessUnit.objects.get(name="Air Bersih"),
    )
    assert PASSWORD not in said
    answer = Client().post("/account/login/", {"login": "081234567890", "password": PASSWORD})
    assert answer.status_code == 302


def test_a_password_is_made_and_said_if_none_is_given(cast: Cast) -> None:
    said = run("create_member", "maju-bersama", "--name", "Dewi", "--role", "director", "--email", "Dewi@example.id")
    user = User.objects.get(email="dewi@example.id")
    assert user.check_password(said.split("Password: ")[1].strip())


def test_a_member_twice_is_one(cast: Cast) -> None:
    given = ("create_member", "maju-bersama", "--name", "Dewi", "--role", "finance", "--email", "dewi@example.id")
    run(*given)
    assert "already" in run(*given)
    assert Member.objects.filter(name="Dewi").count() == 1
    name_only = ("create_member", "maju-bersama", "--name", "Agen", "--role", "salesperson")
    run(*name_only)
    run(*name_only)
    assert Member.objects.get(name="Agen").user is None


def test_somebody_with_a_login_becomes_a_member_of_one_more(cast: Cast) -> None:
    run("create_member", "maju-bersama", "--name", "Asing", "--role", "auditor", "--email", "asing@example.id")
    assert cast.asing.user is not None
    assert cast.asing.user.organizations.count() == 2
    assert cast.asing.user.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        (["--phone", "12"], "--phone"),
        (["--email", "dewi"], "--email"),
        (["--supervisor", "Nobody"], "--supervisor"),
        (["--email", "dewi@example.id", "--password", "123"], "--password"),
        (["--name", "🌾 …"], "--name"),
        (["--name", "D" * 121], "--name: at most 120"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_made(cast: Cast, extra: list[str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run("create_member", "maju-bersama", "--name", "Dewi", "--role", "care", *extra)
    assert not Member.objects.filter(name="Dewi").exists()


def test_an_unknown_organisation_is_said(db: None) -> None:
    with pytest.raises(CommandError, match="no organisation"):
        run("create_member", "nobody", "--name", "Dewi", "--role", "care")
