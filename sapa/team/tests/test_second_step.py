"""A second step at logging in: a code from the phone, or a recovery code."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client, RequestFactory, override_settings

from sapa.team.models import User
from sapa.team.templatetags.passkeys import has_passkeys
from sapa.testing import PASSWORD

LOGIN = {"login": "siti@example.id", "password": PASSWORD}


@pytest.fixture(autouse=True)
def no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def siti(db: None) -> User:
    return User.objects.create_user(name="Siti", email="siti@example.id", phone="+6281234567890", password=PASSWORD)


def code_of(secret: str) -> str:
    """What the app on the phone shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def protected(siti: User, django_capture_on_commit_callbacks: Any) -> tuple[str, Client]:
    """The secret of Siti's app, and the browser in which she switched it on."""
    client = Client()
    client.post("/account/login/", LOGIN)
    confirm = client.get("/account/two-step/on/")["Location"]
    assert confirm.startswith("/account/confirm/")
    client.post(confirm, {"password": PASSWORD, "next": "/account/two-step/on/"})
    secret = client.get("/account/two-step/on/").context["form"].secret
    assert client.post("/account/two-step/on/", {"code": "000000"}).status_code == 422
    assert client.post("/account/two-step/on/", {"code": code_of(secret)})["Location"] == "/account/two-step/codes/"
    cache.clear()  # a code is good once; the next is thirty seconds away
    return secret, client


def test_the_secret_is_not_readable_in_the_database(protected: tuple[str, Client]) -> None:
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert protected[0] not in kept


def test_the_password_alone_is_not_enough(protected: tuple[str, Client]) -> None:
    client = Client()
    answer = client.post("/account/login/", LOGIN)
    assert answer["Location"] == "/account/two-step/log-in/"
    assert "_auth_user_id" not in client.session
    assert client.get("/account/")["Location"].startswith("/account/login/")


def test_the_code_lets_in(protected: tuple[str, Client]) -> None:
    client = Client()
    client.post("/account/login/", LOGIN | {"next": "/account/"})
    assert client.post("/account/two-step/log-in/", {"code": "000000"}).status_code == 422
    answer = client.post("/account/two-step/log-in/", {"code": code_of(protected[0])})
    assert answer["Location"] == "/account/"
    assert "_auth_user_id" in client.session


def test_a_recovery_code_lets_in_once(protected: tuple[str, Client]) -> None:
    page = protected[1].get("/account/two-step/codes/").content.decode()
    code = re.findall(r"<li>(\d{8})</li>", page)[0]
    assert len(re.findall(r"<li>\d{8}</li>", page)) == 10
    for expected in (302, 422):
        client = Client()
        client.post("/account/login/", LOGIN)
        assert client.post("/account/two-step/log-in/", {"code": code}).status_code == expected


def test_the_codes_can_be_kept_as_a_file(protected: tuple[str, Client]) -> None:
    answer = protected[1].get("/account/two-step/codes/file/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert len(re.findall(r"\d{8}", answer.content.decode())) == 10


def test_guessing_codes_is_throttled(protected: tuple[str, Client]) -> None:
    client = Client()
    client.post("/account/login/", LOGIN)
    for _ in range(5):
        client.post("/account/two-step/log-in/", {"code": "000000"})
    answer = client.post("/account/two-step/log-in/", {"code": code_of(protected[0])})
    assert answer.status_code == 422


def test_signing_up_again_is_no_way_around_it(protected: tuple[str, Client]) -> None:
    client = Client()
    client.post("/account/login/", LOGIN)  # the password is known, the code is not
    form = {"name": "X", "legal_form": "pt", "currency": "IDR", "person-name": "Siti", "person-password": PASSWORD}
    client.post("/signup/", form | {"person-email": "siti@example.id"})
    assert "_auth_user_id" not in client.session


def test_it_is_switched_off_after_the_password_again(protected: tuple[str, Client]) -> None:
    client = protected[1]
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 3600
    session.save()
    assert client.post("/account/two-step/off/")["Location"].startswith("/account/confirm/")
    client.post("/account/confirm/", {"password": PASSWORD})
    assert client.post("/account/two-step/off/").status_code == 302
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("host", "possible"),
    [("sapa.example.id", True), ("localhost:8000", True), ("127.0.0.1:8000", False), ("[::1]:8000", False)],
)
def test_passkeys_are_offered_where_browsers_make_them(host: str, possible: bool) -> None:
    request = RequestFactory().get("/", headers={"host": host})
    with override_settings(ALLOWED_HOSTS=["*"]):
        assert has_passkeys(request) is possible


def test_a_passkey_is_added_only_after_the_password_again(siti: User) -> None:
    client = Client()
    client.post("/account/login/", LOGIN)
    assert client.get("/account/passkeys/new/")["Location"].startswith("/account/confirm/")
    client.post("/account/confirm/", {"password": PASSWORD})
    answer = client.get("/account/passkeys/new/")
    assert answer.context["js_data"]["creation_options"]["publicKey"]["rp"]["name"] == "Sapa"
    for made_up in ("{}", '{"id": "x"}', "[1]"):
        answer = client.post("/account/passkeys/new/", {"name": "HP", "credential": made_up, "passwordless": "on"})
        assert answer.status_code == 422
    assert not Authenticator.objects.exists()


def test_a_made_up_passkey_lets_nobody_in(siti: User) -> None:
    client = Client()
    client.get("/account/passkeys/log-in/", headers={"Accept": "application/json"})
    for made_up in ("{}", '{"id": "x"}', "[1]", '"x"', "7"):
        assert client.post("/account/passkeys/log-in/", {"credential": made_up}).status_code == 302
    assert "_auth_user_id" not in client.session
