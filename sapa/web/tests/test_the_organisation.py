"""The organisation's own page and the settings."""

from typing import Any

import pytest

from sapa.catalogue.models import Product
from sapa.customers.tests.making import make
from sapa.events.models import Event
from sapa.lib.errors import Conflict, Refused
from sapa.tenancy.models import Organization
from sapa.testing import Cast
from sapa.web.organization import change_organization, has_money

PAGE = "/maju-bersama/settings/organization/"


def fields(cast: Cast, **changed: Any) -> dict[str, Any]:
    """What the form sends when nothing but `changed` was touched."""
    now = Organization.objects.get(pk=cast.organization.pk)
    kept = {name: getattr(now, name) for name in ("name", "legal_form", "time_zone", "currency", "version")}
    return {**kept, **changed}


def test_it_is_changed_and_the_change_is_told(cast: Cast) -> None:
    sent = fields(cast, name="BUM Desa Maju", phone="0812 3456 7890", profile="Sejak 2016.", time_zone="Asia/Makassar")
    answer = cast.client(cast.sari).post(PAGE, sent)
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    now = Organization.objects.get(pk=cast.organization.pk)
    assert (now.name, now.phone, now.time_zone, now.version) == ("BUM Desa Maju", "+6281234567890", "Asia/Makassar", 2)
    told = Event.objects.get(kind="organization.changed").data["changes"]
    assert told["name"] == ["BUM Desa Maju Bersama", "BUM Desa Maju"]


def test_saved_twice_it_changes_once(cast: Cast) -> None:
    sent = fields(cast, name="BUM Desa Maju")
    for _time in range(2):
        assert cast.client(cast.sari).post(PAGE, sent).status_code == 303
    assert Organization.objects.get(pk=cast.organization.pk).version == 2
    assert Event.objects.filter(kind="organization.changed").count() == 1


def test_the_second_of_two_editors_sees_both_versions(cast: Cast) -> None:
    mine, theirs = fields(cast, name="Mine"), fields(cast, name="Theirs")
    cast.client(cast.sari).post(PAGE, theirs)
    answer = cast.client(cast.sari).post(PAGE, mine)
    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert "Theirs" in answer.text
    assert Organization.objects.get(pk=cast.organization.pk).name == "Theirs"
    with pytest.raises(Conflict):
        change_organization(cast.organization, version=1, by=cast.sari, fields={"name": "Mine"})


def test_its_currency_stays_once_there_is_any_amount(cast: Cast) -> None:
    assert not has_money()
    Product.objects.create(name="Beras", name_key="beras", price=70_000)
    cast.client(cast.sari).post(PAGE, fields(cast, currency="USD"))
    assert Organization.objects.get(pk=cast.organization.pk).currency == "IDR"
    with pytest.raises(Refused):
        change_organization(cast.organization, version=1, by=cast.sari, fields={"currency": "USD"})


def test_before_that_it_may_change(cast: Cast) -> None:
    cast.client(cast.sari).post(PAGE, fields(cast, currency="USD"))
    assert Organization.objects.get(pk=cast.organization.pk).currency == "USD"


def test_a_wrong_entry_comes_back_with_the_form(cast: Cast) -> None:
    answer = cast.client(cast.sari).post(PAGE, fields(cast, phone="08x12", name="Tetap di sini"))
    assert answer.status_code == 422
    assert "Tetap di sini" in answer.text
    assert "08x12" in answer.text


def test_the_settings_lead_to_pages_that_open(cast: Cast) -> None:
    page = cast.client(cast.sari).get("/maju-bersama/settings/").text
    links = [part.split('"')[0] for part in page.split('class="tile" href="')[1:]]
    assert len(links) >= 6
    assert {cast.client(cast.sari).get(link).status_code for link in links} == {200}


def test_the_audit_trail_tells_the_auditor_everything(cast: Cast) -> None:
    cast.client(cast.sari).post(PAGE, fields(cast, name="BUM Desa Maju"))
    page = cast.client(cast.darma).get("/maju-bersama/audit/").text
    assert "BUM Desa Maju Bersama" in page
    assert "/maju-bersama/settings/" not in page  # closed to auditors
    assert "/maju-bersama/settings/" in cast.client(cast.sari).get("/maju-bersama/audit/").text
    assert cast.client(cast.budi).get("/maju-bersama/audit/").status_code == 403


def test_its_own_greeting_begins_the_drafts(cast: Cast) -> None:
    words = "{Sapaan}, {nama}! Ini {saya}, {usaha}."
    answer = cast.client(cast.sari).post(PAGE, fields(cast, greeting=words))
    assert answer.status_code == 303
    customer = make(cast.budi, "Hasan", honorific="Pak")
    card = cast.client(cast.budi).get(f"/maju-bersama/customers/{customer.pk}/").text
    assert "Pak%20Hasan%21%20Ini%20Budi%2C%20BUM%20Desa%20Maju%20Bersama." in card


def test_a_greeting_is_seen_while_it_is_written(cast: Cast) -> None:
    answer = cast.client(cast.sari).get(f"{PAGE}greeting/", {"greeting": "Halo {nama}, <b>{entah}</b>"})
    assert "Halo Pak Budi, &lt;b&gt;{entah}&lt;/b&gt;" in answer.text
    assert "Pak Budi. Saya Sari dari BUM Desa Maju Bersama." in cast.client(cast.sari).get(PAGE).text


def test_a_place_in_the_greeting_that_nothing_fills_is_refused(cast: Cast) -> None:
    answer = cast.client(cast.sari).post(PAGE, fields(cast, greeting="Halo {name}"))
    assert answer.status_code == 422
    assert "Halo {name}" in answer.text
    assert Organization.objects.get(pk=cast.organization.pk).greeting == ""


def test_a_name_of_signs_alone_is_refused(cast: Cast) -> None:
    answer = cast.client(cast.sari).post(PAGE, fields(cast, name="🌾🌾 …"))
    assert answer.status_code == 422
    assert answer.context["form"].has_error("name", "nameless")
