"""Saved views: a list's state under a name."""

from typing import Any

import pytest

from sapa.lib.errors import AlreadyDone, Refused
from sapa.team.models import Member
from sapa.testing import Cast
from sapa.web import saving
from sapa.web.models import SavedView


def save(by: Member, name: str = "Sekolah", query: str = "market=b2g", **fields: Any) -> SavedView:
    return saving.save(**{"list_name": "customers", "shared": False, **fields}, name=name, query=query, by=by)


def names(member: Member) -> list[str]:
    return [view.name for view in SavedView.objects.for_list("customers", member)]


def test_a_state_is_kept_without_its_cursor_and_what_is_empty(cast: Cast) -> None:
    assert saving.clean("?q=tini&after=abc&market=&tag=2&before=x") == "q=tini&tag=2"
    assert saving.clean("tag=2&q=tini") == saving.clean("q=tini&tag=2")


def test_a_member_sees_their_own_views_and_the_shared_ones(cast: Cast) -> None:
    save(cast.budi)
    save(cast.sari, "Tim", shared=True)
    assert (names(cast.budi), names(cast.wati)) == (["Sekolah", "Tim"], ["Tim"])


def test_saved_twice_it_is_one(cast: Cast) -> None:
    assert save(cast.budi) == save(cast.budi)
    with pytest.raises(Refused):
        save(cast.budi, query="market=b2b")


def test_a_list_without_any_filter_is_not_worth_saving(cast: Cast) -> None:
    with pytest.raises(Refused):
        save(cast.budi, query="after=abc")


def test_a_deleted_view_comes_back_once(cast: Cast) -> None:
    view = save(cast.budi)
    saving.delete(view, by=cast.budi)
    assert names(cast.budi) == []
    with pytest.raises(AlreadyDone):
        saving.delete(view, by=cast.budi)
    saving.restore(view, by=cast.budi)
    assert names(cast.budi) == ["Sekolah"]
    with pytest.raises(AlreadyDone):
        saving.restore(view, by=cast.budi)


def test_a_deleted_view_does_not_come_back_over_another_of_its_name(cast: Cast) -> None:
    view = save(cast.budi)
    saving.delete(view, by=cast.budi)
    save(cast.budi, query="market=b2b")
    with pytest.raises(Refused):
        saving.restore(view, by=cast.budi)


def test_the_page_saves_what_the_list_shows_and_returns_to_it(cast: Cast) -> None:
    fields = {"name": "Sekolah", "list_name": "customers", "query": "market=b2g&after=x", "shared": "on"}
    back = "/maju-bersama/customers/?market=b2g"
    answer = cast.client(cast.budi).post("/maju-bersama/views/new/", {**fields, "next": back})
    assert (answer.status_code, answer["Location"]) == (303, back)
    view = SavedView.objects.get()
    assert (view.query, view.shared, view.owner) == ("market=b2g", False, cast.budi)  # a salesperson does not share


def test_who_leads_shares_with_the_team(cast: Cast) -> None:
    view = save(cast.tono)
    cast.client(cast.tono).post(f"/maju-bersama/views/{view.pk}/edit/", {"name": "Semua sekolah", "shared": "on"})
    assert names(cast.wati) == ["Semua sekolah"]


def test_a_shared_view_is_not_anothers_to_change(cast: Cast) -> None:
    view = save(cast.sari, shared=True)
    browser = cast.client(cast.budi)
    assert browser.post(f"/maju-bersama/views/{view.pk}/edit/", {"name": "Mine"}).status_code == 403
    assert browser.post(f"/maju-bersama/views/{view.pk}/deletion/").status_code == 403
    assert names(cast.budi) == ["Sekolah"]


def test_the_way_back_stays_on_this_site(cast: Cast) -> None:
    fields = {"name": "A", "list_name": "customers", "query": "market=b2g", "next": "https://example.org/"}
    answer = cast.client(cast.budi).post("/maju-bersama/views/new/", fields)
    assert answer["Location"] == "/maju-bersama/customers/"


def test_a_name_that_is_taken_comes_back_with_the_form(cast: Cast) -> None:
    save(cast.budi)
    fields = {"name": "Sekolah", "list_name": "customers", "query": "market=b2b"}
    answer = cast.client(cast.budi).post("/maju-bersama/views/new/", fields)
    assert answer.status_code == 422
    assert 'value="market=b2b"' in answer.text


def test_the_list_offers_its_views_and_to_save_what_it_shows(cast: Cast) -> None:
    save(cast.budi)
    page = cast.client(cast.budi).get("/maju-bersama/customers/?market=b2g").text
    assert 'href="/maju-bersama/customers/?market=b2g" aria-current="page"' in page
    assert "/maju-bersama/views/new/" not in page
    assert "/maju-bersama/views/new/?list_name=customers" in (
        cast.client(cast.budi).get("/maju-bersama/customers/?market=b2b").text
    )


@pytest.mark.parametrize("name", ["quotations", "orders", "deliveries", "invoices", "payments"])
def test_each_list_of_documents_keeps_its_views(cast: Cast, name: str) -> None:
    browser, path, query = cast.client(cast.rina), f"/maju-bersama/{name}/", f"owner={cast.budi.pk}&state=cancelled"
    assert f"/maju-bersama/views/new/?list_name={name}" in browser.get(f"{path}?{query}").text
    assert "/maju-bersama/views/new/" not in browser.get(path).text
    fields = {"name": "Dibatalkan Budi", "list_name": name, "query": query, "next": "https://example.org/"}
    assert browser.post("/maju-bersama/views/new/", fields)["Location"] == path
    assert "/maju-bersama/views/new/" not in browser.get(f"{path}?{query}").text
    assert f'href="{path}?{query.replace("&", "&amp;")}" aria-current="page">' in browser.get(f"{path}?{query}").text
    assert "Dibatalkan Budi" in browser.get(f"/maju-bersama/views/{name}/").text
    assert "Dibatalkan Budi" not in cast.client(cast.sari).get(path).text
    assert SavedView.objects.get().list_name == name


def test_who_may_not_see_a_list_sees_no_views_of_it(cast: Cast) -> None:
    """Joko the volunteer sees no sales."""
    save(cast.sari, "Tunggakan Bu Ani", shared=True, list_name="invoices")
    assert cast.client(cast.rina).get("/maju-bersama/views/invoices/").status_code == 200
    assert cast.client(cast.joko).get("/maju-bersama/views/invoices/").status_code == 404
    fields = {"name": "Faktur", "list_name": "invoices", "query": "state=open"}
    assert cast.client(cast.joko).post("/maju-bersama/views/new/", fields).status_code == 422
    assert not SavedView.objects.filter(name="Faktur").exists()
