"""Each role sees as far as its scope: its own rows, its team's at any depth, its unit's, or all."""

import pytest

from sapa.customers.models import Customer
from sapa.team.joining import add_member
from sapa.team.models import BusinessUnit, Member
from sapa.team.roles import PERMISSIONS, RIGHTS, Role, Scope
from sapa.testing import Cast, person


def own(owner: Member | None, unit: BusinessUnit | None = None) -> Customer:
    name = f"Milik {owner}"
    return Customer.objects.create(name=name, name_key=name.lower(), search=name.lower(), owner=owner, unit=unit)


def seen_by(member: Member) -> set[str]:
    """The customers that `seen` lets through, which must be those that `sees` says yes to."""
    everybody = Customer.objects.order_by("pk")
    rows = list(everybody.filter(Member.objects.get(pk=member.pk).seen()))
    assert [row for row in everybody if Member.objects.get(pk=member.pk).sees(row)] == rows
    return {row.name for row in rows}


@pytest.fixture
def rows(cast: Cast) -> None:
    for member in (cast.sari, cast.tono, cast.budi, cast.wati, cast.joko, cast.tini):
        own(member, member.unit)
    own(None)


def test_who_sees_their_own_sees_nothing_else(cast: Cast, rows: None) -> None:
    assert seen_by(cast.budi) == {"Milik Budi"}
    assert seen_by(cast.joko) == {"Milik Joko"}


def test_a_supervisor_sees_their_team_at_any_depth(cast: Cast, rows: None) -> None:
    deputy = add_member(user=person("Wakil"), name="Wakil", role=Role.SUPERVISOR, by=cast.sari, supervisor=cast.tono)
    below = add_member(user=None, name="Agen", role=Role.SALESPERSON, by=cast.sari, supervisor=deputy)
    own(below)
    assert seen_by(cast.tono) == {"Milik Tono", "Milik Budi", "Milik Agen"}
    assert seen_by(deputy) == {"Milik Agen"}


def test_a_circle_of_supervisors_ends(cast: Cast, rows: None) -> None:
    Member.objects.filter(pk=cast.tono.pk).update(supervisor=cast.budi)  # what the verb refuses
    assert seen_by(cast.tono) == {"Milik Tono", "Milik Budi"}


def test_a_unit_sees_its_own_and_the_units(cast: Cast, rows: None) -> None:
    assert seen_by(cast.tini) == {"Milik Tini", "Milik Wati"}
    Member.objects.filter(pk=cast.tini.pk).update(unit=None)
    assert seen_by(cast.tini) == {"Milik Tini"}


@pytest.mark.parametrize("who", ["sari", "rina", "cici", "darma"])
def test_some_see_all(cast: Cast, rows: None, who: str) -> None:
    assert len(seen_by(getattr(cast, who))) == 7


def test_each_role_has_its_rights(cast: Cast) -> None:
    assert set(RIGHTS) == set(Role)
    assert RIGHTS[Role.DIRECTOR].permissions == PERMISSIONS
    for rights in RIGHTS.values():
        assert rights.permissions <= PERMISSIONS


def test_the_auditor_changes_nothing(cast: Cast) -> None:
    rights = RIGHTS[Role.AUDITOR]
    assert rights.scope == Scope.ALL
    assert not {name for name in rights.permissions if name.endswith((".change", ".manage", ".assign", ".reopen"))}
