import pytest
from django.test import Client

from sapa.lib.throttle import Throttle
from sapa.places.testing import load_some_regions
from sapa.places.views import regions
from sapa.testing import Cast

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def some_regions(db: None) -> None:
    load_some_regions()


def test_the_combobox_gets_villages_with_what_they_lie_in(cast: Cast) -> None:
    client = cast.client(cast.budi)
    answer = client.get("/maju-bersama/regions/", {"q": "sukamaju bogor", "level": "4"}, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count('role="option"') == 2
    assert 'data-value="32.01.16.2013" data-label="Sukamaju"' in text
    assert "Cibungbulang, Kabupaten Bogor, Jawa Barat · 16630" in text
    assert "<html" not in text


def test_the_same_address_is_a_page_of_its_own(cast: Cast) -> None:
    answer = cast.client(cast.budi).get("/maju-bersama/regions/", {"q": "jonggol"})
    text = answer.content.decode()
    assert "<html" in text
    assert "32.01.06.2001" in text
    assert "16830" in text


def test_only_the_levels_asked_for_come(cast: Cast) -> None:
    client = cast.client(cast.budi)
    answer = client.get("/maju-bersama/regions/", {"q": "bogor", "level": ["2", "3"]}, headers=HTMX)
    assert answer.content.decode().count('role="option"') == 3
    nonsense = client.get("/maju-bersama/regions/", {"q": "bogor", "level": "x"}, headers=HTMX)
    assert nonsense.content.decode().count('role="option"') == 5


def test_the_chosen_village_fills_the_rest(cast: Cast) -> None:
    client = cast.client(cast.budi)
    text = client.get("/maju-bersama/regions/chosen/", {"region": "32.01.16.2013"}).content.decode()
    assert "Cibungbulang · Kabupaten Bogor · Jawa Barat" in text
    assert 'data-fill="postal_code" data-value="16630"' in text
    assert client.get("/maju-bersama/regions/chosen/", {"region": "99.99"}).content.decode().strip() == ""
    assert client.get("/maju-bersama/regions/chosen/", {"region": "x" * 99}).status_code == 200


def test_signing_up_finds_villages_without_an_account() -> None:
    answer = Client().get("/public/regions/", {"q": "cempaka putih"}, headers=HTMX)
    assert answer.content.decode().count('role="option"') == 3
    text = Client().get("/public/regions/chosen/", {"region_code": "31.71.05.1001"}).content.decode()
    assert "Cempaka Putih · Kota Administrasi Jakarta Pusat · DKI Jakarta" in text
    assert Client().get("/public/regions/", {"q": "paledang"}).status_code == 200


def test_who_asks_too_often_without_an_account_waits(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    monkeypatch.setattr(regions, "ANONYMOUS", Throttle(limit=2, seconds=10**9))
    anonymous = Client()
    statuses = [anonymous.get("/public/regions/", {"q": "bogor"}).status_code for _time in range(3)]
    assert statuses == [200, 200, 429]
    assert cast.client(cast.budi).get("/maju-bersama/regions/", {"q": "bogor"}).status_code == 200
