"""Territories are names for regions of any level, given to members."""

from typing import Any

import pytest

from sapa.events.models import Event
from sapa.places.testing import load_some_regions
from sapa.team.models import Member, Territory
from sapa.testing import Cast

PATH = "/maju-bersama/team/territories/"


@pytest.fixture
def regions(cast: Cast) -> None:
    load_some_regions()


def test_a_director_makes_one_of_regions_of_any_level(cast: Cast, regions: None) -> None:
    form = {"name": " Bogor  Timur ", "regions": ["32.01.06", "31.71"], "more": "32.01.16.2002"}
    assert cast.client(cast.sari).post(f"{PATH}new/", form).status_code == 303
    assert Territory.objects.get(name="Bogor Timur").region_codes == ["31.71", "32.01.06", "32.01.16.2002"]
    page = cast.client(cast.tono).get(PATH).content.decode()
    assert "Jonggol" in page


def test_a_region_within_another_is_left_out(cast: Cast, regions: None) -> None:
    form = {"name": "Bogor", "regions": ["32.01.06.2001", "32.01.06", "99.99"], "more": "32.01"}
    cast.client(cast.sari).post(f"{PATH}new/", form)
    assert Territory.objects.get(name="Bogor").region_codes == ["32.01"]


def test_words_that_mean_one_region_will_do(cast: Cast, regions: None) -> None:
    client = cast.client(cast.sari)
    assert client.post(f"{PATH}new/", {"name": "A", "more_text": "Paledang"}).status_code == 303
    assert Territory.objects.get(name="A").region_codes == ["32.71.03.1003"]
    assert client.post(f"{PATH}new/", {"name": "B", "more_text": "Sukamaju"}).status_code == 422
    assert client.post(f"{PATH}new/", {"name": "B", "more_text": "Antah"}).status_code == 422
    assert not Territory.objects.filter(name="B").exists()


def test_a_name_that_is_taken_comes_back_with_all_regions(cast: Cast, regions: None) -> None:
    answer = cast.client(cast.sari).post(f"{PATH}new/", {"name": "Utara", "regions": ["31.71", "32"]})
    assert answer.status_code == 422
    assert [region.pk for region in answer.context["regions"]] == ["31.71", "32"]


def test_changing_one_tells_what_changed(cast: Cast, regions: None) -> None:
    north = Territory.objects.get(name="Utara")
    path = f"{PATH}{north.pk}/edit/"
    assert "Cempaka Putih" in cast.client(cast.sari).get(path).content.decode()
    cast.client(cast.sari).post(path, {"name": "Utara", "regions": ["31.71"]})
    event = Event.objects.get(kind="territory.changed")
    assert event.data["changes"] == {"region_codes": [["31.71.05"], ["31.71"]]}


def test_one_in_which_somebody_works_stays(cast: Cast) -> None:
    north = Territory.objects.get(name="Utara")
    client = cast.client(cast.sari)
    client.post(f"{PATH}{north.pk}/removal/")
    assert Territory.objects.filter(pk=north.pk).exists()
    Member.objects.filter(territory=north).update(territory=None)
    assert client.post(f"{PATH}{north.pk}/removal/").status_code == 303
    assert not Territory.objects.filter(pk=north.pk).exists()
    assert Event.objects.filter(kind="territory.removed").count() == 1
    assert client.post(f"{PATH}{north.pk}/removal/").status_code == 404


def test_the_form_shows_the_regions_with_one_more(cast: Cast, regions: None) -> None:
    asked: dict[str, Any] = {"regions": ["32.01.06"], "more": "31.71"}
    page = cast.client(cast.sari).get(f"{PATH}regions/", asked).content.decode()
    assert page.index('value="31.71"') < page.index('value="32.01.06"')


def test_the_list_costs_the_same_however_many_there_are(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client(cast.sari)
    with django_assert_num_queries(7):
        client.get(PATH)
    for number in range(5):
        Territory.objects.create(name=f"W{number}", region_codes=["31.71.05"])
    with django_assert_num_queries(7):
        client.get(PATH)
