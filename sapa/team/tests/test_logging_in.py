"""People log in by e-mail or phone and a password, and are let in nowhere else."""

from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.test import Client

from sapa.team.models import User
from sapa.testing import PASSWORD, Cast

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def siti(db: None) -> User:
    return User.objects.create_user(name="Siti", email="siti@example.id", phone="+6281234567890", password=PASSWORD)


def log_in(login: str, password: str = PASSWORD, client: Client | None = None, **query: str) -> Any:
    address = f"{LOGIN}?next={query['next']}" if query else LOGIN
    return (client or Client()).post(address, {"login": login, "password": password, **query})


@pytest.mark.parametrize("written", ["081234567890", "6281234567890", "+62 812-3456-7890", "812 3456 7890"])
def test_a_phone_number_in_any_spelling_logs_in(siti: User, written: str) -> None:
    client = Client()
    answer = log_in(written, client=client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(siti.pk)


def test_an_email_in_any_case_logs_in(siti: User) -> None:
    assert log_in(" Siti@Example.ID ").status_code == 302


def test_a_wrong_password_comes_back_with_the_login_and_without_the_password(siti: User) -> None:
    answer = log_in("081234567890", "salah sekali")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="081234567890"' in page
    assert "salah sekali" not in page


def test_an_unknown_person_is_answered_as_a_wrong_password_is(siti: User) -> None:
    wrong, unknown = log_in("siti@example.id", "salah"), log_in("nobody@example.id", "salah")
    assert wrong.status_code == unknown.status_code == 422
    assert [str(error) for error in wrong.context["form"].non_field_errors()] == [
        str(error) for error in unknown.context["form"].non_field_errors()
    ]


def test_an_unknown_person_takes_as_much_hashing_as_a_known_one(siti: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    real = User.set_password
    monkeypatch.setattr(User, "set_password", lambda self, raw: (hashed.append(raw), real(self, raw)))
    log_in("nobody@example.id", "salah")
    log_in("+62811", "salah")
    assert hashed == ["salah", "salah"]


def test_five_wrong_passwords_close_the_door_for_that_person_only(siti: User) -> None:
    other = User.objects.create_user(name="Agus", email="agus@example.id", password=PASSWORD)
    spellings = ["081234567890", "6281234567890", "+6281234567890", "81234567890", "0812 3456 7890"]
    for written in spellings:  # however it is spelt, it is one person
        log_in(written, "salah")
    answer = log_in("081234567890", PASSWORD)
    assert answer.status_code == 422
    assert str(get_adapter().error_messages["too_many_login_attempts"]) in answer.content.decode()
    assert log_in(str(other.email)).status_code == 302


def test_a_flood_from_one_place_is_turned_away_with_429(siti: User) -> None:
    for number in range(30):
        log_in(f"nobody{number}@example.id", "salah")
    answer = log_in("siti@example.id")
    assert answer.status_code == 429
    assert "429.html" in [template.name for template in answer.templates]


def test_it_goes_on_to_the_page_that_was_asked_for(cast: Cast) -> None:
    client = Client()
    asked = client.get("/maju-bersama/customers/?q=a")
    assert asked["Location"] == "/account/login/?next=/maju-bersama/customers/%3Fq%3Da"
    answer = log_in("sari@example.id", client=client, next="/maju-bersama/customers/?q=a")
    assert answer["Location"] == "/maju-bersama/customers/?q=a"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_it_leads_nowhere_outside(siti: User, elsewhere: str) -> None:
    assert log_in("siti@example.id", next=elsewhere)["Location"] == "/"


def test_who_was_closed_out_cannot_log_in(siti: User) -> None:
    User.objects.filter(pk=siti.pk).update(is_active=False)
    client = Client()
    answer = log_in("siti@example.id", client=client)
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session


def test_logging_out_takes_a_post(siti: User) -> None:
    client = Client()
    log_in("siti@example.id", client=client)
    assert client.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/account/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_logging_out_leads_nowhere_outside(siti: User) -> None:
    client = Client()
    log_in("siti@example.id", client=client)
    assert client.post("/account/logout/", {"next": "https://evil.example/"})["Location"] == "/"


def test_the_front_door_leads_to_the_one_organisation_or_offers_the_choice(cast: Cast) -> None:
    client = cast.client(cast.sari)
    assert client.get("/")["Location"] == "/maju-bersama/"
    assert cast.sari.user is not None
    cast.sari.user.organizations.add(cast.other)
    page = client.get("/").content.decode()
    assert "BUM Desa Maju Bersama" in page
    assert "UD Asing" in page


def test_the_front_door_welcomes_strangers(db: None) -> None:
    page = Client().get("/").content.decode()
    assert "/signup/" in page
    assert LOGIN in page
