"""Each verb through its page: it works, twice it changes once, and who may not changes nothing."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sapa.activities.models import Activity
from sapa.events.models import Event
from sapa.pipeline import closing, moving
from sapa.pipeline.models import CheckTick, LostReason, Offer, Opportunity, ProfileLink, Qualification
from sapa.pipeline.tests.deals import (
    NOW,
    TODAY,
    customer_of,
    deal,
    fresh,
    kinds,
    line,
    product,
    stage,
    tallies_are_right,
)
from sapa.testing import Cast

BASE = "/maju-bersama/opportunities/"


def form(**fields: Any) -> dict[str, Any]:
    return {"lines-count": "0", "once": str(uuid4()), **fields}


def lost() -> dict[str, Any]:
    reason = LostReason.objects.get(name="Memilih pesaing")
    return {"reason": reason.pk, "on": "2026-11-22", "competitor": "CV Boga", "task": "Tawarkan lagi",
            "due_on": "2026-12-20"}  # fmt: skip


VERBS: dict[str, dict[str, Any]] = {
    "edit/": {"title": "Lain", "value": "7", "lines-count": "0", "version": 1},
    "stage/": {"anyway": 1, "version": 1},
    "win/": {"value": "1.000.000", "on": "2026-11-22", "version": 1},
    "lose/": {"on": "2026-11-22", "version": 1},
    "reopening/": {},
    "qualification/": {"need": "yes", "budget": "no", "authority": "unknown"},
    "offers/": {"side": "ours", "amount": "1.000.000"},
    "profiles/": {},
    "tasks/new/": {"kind": "task", "title": "Telepon", "due_on": "2026-12-01"},
}


def test_a_new_deal_is_opened_once_with_its_lines(cast: Cast) -> None:
    rice, customer = product("Nasi kotak", 25_000), customer_of(cast.budi, market="b2b")
    asked = form(**{
        "customer": customer.pk, "lines-count": "3", "lines-0-what": rice.pk, "lines-0-quantity": "50",
        "lines-0-price": "24.500", "lines-2-what_text": "Ongkos kirim", "lines-2-price": "30rb",
        "expected_close": "2026-12-05",
    })  # fmt: skip
    for _time in range(2):
        answer = cast.client(cast.budi).post(f"{BASE}new/", asked)
        assert answer.status_code == 303
    made = Opportunity.objects.get()
    assert (made.value, made.value_by_hand, made.owner, made.pipeline.market) == (1_255_000, False, cast.budi, "b2b")
    assert [str(row) for row in made.lines.all()] == ["Nasi kotak", "Ongkos kirim"]
    assert kinds(made) == ["opportunity.created"]


def test_a_wrong_form_comes_back_with_everything_that_was_typed(cast: Cast) -> None:
    asked = form(**{
        "customer_text": "Entah siapa", "title": "Rapat", "value": "banyak", "probability": "120",
        "expected_close": "2026-02-31", "note": "Catatan penting", "lines-count": "1",
        "lines-0-what_text": "Tumpeng", "lines-0-quantity": "sedikit", "lines-0-price": "12.500",
    })  # fmt: skip
    answer = cast.client(cast.budi).post(f"{BASE}new/", asked)
    assert answer.status_code == 422
    page = answer.content.decode()
    for typed in ("Entah siapa", "Rapat", "banyak", "120", "Catatan penting", "Tumpeng", "sedikit", "12.500"):
        assert typed in page, typed
    assert Opportunity.objects.count() == 0


def test_lines_are_added_and_taken_away_without_javascript(cast: Cast) -> None:
    asked = form(**{
        "lines-count": "2", "lines-0-what_text": "Tenda", "lines-0-price": "350.000", "lines-1-what_text": "Kursi",
        "lines-1-price": "4.000", "note": "Jangan hilang",
    })  # fmt: skip
    client = cast.client(cast.budi)
    more = client.post(f"{BASE}new/", {**asked, "add_line": "1"})
    assert more.status_code == 200
    page = more.content.decode()
    assert 'name="lines-count" value="3"' in page and "Jangan hilang" in page and "354.000" in page
    assert 'role="alert"' not in page  # nothing is judged yet
    half = {**asked, "lines-1-price": ""}  # a row that is still being filled in
    summed = client.post(f"{BASE}lines/", half)
    assert summed.status_code == 200 and "350.000" in summed.content.decode()
    less = client.post(f"{BASE}new/", {**asked, "remove_line": "0"}).content.decode()
    assert 'name="lines-count" value="1"' in less and "Kursi" in less and "Tenda" not in less


def test_the_form_asks_for_customers_contacts_and_prices_as_it_is_filled_in(cast: Cast) -> None:
    customer, rice = customer_of(cast.budi, "Warung Bu Yuli"), product("Beras", 78_000)
    customer.contacts.create(name="Pak Rahmat")
    client = cast.client(cast.budi)
    assert "Warung Bu Yuli" in client.get(f"{BASE}customers/?customer_text=yuli").content.decode()
    assert "Warung" not in cast.client(cast.wati).get(f"{BASE}customers/?customer_text=yuli").content.decode()
    assert "Pak Rahmat" in client.get(f"{BASE}contacts/?customer={customer.pk}").content.decode()
    assert "Rahmat" not in cast.client(cast.wati).get(f"{BASE}contacts/?customer={customer.pk}").content.decode()
    assert 'data-value="78.000"' in client.get(f"{BASE}price/?lines-0-what={rice.pk}").content.decode()


def test_the_form_tells_nothing_of_a_customer_that_the_member_does_not_see(cast: Cast) -> None:
    hidden = customer_of(cast.wati, "Warung Rahasia")
    hidden.contacts.create(name="Pak Rahmat")
    client = cast.client(cast.budi)
    page = client.get(f"{BASE}new/?customer={hidden.pk}").content.decode()
    refused = client.post(f"{BASE}new/", form(customer=hidden.pk))
    assert refused.status_code == 422 and Opportunity.objects.count() == 0
    for shown in (page, refused.content.decode()):
        assert "Rahasia" not in shown and "Rahmat" not in shown


def test_a_deal_of_ones_own_with_a_customer_of_anothers_can_be_changed(cast: Cast) -> None:
    made = deal(cast.budi, customer=customer_of(cast.wati))
    asked = {"customer": made.customer_id, "pipeline": made.pipeline_id, "lines-count": "0", "title": "Baru"}
    answer = cast.client(cast.budi).post(f"{BASE}{made.pk}/edit/", {**asked, "version": 1})
    assert (answer.status_code, fresh(made).title) == (303, "Baru")


def test_only_who_leads_others_gives_a_deal_away(cast: Cast) -> None:
    customer = customer_of(cast.budi)
    cast.client(cast.budi).post(f"{BASE}new/", form(customer=customer.pk, owner=cast.wati.pk))
    assert Opportunity.objects.get().owner == cast.budi
    cast.client(cast.sari).post(f"{BASE}new/", form(customer=customer.pk, owner=cast.wati.pk))
    assert Opportunity.objects.filter(owner=cast.wati).count() == 1


def test_of_two_who_edit_one_deal_the_second_sees_both_versions_and_chooses(cast: Cast) -> None:
    made = deal(cast.budi)
    asked = {
        "customer": made.customer_id,
        "pipeline": made.pipeline_id,
        "lines-count": "0",
        "value": "1.250.000",
        "owner": cast.budi.pk,
    }
    first = cast.client(cast.sari).post(f"{BASE}{made.pk}/edit/", {**asked, "title": "Punya Sari", "version": 1})
    assert first.status_code == 303
    second = cast.client(cast.budi).post(f"{BASE}{made.pk}/edit/", {**asked, "title": "Punya Budi", "version": 1})
    page = second.content.decode()
    assert second.status_code == 409 and "Punya Sari" in page and "Punya Budi" in page
    assert fresh(made).title == "Punya Sari"
    cast.client(cast.budi).post(f"{BASE}{made.pk}/edit/", {**asked, "title": "Punya Budi", "version": 2})
    assert fresh(made).title == "Punya Budi"
    assert tallies_are_right()


def test_every_step_of_a_deal_through_its_pages(cast: Cast) -> None:
    rice = product()
    made = deal(cast.budi, value=None, lines=[line(rice)])
    client, url = cast.client(cast.budi), f"{BASE}{made.pk}/"
    check = moving.unticked(made)[0]
    for _time in range(2):
        client.post(f"{url}checks/{check.pk}/")
        client.post(f"{url}qualification/", VERBS["qualification/"])
        client.post(f"{url}profiles/", {"product": rice.pk})
        client.post(f"{url}offers/", {"side": "theirs", "amount": "1,1jt", "once": "0" * 32})
        client.post(f"{url}stage/", {"stage": stage("negotiation").pk, "anyway": 1})
    assert (CheckTick.objects.count(), Qualification.objects.get().need, Offer.objects.count()) == (1, "yes", 1)
    for _time in range(2):
        client.post(f"{BASE}offers/{Offer.objects.get().pk}/acceptance/")
        client.post(f"{url}win/", {"value": "1.100.000", "on": "2026-11-22"})
    assert (fresh(made).outcome, fresh(made).value) == ("won", 1_100_000)
    for _time in range(2):
        cast.client(cast.tono).post(f"{url}reopening/")
    for _time in range(2):
        client.post(f"{url}lose/", lost())
    assert (fresh(made).outcome, Activity.objects.get().title) == ("lost", "Tawarkan lagi")
    found = kinds(made)
    assert sorted(set(found)) == sorted(found), "something was done twice"
    page = client.get(url).content.decode()
    for shown in ("Memilih pesaing", "CV Boga", "Nasi kotak", "Rp1.100.000"):
        assert shown in page, shown
    assert tallies_are_right()


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_not_changes_nothing(cast: Cast, verb: str) -> None:
    made = deal(cast.budi)
    if verb == "reopening/":
        closing.win(made, by=cast.budi, on=TODAY, now=NOW)
    before = (fresh(made).version, Event.objects.count())
    asked = {
        "customer": made.customer_id,
        "stage": stage("proposal").pk,
        **VERBS[verb],
        **(lost() if verb == "lose/" else {}),
    }
    url = f"{BASE}{made.pk}/{verb}"
    assert cast.client(cast.asing).post(url, asked).status_code == 404
    assert cast.client(cast.wati).post(url, asked).status_code == (403 if verb == "reopening/" else 404)
    assert cast.client(cast.darma).post(url, asked).status_code == 403
    assert Client().post(url, asked).status_code == 302
    assert (fresh(made).version, Event.objects.count()) == before
    assert not Offer.objects.exists() and not ProfileLink.objects.exists() and not Activity.objects.exists()


def test_the_page_takes_at_most_twelve_queries_at_every_step(cast: Cast) -> None:
    client, rice = cast.client(cast.sari), product()
    for step in ("candidate", "qualified", "proposal", "negotiation", "won", "lost"):
        made = deal(cast.budi, lines=[line(rice), line(product(f"Kopi {step}"))])
        url = f"{BASE}{made.pk}/"
        client.post(f"{url}profiles/")
        client.post(f"{url}profiles/", {"product": rice.pk})
        for amount in ("1jt", "2jt", "3jt"):
            client.post(f"{url}offers/", {"side": "ours", "amount": amount})
        client.post(f"{url}tasks/new/", VERBS["tasks/new/"])
        client.post(f"{url}qualification/", VERBS["qualification/"])
        if step == "won":
            client.post(f"{url}win/", {"value": "5jt"})
        elif step == "lost":
            client.post(f"{url}lose/", lost())
        elif step != "candidate":
            client.post(f"{url}stage/", {"stage": stage(step).pk, "anyway": 1})
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) <= 12, (step, len(queries))


@pytest.mark.parametrize("verb", ["win/", "lose/", "qualification/", "offers/"])
def test_a_refused_form_of_the_page_comes_back_as_it_was(cast: Cast, verb: str) -> None:
    made = deal(cast.budi)
    wrong = {"value": "murah", "amount": "murah", "budget_amount": "murah", "on": "2026-11-31", "note": "Tetap ada",
             "need_note": "Tetap ada", "need": "yes"}  # fmt: skip
    answer = cast.client(cast.budi).post(f"{BASE}{made.pk}/{verb}", wrong)
    assert answer.status_code == 422
    assert re.search("murah|Tetap ada", answer.content.decode())
    assert fresh(made).version == 1


def test_a_win_on_an_old_page_is_told_and_asked_again(cast: Cast) -> None:
    made = deal(cast.budi)
    moving.move(made, to=stage("proposal"), by=cast.sari, now=NOW, anyway=True)
    answer = cast.client(cast.budi).post(
        f"{BASE}{made.pk}/win/", {"value": "999.000", "on": "2026-11-22", "version": 1}
    )
    page = answer.content.decode()
    assert answer.status_code == 409 and "999.000" in page and 'value="2"' in page
    assert fresh(made).is_open


def test_a_profile_is_public_behind_its_link_and_tells_when_a_person_opened_it(cast: Cast, client: Client) -> None:
    cast.organization.profile = "Sejak 2019 <b>kami</b> melayani"
    cast.organization.save()
    made = deal(cast.budi)
    cast.client(cast.budi).post(f"{BASE}{made.pk}/profiles/")
    link = ProfileLink.objects.get()
    url = f"/public/maju-bersama/{link.token}/"
    assert client.get(url, headers={"User-Agent": "WhatsApp/2.23"}).status_code == 200
    assert ProfileLink.objects.get().opened_at is None
    page = client.get(url, headers={"User-Agent": "Mozilla/5.0"})
    assert "&lt;b&gt;kami" in page.content.decode() and page["X-Robots-Tag"] == "noindex, nofollow"
    assert ProfileLink.objects.get().opened_at is not None
    assert client.get(f"{url}profile.pdf").content.startswith(b"%PDF")
    assert cast.client(cast.budi).get(f"{BASE}{made.pk}/profile.pdf").content.startswith(b"%PDF")
    assert client.get(f"/public/ud-asing/{link.token}/").status_code == 404
    assert client.get(f"/public/maju-bersama/{'0' * 43}/").status_code == 404
