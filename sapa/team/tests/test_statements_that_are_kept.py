"""A question that is asked again with other ids is kept as a statement, and answers as if it were built anew."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db.models import QuerySet

from sapa.customers.models import Customer
from sapa.customers.tests.making import make
from sapa.team.asking import ids_of, shape_of, stand_in
from sapa.team.models import Member
from sapa.tenancy import prepared
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "_kept", {})


def seen_by(member: Member) -> set[str]:
    def build(ids: Mapping[str, int]) -> QuerySet:
        return Customer.objects.visible_to(stand_in(member, ids)).select_related("owner")

    rows: list[Customer] = prepared.ask("seen", shape_of(member), build, **ids_of(member))
    return {row.name for row in rows}


def test_each_member_gets_what_they_see(cast: Cast) -> None:
    for name, owner in (("Warung Budi", cast.budi), ("Warung Wati", cast.wati), ("Warung Tono", cast.tono)):
        make(cast.sari, name, phone="", owner=owner)

    for member in (cast.budi, cast.wati, cast.tono, cast.sari, cast.joko):
        assert seen_by(member) == {row.name for row in Customer.objects.visible_to(member)}
    assert seen_by(cast.budi) == {"Warung Budi"}
    assert len(seen_by(cast.sari)) == 3


def test_a_statement_never_leaves_the_organisation(cast: Cast) -> None:
    make(cast.sari, "Warung Sari", owner=cast.sari)
    assert seen_by(cast.sari) == {"Warung Sari"}

    with organization_scope(cast.asing.organization_id):
        assert seen_by(cast.asing) == set()


def test_a_queryset_is_built_once(cast: Cast, settings: Any) -> None:
    settings.STATEMENTS_CHECKED = False
    built: list[Mapping[str, int]] = []

    def build(ids: Mapping[str, int]) -> QuerySet:
        built.append(ids)
        return Member.objects.filter(pk=ids["member"]).values_list("name", flat=True)

    names = [prepared.ask("name", (), build, member=one.pk) for one in (cast.budi, cast.wati)]

    assert names == [[cast.budi.name], [cast.wati.name]]
    assert len(built) == 1
    assert cast.budi.pk not in built[0].values()


def test_a_shape_that_forgets_something_is_found_by_the_tests(cast: Cast) -> None:
    assert prepared.ask("named", (), lambda _ids: Member.objects.filter(name=cast.budi.name)) == [cast.budi]

    with pytest.raises(AssertionError, match="asks something else"):
        prepared.ask("named", (), lambda _ids: Member.objects.filter(name=cast.wati.name))


def test_many_ids_are_filled_up_so_that_few_statements_do(cast: Cast) -> None:
    assert prepared.among("one", []) == {}
    assert list(prepared.among("one", [5, 6, 7]).values()) == [5, 6, 7, -3]
    assert len(prepared.among("one", range(25))) == 32
    assert prepared.those("one", {"one0": 5, "other0": 6, "one1": 7}) == [5, 7]


def test_a_set_that_is_empty_by_its_words_asks_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert prepared.ask("nobody", (), lambda _ids: Member.objects.filter(pk__in=[])) == []
