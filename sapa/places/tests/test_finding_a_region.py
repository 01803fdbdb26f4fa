from datetime import date

import pytest

from sapa.places.loading import load
from sapa.places.models import Region
from sapa.places.regions import DISTRICT, REGENCY, VILLAGE
from sapa.places.testing import load_some_regions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regions() -> None:
    load_some_regions()


def codes(text: str, **options: object) -> list[str]:
    return [region.code for region in Region.objects.named(text, **options)]  # type: ignore[arg-type]


def test_a_village_is_found_with_its_district_regency_and_province() -> None:
    village, *others = Region.objects.named("sukamaju cibungbulang")
    assert str(village) == "Sukamaju, Cibungbulang, Kabupaten Bogor, Jawa Barat"
    assert village.above == ["Cibungbulang", "Kabupaten Bogor", "Jawa Barat"]
    assert (village.level, village.parent_code, village.postal_code) == (VILLAGE, "32.01.16", "16630")
    assert others == []


def test_each_word_begins_a_word_of_the_name_or_of_what_lies_above() -> None:
    both = ["32.01.16.2013", "32.01.06.2001"]
    assert codes("sukamaju bogor") == both
    assert codes("bogor sukam") == both
    assert codes("Desa Sukamaju, Kab. Bogor") == both
    assert codes("maju bogor") == []
    assert codes("sukamaju jakarta") == []
    assert codes("kamaju") == []


def test_two_spellings_of_a_name_find_each_other() -> None:
    assert set(codes("sukamaju")) == {"18.03.13.2002", "32.01.06.2001", "32.01.16.2013", "32.03.03.2013"}
    assert codes("suka maju lampung") == ["18.03.13.2002"]
    assert codes("suka maju cianjur") == ["32.03.03.2013"]


def test_villages_come_first_and_the_whole_name_before_a_part() -> None:
    assert codes("cempaka putih") == ["31.71.05.1002", "31.71.05.1001", "31.71.05"]
    assert codes("bogor") == ["18.03.13.2003", "32.71.03.1003", "32.71.03", "32.01", "32.71"]
    assert codes("bumi bogor")[0] == "18.03.13.2003"


def test_a_district_gives_its_villages() -> None:
    assert codes("cibungbulang", levels=(VILLAGE,)) == ["32.01.16.2002", "32.01.16.2013"]
    assert codes("cibungbulang") == ["32.01.16.2002", "32.01.16.2013", "32.01.16"]


def test_only_the_levels_asked_for_are_found() -> None:
    assert codes("bogor", levels=(REGENCY,)) == ["32.01", "32.71"]
    assert codes("bogor", levels=(DISTRICT,)) == ["32.71.03"]


@pytest.mark.parametrize("text", ["", " ", "s", "…", "%", "a" * 500, "x " * 300, "sukamaju' OR 1=1", "\x00"])
def test_nonsense_finds_nothing(text: str) -> None:
    assert codes(text) == []


def test_no_more_than_asked_for_are_found() -> None:
    assert len(codes("jawa bogor sukamaju", limit=1)) == 1
    assert len(codes("su", limit=2)) == 2


def test_a_village_that_a_later_decree_does_not_know_is_kept_but_not_found() -> None:
    Region.objects.filter(pk="32.01.16.2013").update(decree="100.1.1-6117/2022")
    load([{"code": "51", "name": "Bali", "postal_code": ""}], on=date(2026, 12, 1))
    assert Region.objects.get(pk="32.01.16.2013").valid_to == date(2026, 12, 1)
    assert codes("sukamaju cibungbulang") == []


def test_loading_twice_changes_nothing() -> None:
    before = list(Region.objects.order_by("pk").values())
    load_some_regions()
    assert list(Region.objects.order_by("pk").values()) == before
    assert codes("sukamaju cianjur") == ["32.03.03.2013"]


def test_a_search_asks_the_database_at_most_six_times(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(2):
        codes("sukamaju bogor", levels=(DISTRICT,))
    with django_assert_max_num_queries(6):
        codes("suka maju cianjur")
