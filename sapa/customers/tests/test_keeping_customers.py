"""Customers are made once, changed by version, and found again."""

from datetime import date
from uuid import uuid4

import pytest

from sapa.customers import keeping
from sapa.customers.models import Customer, Phone, Tag
from sapa.events.models import Event
from sapa.lib.errors import Conflict
from sapa.testing import Cast

WARUNG = {"name": "Warung Bu Yuli", "kind": "organization", "market": "b2b"}


def make(cast: Cast, name: str = "Budi Santoso", phone: str = "+6281234567890", **fields: object) -> Customer:
    """A customer of Budi's, through the verb."""
    numbers = [(phone, "")] if phone else []
    return keeping.create(by=cast.budi, fields={"name": name, **fields}, phones=numbers)


def test_it_keeps_all_that_was_given(cast: Cast) -> None:
    phones = [("+6281234567890", "rumah"), ("+622112345678", "")]
    made = keeping.create(by=cast.budi, fields=WARUNG, phones=phones, tags=["setia", "pasar"])
    made = Customer.objects.get(pk=made.pk)
    assert (made.name, made.owner, made.unit, made.name_key) == (
        "Warung Bu Yuli",
        cast.budi,
        cast.catering,
        "warung bu yuli",
    )
    assert [(phone.number, phone.label) for phone in made.phones.all()] == phones
    assert made.search == "warung bu yuli 6281234567890 622112345678"
    assert sorted(made.tags.values_list("name", flat=True)) == ["pasar", "setia"]
    event = Event.objects.get(kind="customer.created")
    assert (event.by_id, event.customer_id) == (cast.budi.pk, made.pk)


def test_the_same_form_twice_makes_one(cast: Cast) -> None:
    once = uuid4()
    first, second = (
        keeping.create(by=cast.budi, fields={"name": "Ani"}, phones=[("+6281234567890", "")], uuid=once)
        for _again in range(2)
    )
    assert first.pk == second.pk
    assert Customer.objects.count() == 1
    assert Phone.objects.count() == 1
    assert Event.objects.filter(kind="customer.created").count() == 1


def test_a_change_is_told_from_what_to_what(cast: Cast) -> None:
    ani = make(cast, "Ani", custom={"hobi": "kopi"})
    keeping.change(
        ani,
        version=1,
        by=cast.sari,
        fields={"name": "Ani Lestari", "birthday": date(1990, 2, 3), "owner_id": cast.wati.pk, "custom": {}},
        phones=[("+6285700001111", "")],
        tags=["baru"],
    )
    ani = Customer.objects.get(pk=ani.pk)
    assert (ani.version, ani.owner, ani.search) == (2, cast.wati, "ani lestari 6285700001111")
    assert Event.objects.get(kind="customer.changed").data["changes"] == {
        "name": ["Ani", "Ani Lestari"],
        "birthday": [None, "1990-02-03"],
        "owner": [cast.budi.pk, cast.wati.pk],
        "custom.hobi": ["kopi", None],
        "phones": ["+6281234567890", "+6285700001111"],
        "tags": ["", "baru"],
    }


def test_a_change_without_a_difference_tells_nothing(cast: Cast) -> None:
    ani = make(cast, "Ani")
    keeping.change(ani, version=1, by=cast.sari, fields={"name": "Ani"}, phones=[("+6281234567890", "")], tags=[])
    assert not Event.objects.filter(kind="customer.changed").exists()


def test_a_change_of_an_older_version_is_refused_and_changes_nothing(cast: Cast) -> None:
    ani = make(cast, "Ani")
    keeping.change(Customer.objects.get(pk=ani.pk), version=1, by=cast.sari, fields={"name": "Ani A"})
    with pytest.raises(Conflict):
        keeping.change(ani, version=1, by=cast.budi, fields={"name": "Ani B"}, phones=[], tags=["x"])
    assert Customer.objects.get(pk=ani.pk).name == "Ani A"
    assert Phone.objects.count() == 1
    assert not Tag.objects.exists()


def test_a_tag_in_other_capitals_is_the_same_tag(cast: Cast) -> None:
    keeping.create(by=cast.budi, fields={"name": "A"}, tags=["Setia", "setia"])
    keeping.create(by=cast.budi, fields={"name": "B"}, tags=["SETIA"])
    assert list(Tag.objects.values_list("name", flat=True)) == ["Setia"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bud", ["Budi Santoso"]),
        ("santo", ["Budi Santoso"]),
        ("santoso budi", ["Budi Santoso"]),
        ("0812-3456", ["Budi Santoso"]),
        ("+62 812 3456 7890", ["Budi Santoso"]),
        ("567", ["Budi Santoso"]),
        ("b", ["Bu Ani", "Budi Santoso"]),
        ("bu", ["Bu Ani", "Budi Santoso"]),
        ("Ma'ruf", ["Maruf"]),
        ("100%", []),
        ("_", ["Bu Ani", "Budi Santoso", "Maruf"]),
        ("zzz", []),
    ],
)
def test_part_of_a_name_or_number_finds(cast: Cast, typed: str, found: list[str]) -> None:
    make(cast)
    make(cast, "Bu Ani", "+6285700001111")
    make(cast, "Maruf", "")
    rows = Customer.objects.matching(typed).order_by("name_key")
    assert list(rows.values_list("name", flat=True)) == found


def test_a_common_word_finds_as_well(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sapa.customers.querysets.RARE", 2)
    for number in range(5):
        make(cast, f"Warung {number}", "")
    assert Customer.objects.matching("warung").count() == 5
    assert Customer.objects.matching("warung 3").count() == 1


def test_searching_finds_nothing_of_another_organisation(cast: Cast) -> None:
    from sapa.tenancy.current import organization_scope

    make(cast)
    with organization_scope(cast.other):
        assert not Customer.objects.matching("santoso")
        assert not Customer.objects.matching("081234567890")
