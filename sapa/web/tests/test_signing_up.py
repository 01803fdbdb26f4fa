"""Somebody signs up: an organisation with its director, in one form."""

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from sapa.customers.models import Source
from sapa.events.models import Event
from sapa.places.loading import load
from sapa.team.models import Member, User
from sapa.team.roles import Role
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization
from sapa.testing import PASSWORD, Cast
from sapa.web.founding_form import free_slug, time_zone_of

SIGN_UP = "/signup/"
BALI = [("51", "Bali"), ("51.71", "Kota Denpasar"), ("51.71.01", "Denpasar Selatan"), ("51.71.01.1001", "Pedungan")]
FORM = {
    "name": "BUM Desa Maju Jaya",
    "legal_form": "bumdes",
    "slug": "",
    "region_code": "",
    "time_zone": "",
    "currency": "IDR",
    "person-name": "Siti Aminah",
    "person-phone": "0812 3456 7890",
    "person-email": "",
    "person-password": PASSWORD,
}


@pytest.fixture(autouse=True)
def no_tries_yet() -> None:
    cache.clear()


def sign_up(client: Client | None = None, **changed: str) -> Any:
    return (client or Client()).post(
        SIGN_UP, FORM | {name.replace("__", "-"): value for name, value in changed.items()}
    )


def test_it_makes_the_organisation_and_its_director_and_lets_them_in(db: None) -> None:
    client = Client()
    answer = sign_up(client)
    assert answer["Location"] == "/bum-desa-maju-jaya/"
    organization = Organization.objects.get()
    assert (organization.name, organization.legal_form, organization.currency) == (
        "BUM Desa Maju Jaya",
        "bumdes",
        "IDR",
    )
    user = User.objects.get()
    assert (user.phone, user.email, user.check_password(PASSWORD)) == ("+6281234567890", None, True)
    assert client.session["_auth_user_id"] == str(user.pk)
    with organization_scope(organization):
        member = Member.objects.get()
        assert (member.user, member.name, member.role) == (user, "Siti Aminah", Role.DIRECTOR)
        assert Source.objects.exists()
        assert set(Event.objects.values_list("kind", flat=True)) == {"member.joined", "organization.founded"}


def test_the_same_form_twice_makes_one(db: None) -> None:
    assert sign_up()["Location"] == sign_up()["Location"] == "/bum-desa-maju-jaya/"
    assert (Organization.objects.count(), User.objects.count()) == (1, 1)


def test_the_same_form_with_another_password_makes_nothing_and_lets_nobody_in(db: None) -> None:
    sign_up()
    client = Client()
    answer = sign_up(client, person__password="tebakan-saya-1")
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session
    assert Organization.objects.count() == 1


def test_a_wrong_form_keeps_everything_but_the_password(db: None) -> None:
    answer = sign_up(person__phone="081", person__email="siti@example.id")
    assert answer.status_code == 422
    page = answer.content.decode()
    for kept in ("BUM Desa Maju Jaya", "Siti Aminah", 'value="081"', "siti@example.id"):
        assert kept in page
    assert PASSWORD not in page
    assert not Organization.objects.exists()
    assert not User.objects.exists()


def test_a_login_needs_a_phone_number_or_an_email(db: None) -> None:
    answer = sign_up(person__phone="")
    assert answer.status_code == 422
    assert answer.context["person"].has_error("phone")
    assert sign_up(person__phone="", person__email="Siti@Example.id")["Location"] == "/bum-desa-maju-jaya/"


def test_a_weak_password_is_refused(db: None) -> None:
    assert sign_up(person__password="12345678").context["person"].has_error("password")
    assert sign_up(person__password="Siti Aminah").context["person"].has_error("password")


@pytest.mark.parametrize("slug", ["maju-bersama", "account", "api", "Besar!", "-x"])
def test_an_address_that_is_taken_reserved_or_impossible_is_refused(strangers: Cast, slug: str) -> None:
    answer = sign_up(slug=slug)
    assert answer.status_code == 422
    assert answer.context["form"].has_error("slug")


def test_the_refusal_is_in_the_persons_language(strangers: Cast) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    assert "Another organisation has this address" in sign_up(client, slug="maju-bersama").content.decode()


def test_who_signs_up_in_english_goes_on_in_english(db: None) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    sign_up(client)
    assert User.objects.get().language == "en"
    sign_up(name="Lain", person__phone="081234567891")
    assert User.objects.get(phone="+6281234567891").language == "id"


def test_without_an_address_the_name_gives_one_that_is_free(strangers: Cast) -> None:
    assert sign_up(name="Maju Bersama")["Location"] == "/maju-bersama-2/"
    assert free_slug("Account") == "account-2"
    assert free_slug("…") == "sapa"


def test_the_address_is_suggested_while_typing(strangers: Cast) -> None:
    answer = Client().get("/signup/address/", {"name": "Maju Bersama"})
    assert 'value="maju-bersama-2"' in answer.content.decode()


def test_a_phone_that_logs_in_already_is_refused(strangers: Cast) -> None:
    User.objects.create_user(name="Lain", phone="+6281234567890", password="lain-sekali-7")
    assert sign_up().context["person"].has_error("phone")


def test_who_is_logged_in_founds_one_more_without_a_new_login(cast: Cast) -> None:
    client = cast.client(cast.budi)
    assert "person-name" not in client.get(SIGN_UP).content.decode()
    assert sign_up(client, name="UD Budi")["Location"] == "/ud-budi/"
    assert cast.budi.user is not None
    assert set(cast.budi.user.organizations.values_list("slug", flat=True)) == {"maju-bersama", "ud-budi"}
    assert sign_up(client, name="UD Budi")["Location"] == "/ud-budi/"
    assert Organization.objects.filter(name="UD Budi").count() == 1


@pytest.mark.parametrize(
    ("village", "zone"),
    [
        ("32.01.01.2001", "Asia/Jakarta"),
        ("51.71.01.1001", "Asia/Makassar"),
        ("94.01", "Asia/Jayapura"),
        ("", "Asia/Jakarta"),
    ],
)
def test_the_time_zone_follows_from_the_province(village: str, zone: str) -> None:
    assert time_zone_of(village) == zone


def test_the_village_gives_place_and_time_zone(db: None) -> None:
    load([{"code": code, "name": name, "postal_code": ""} for code, name in BALI], on=date(2026, 11, 22))
    sign_up(region_code="51.71.01.1001")
    organization = Organization.objects.get()
    assert (organization.region_code, organization.time_zone) == ("51.71.01.1001", "Asia/Makassar")


def test_an_impossible_village_is_refused(db: None) -> None:
    answer = sign_up(region_code="99.99.99.9999")
    assert answer.status_code == 422
    assert answer.context["form"].has_error("region_code")
    assert "Antah" in sign_up(region_code="", region_code_text="Antah Berantah").content.decode()


def test_a_flood_is_turned_away(db: None) -> None:
    for _ in range(20):
        sign_up(person__phone="1")
    assert sign_up().status_code == 429


def test_an_impossible_address_is_told_once_and_truly(db: None) -> None:
    errors = sign_up(slug="maju_bersama").context["form"].errors["slug"]
    assert errors == ["Pakai huruf kecil, angka, dan tanda hubung."]


@pytest.mark.parametrize("name", ["🌾", "—…!"])
def test_an_organisation_has_a_name_that_can_be_read(db: None, name: str) -> None:
    answer = sign_up(name=name, slug="maju")
    assert answer.status_code == 422
    assert not Organization.objects.exists()
