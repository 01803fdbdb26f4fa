"""A person changes their name, phone, e-mail, language and password, and ends sessions elsewhere."""

import re
import time
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client

from sapa.team.models import User
from sapa.team.views.sessions import device_name
from sapa.testing import PASSWORD, Cast

PHONE = "Mozilla/5.0 (Linux; Android 13; SM-A042F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture(autouse=True)
def no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def siti(db: None) -> User:
    return User.objects.create_user(name="Siti", email="siti@example.id", phone="+6281234567890", password=PASSWORD)


def browser(password: str = PASSWORD, **options: Any) -> Client:
    client = Client(**options)
    client.post("/account/login/", {"login": "081234567890", "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def profile(**changed: str) -> dict[str, str]:
    return {"name": "Siti", "phone": "081234567890", "email": "siti@example.id", "language": "id"} | changed


def test_the_profile_is_kept(siti: User) -> None:
    client = browser()
    assert client.post("/account/", profile(name="Siti Aminah", phone="", language="en")).status_code == 303
    siti.refresh_from_db()
    assert (siti.name, siti.phone, siti.email, siti.language) == ("Siti Aminah", None, "siti@example.id", "en")


@pytest.mark.parametrize("wrong", [{"phone": "", "email": ""}, {"email": "agus@example.id"}, {"phone": "12"}])
def test_a_profile_that_cannot_be_is_refused_whole(siti: User, wrong: dict[str, str]) -> None:
    User.objects.create_user(name="Agus", email="agus@example.id")
    assert browser().post("/account/", profile(name="Lain", **wrong)).status_code == 422
    siti.refresh_from_db()
    assert (siti.name, siti.phone) == ("Siti", "+6281234567890")


def test_the_persons_language_wins_over_the_devices(cast: Cast) -> None:
    client = cast.client(cast.sari)
    client.cookies["django_language"] = "en"
    assert '<html lang="id"' in client.get("/account/").content.decode()
    User.objects.filter(pk=cast.sari.user_id).update(language="en")
    client.cookies["django_language"] = "id"
    assert '<html lang="en"' in client.get("/account/").content.decode()


def test_a_stranger_gets_indonesian_or_what_they_chose(db: None) -> None:
    client = Client()
    assert '<html lang="id"' in client.get("/account/login/").content.decode()
    assert '<html lang="en"' in client.get("/account/login/", headers={"Accept-Language": "en"}).content.decode()


def test_changing_the_password_takes_the_old_one_and_ends_the_other_sessions(siti: User) -> None:
    here, elsewhere = browser(), browser()
    wrong = here.post("/account/password/", {"oldpassword": "salah", "password1": "sandi-baru-desa-5"})
    assert wrong.status_code == 422
    answer = here.post("/account/password/", {"oldpassword": PASSWORD, "password1": "sandi-baru-desa-5"})
    assert answer["Location"] == "/account/"
    assert is_in(here)
    assert not is_in(elsewhere)
    assert is_in(browser("sandi-baru-desa-5"))


def test_a_weak_new_password_is_refused(siti: User) -> None:
    answer = browser().post("/account/password/", {"oldpassword": PASSWORD, "password1": "12345678"})
    assert answer.status_code == 422
    siti.refresh_from_db()
    assert siti.check_password(PASSWORD)


def test_a_forgotten_password_is_replaced_by_a_link_in_an_email(siti: User) -> None:
    answer = Client().post("/account/password/forgotten/", {"email": "Siti@example.id"})
    assert answer["Location"] == "/account/password/sent/"
    link = re.search(r"/account/password/new/\S+", str(mail.outbox[0].body))
    assert link is not None
    client = Client()
    form = client.get(link[0])["Location"]
    assert client.post(form, {"password1": "sandi-baru-desa-5"})["Location"] == "/account/password/changed/"
    assert is_in(browser("sandi-baru-desa-5"))
    assert Client().get(link[0]).status_code == 200  # used: the page says so and offers a new one


def test_asking_for_an_unknown_address_tells_nothing(siti: User) -> None:
    answer = Client().post("/account/password/forgotten/", {"email": "nobody@example.id"})
    assert answer["Location"] == "/account/password/sent/"
    assert all("/account/password/new/" not in str(message.body) for message in mail.outbox)


def test_an_old_email_no_longer_gets_the_link(siti: User) -> None:
    Client().post("/account/password/forgotten/", {"email": "siti@example.id"})
    browser().post("/account/", profile(email="baru@example.id"))
    mail.outbox.clear()
    Client().post("/account/password/forgotten/", {"email": "siti@example.id"})
    assert all("/account/password/new/" not in str(message.body) for message in mail.outbox)


def test_one_sees_ones_devices_and_ends_each(siti: User) -> None:
    here, elsewhere = browser(), browser(headers={"User-Agent": PHONE})
    page = here.get("/account/sessions/").content.decode()
    assert "Chrome, Android" in page
    session = UserSession.objects.get(session_key=elsewhere.session.session_key)
    assert here.post(f"/account/sessions/{session.pk}/end/").status_code == 303
    assert is_in(here)
    assert not is_in(elsewhere)
    assert here.post(f"/account/sessions/{session.pk}/end/").status_code == 404


def test_one_ends_all_others_at_once(siti: User) -> None:
    here, others = browser(), [browser(), browser()]
    here.post("/account/sessions/end-others/")
    assert is_in(here)
    assert not any(is_in(other) for other in others)


def test_nobody_ends_anothers_session(siti: User) -> None:
    browser()
    User.objects.create_user(name="Agus", email="agus@example.id", password=PASSWORD)
    agus = Client()
    agus.post("/account/login/", {"login": "agus@example.id", "password": PASSWORD})
    session = UserSession.objects.get(user=siti)
    assert agus.post(f"/account/sessions/{session.pk}/end/").status_code == 404
    agus.post("/account/sessions/end-others/")
    assert UserSession.objects.filter(user=siti).exists()


def test_a_session_in_use_is_noted_once_an_hour(siti: User, django_assert_num_queries: Any) -> None:
    client = browser()
    kept = UserSession.objects.get(user=siti)
    with django_assert_num_queries(4):  # session, user, whether there is a second step, whose mail comes in the morning
        client.get("/account/")
    session = client.session
    session["seen"] = int(time.time()) - 2 * 60 * 60
    session.save()
    before = kept.last_seen_at
    client.get("/account/")
    kept.refresh_from_db()
    assert kept.last_seen_at > before
    assert time.time() - client.session["seen"] < 60


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (PHONE, "Chrome, Android"),
        (FIREFOX, "Firefox, Linux"),
        ("curl/8", ""),
    ],
)
def test_a_device_is_named_by_what_its_browser_says(said: str, name: str) -> None:
    assert device_name(said) == name
