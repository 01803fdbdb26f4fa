"""Segments of who answered an organisation's own questions, and what becomes of them when the question is gone."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from django.http import QueryDict

from sapa.customers import arranging, segment_sizes, segmenting, tasks
from sapa.customers.filter import encoded
from sapa.customers.models import Customer, CustomField, Segment
from sapa.customers.tests.answering import NOW, PAYS, ask_all, found, names, queries
from sapa.lib.errors import Refused
from sapa.testing import Cast

SEGMENTS = "/maju-bersama/segments/"


@pytest.fixture
def questions(cast: Cast) -> dict[str, CustomField]:
    return ask_all(cast)


@pytest.mark.usefixtures("questions")
def test_the_page_of_segments_looks_them_up_once(cast: Cast) -> None:
    for number in range(3):
        segmenting.create(name=f"Biasa {number}", query=f"quiet={number + 1}", by=cast.sari, now=NOW)
    plain = queries(cast, SEGMENTS)
    for number in range(3):
        segmenting.create(name=f"Lahan {number}", query=f"own_luas_lahan_from={number}", by=cast.sari, now=NOW)
    assert queries(cast, SEGMENTS) == plain + 1 <= 12


@pytest.mark.usefixtures("questions")
def test_a_segment_counts_who_answered_so_and_keeps_its_history(cast: Cast) -> None:
    client = cast.client(cast.sari)
    typed = {"name": "Petani besar", "own_luas_lahan_from": "10,5", "own_cara_bayar": ["Transfer\\, BRI", "\\none"]}
    page = client.post(f"{SEGMENTS}new/", {**typed, "count": "1"})
    assert page.context["count"] == 2
    assert client.post(f"{SEGMENTS}new/", typed).status_code == 303
    made = Segment.objects.get()
    assert QueryDict(made.query).dict() == {
        "own_cara_bayar": "Transfer\\, BRI,\\none",
        "own_luas_lahan_from": "10.5",
    }
    assert made.sizes.get().count == 2
    tomorrow = NOW + timedelta(days=1)
    Customer.objects.filter(name="Edi").update(custom={})
    tasks.note_sizes.func(cast.organization.pk, tomorrow.isoformat())
    sizes = segment_sizes.history(made, found(cast.sari, {}).asking.today + timedelta(days=1))
    assert [(size.count, size.change) for size in sizes] == [(2, None), (1, -1)]
    shown = client.get(f"{SEGMENTS}{made.pk}/", headers={"Accept-Language": "id"})
    assert [row["name"] for row in shown.context["listed"].rows] == ["Beni"]
    assert "Luas lahan mulai: 10,5" in shown.text
    wrong = client.post(f"{SEGMENTS}new/", {"name": "Aneh", "own_luas_lahan_from": "banyak"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["own_luas_lahan_from"])


def lose(cast: Cast, questions: Mapping[str, CustomField]) -> Iterator[None]:
    """What may happen to a question: archived, deleted, a choice taken away, another kind."""
    arranging.set_archived(questions["cara_bayar"], archived=True, by=cast.sari)
    yield
    arranging.set_archived(questions["cara_bayar"], archived=False, by=cast.sari)
    arranging.change_question(questions["cara_bayar"], fields={"choices": PAYS[1:]}, by=cast.sari)
    yield
    CustomField.objects.filter(key="cara_bayar").update(kind="number")
    yield
    CustomField.objects.filter(key="cara_bayar").delete()
    yield


def test_a_segment_whose_question_is_gone_is_empty_and_says_so(cast: Cast, questions: dict[str, CustomField]) -> None:
    query = encoded({"own_cara_bayar": 'Tunai,Kartu "Tani"', "kind": "person"})
    made = segmenting.create(name="Tunai", query=query, by=cast.sari, now=NOW)
    client = cast.client(cast.sari)
    within = {"segment": str(made.pk)}
    assert names(found(cast.sari, within)) == "Ani Cici"
    for _loss in lose(cast, questions):
        assert names(found(cast.sari, within)) == ""
        page = client.get(f"{SEGMENTS}{made.pk}/", headers={"Accept-Language": "id"})
        assert "sudah tidak berlaku" in page.text
        assert "sudah tidak berlaku" in client.get(SEGMENTS, headers={"Accept-Language": "id"}).text
        assert client.get(f"{SEGMENTS}{made.pk}/edit/").status_code == 200
    with pytest.raises(Refused, match="cara bayar"):
        segmenting.create(name="Lagi", query=query, by=cast.sari, now=NOW)
