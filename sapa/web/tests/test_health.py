"""Who watches the server asks `/healthz/`."""

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client

from sapa.web import heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_heartbeat() -> None:
    cache.delete(heartbeat.KEY)


def beaten(monkeypatch: pytest.MonkeyPatch, seconds_ago: float) -> None:
    cache.set(heartbeat.KEY, 1000.0, timeout=None)
    monkeypatch.setattr(heartbeat.time, "time", lambda: 1000.0 + seconds_ago)


def test_it_is_well_while_the_worker_beats(client: Client) -> None:
    heartbeat.beat()
    response = client.get("/healthz/")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_it_says_that_the_worker_has_not_started(client: Client) -> None:
    response = client.get("/healthz/")
    assert response.status_code == 503
    assert response.json() == {"status": "unwell", "reason": "the worker has not started"}


def test_it_bears_a_minute_of_silence(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    beaten(monkeypatch, seconds_ago=60)
    assert client.get("/healthz/").status_code == 200


def test_it_says_how_long_the_worker_has_been_silent(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    beaten(monkeypatch, seconds_ago=61)
    response = client.get("/healthz/")
    assert response.status_code == 503
    assert response.json()["reason"] == "the worker has been silent for 61 seconds"


def test_it_says_that_the_database_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("password authentication failed for user sapa")

    monkeypatch.setattr(connection, "cursor", broken)
    response = client.get("/healthz/")
    assert response.status_code == 503
    assert response.json()["reason"] == "the database does not answer"


def test_it_is_not_kept_by_a_cache_and_refuses_a_change(client: Client) -> None:
    assert "no-store" in client.get("/healthz/")["Cache-Control"]
    assert client.post("/healthz/").status_code == 405


def test_it_is_answered_over_plain_http_behind_a_proxy(client: Client, settings: object) -> None:
    settings.SECURE_SSL_REDIRECT = True  # type: ignore[attr-defined]
    heartbeat.beat()
    assert client.get("/healthz/").status_code == 200
