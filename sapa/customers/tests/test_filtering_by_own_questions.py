"""The customer list is narrowed by the answers to an organisation's own questions, of every kind, and by their lack."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from sapa.customers import arranging, segmenting
from sapa.customers.facets import facets
from sapa.customers.filter import Filter, encoded
from sapa.customers.models import CustomField
from sapa.customers.tests.answering import ANSWERS, NOW, ask_all, found, names, queries
from sapa.customers.tests.making import make
from sapa.lib.errors import Refused
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast

LIST = "/maju-bersama/customers/"
EVERYBODY = " ".join(ANSWERS)
EXPECTED: list[tuple[dict[str, str], str]] = [
    ({"own_cara_bayar": "Tunai"}, "Ani"),
    ({"own_cara_bayar": "Transfer\\, BRI"}, "Beni"),
    ({"own_cara_bayar": 'Tunai, Kartu "Tani"'}, "Ani Cici"),
    ({"own_cara_bayar": "Kredit à la carte,Transfer\\, BRI"}, "Beni Dodi"),
    ({"own_cara_bayar": "Kredit a\u0300 la carte"}, "Dodi"),  # the accent as a sign of its own
    ({"own_cara_bayar": "none"}, "Hana"),
    ({"own_cara_bayar": "\\none"}, "Edi"),
    ({"own_cara_bayar": "none,\\none,C:\\\\Kas"}, "Edi Feri Hana"),
    ({"own_anggota": "yes"}, "Ani"),
    ({"own_anggota": "no"}, "Beni"),
    ({"own_anggota": "yes,no"}, "Ani Beni"),
    ({"own_anggota": "no,none"}, "Beni Cici Dodi Edi Feri Gani Hana"),
    ({"own_luas_lahan_from": "10"}, "Beni Cici Edi"),
    ({"own_luas_lahan_from": "10,5"}, "Beni Cici Edi"),
    ({"own_luas_lahan_from": "10,501"}, "Cici Edi"),
    ({"own_luas_lahan_from": "1.250"}, "Cici Edi"),
    ({"own_luas_lahan_from": "1.250,001"}, "Edi"),
    ({"own_luas_lahan_to": "10,5"}, "Ani Beni"),
    ({"own_luas_lahan_to": "10,499"}, "Ani"),
    ({"own_luas_lahan_from": "9", "own_luas_lahan_to": "9"}, "Ani"),
    ({"own_luas_lahan_none": "yes"}, "Feri Hana"),
    ({"own_panen_from": "2026-10-01"}, "Beni Edi"),
    ({"own_panen_to": "2026-10-01"}, "Ani Beni"),
    ({"own_panen_from": "2026-10-01", "own_panen_to": "2026-12-31"}, "Beni"),
    ({"own_panen_none": "yes"}, "Cici Feri Gani Hana"),
    ({"own_pesan": "élan"}, "Ani Beni"),
    ({"own_pesan": "ÉLAN"}, "Ani Beni"),
    ({"own_pesan": "100%"}, "Ani"),
    ({"own_pesan": "(MANIS_"}, "Ani"),
    ({"own_pesan": ".*"}, "Beni"),
    ({"own_pesan": "x" * 500}, "Cici"),
    ({"own_pesan": "none"}, ""),
    ({"own_pesan_none": "yes"}, "Dodi Edi Feri Gani Hana"),
    ({"own_2026": "YA"}, "Ani"),
    ({"own_2026_none": "yes"}, "Beni Cici Dodi Edi Feri Gani Hana"),
    ({"own_in_from": "3"}, "Ani"),
    ({"own_in_to": "2,5"}, "Beni"),
    ({"own_in_none": "yes"}, "Cici Dodi Edi Feri Gani Hana"),
    ({"own_contains": "b"}, "Beni"),
    ({"own_anggota": "yes", "own_luas_lahan_from": "9", "own_pesan": "suka"}, "Ani"),
    ({"own_anggota": "yes", "own_luas_lahan_from": "10"}, ""),
]
SENSELESS: list[tuple[str, str]] = [
    ("own_cara_bayar", "Barter"),
    ("own_cara_bayar", "Tunai,Barter"),
    ("own_cara_bayar", "tunai"),
    ("own_cara_bayar", "Transfer, BRI"),
    ("own_cara_bayar", "Tunai\\"),
    ("own_cara_bayar", "Tunai," * 9000),
    ("own_anggota", "mungkin"),
    ("own_luas_lahan_from", "banyak"),
    ("own_luas_lahan_from", "-1"),
    ("own_luas_lahan_to", "1,2345"),
    ("own_luas_lahan_to", "9" * 16),
    ("own_luas_lahan_to", "9" * 5000),
    ("own_luas_lahan_to", "NaN"),
    ("own_luas_lahan_none", "none"),
    ("own_luas_lahan", "9"),
    ("own_panen_from", "2026-02-31"),
    ("own_panen_from", "30-09-2026"),
    ("own_panen_to", "9999-12-31"),
    ("own_pesan", "y" * 501),
    ("own_pesan_from", "a"),
    ("own_tidak_ada", "a"),
    ("own_", "a"),
]


@pytest.fixture
def questions(cast: Cast) -> dict[str, CustomField]:
    return ask_all(cast)


@pytest.mark.usefixtures("questions")
def test_each_kind_lets_through_exactly_those_who_answered_so(cast: Cast) -> None:
    answers = [(state, names(found(cast.sari, state)), fit) for state, fit in EXPECTED]
    assert [(state, real) for state, real, fit in answers if real != fit] == []
    offered = {name for name in found(cast.sari, {"own_in_from": "1"}).known if name.startswith("own_")}
    told = {name for state, _fit in EXPECTED for name in state} | {"own_contains"}
    assert offered == told, "a condition has no test"


@pytest.mark.usefixtures("questions")
def test_the_address_says_the_same_again_in_every_language(cast: Cast) -> None:
    for state, fit in EXPECTED:
        with override("id"):
            kept = QueryDict(found(cast.sari, state).query_string)
        for language in ("id", "en"):
            with override(language):
                again = Filter(kept, cast.sari, NOW, is_saved=True)
                assert (names(again), again.lost, again.query_string) == (fit, [], kept.urlencode()), state


@pytest.mark.usefixtures("questions")
@pytest.mark.parametrize(("name", "value"), SENSELESS)
def test_what_makes_no_sense_is_left_out_of_a_list_and_empties_a_segment(cast: Cast, name: str, value: str) -> None:
    one = found(cast.sari, {name: value})
    assert (one.on, names(one)) == ({}, EVERYBODY)
    kept = found(cast.sari, {name: value, "kind": "person"}, is_saved=True)
    assert (kept.lost, names(kept)) == ([name], "")
    with pytest.raises(Refused, match="tidak bisa dipahami"):
        segmenting.create(name="Aneh", query=encoded({name: value}), by=cast.sari, now=NOW)


@pytest.mark.usefixtures("questions")
def test_it_is_told_by_the_question_and_the_answer_as_people_read_it(cast: Cast) -> None:
    state = {
        "own_cara_bayar": "none,Transfer\\, BRI",
        "own_anggota": "no",
        "own_luas_lahan_from": "1250,5",
        "own_panen_to": "2026-10-01",
        "own_pesan": "manis",
        "own_2026_none": "yes",
    }
    told = {
        "id": "Cara bayar: Transfer, BRI atau belum dijawab; Anggota: Tidak; Luas lahan mulai: 1.250,5;"
        " Panen sampai: 1 Okt 2026; Pesan: manis; 2026: belum dijawab",
        "en": "Cara bayar: Transfer, BRI or not answered; Anggota: No; Luas lahan from: 1,250.5;"
        " Panen up to: 1 Oct 2026; Pesan: manis; 2026: not answered",
    }
    for language, sentence in told.items():
        with override(language):
            one = found(cast.sari, state)
            assert one.sentence == sentence
            assert [f"{chip.label}: {chip.value}" for chip in one.chips] == sentence.split("; ")


@pytest.mark.usefixtures("questions")
def test_boxes_that_were_ticked_come_one_by_one(cast: Cast) -> None:
    boxes = QueryDict(mutable=True)
    boxes.setlist("own_cara_bayar", ["\\none", "Transfer\\, BRI"])
    answer = cast.client(cast.sari).get(f"{LIST}?{boxes.urlencode()}&own_luas_lahan_to=&own_pesan=")
    assert [row["name"] for row in answer.context["listed"].rows] == ["Beni", "Edi"]
    assert answer.context["found"].on == {"own_cara_bayar": "Transfer\\, BRI,\\none"}


@pytest.mark.usefixtures("questions")
def test_the_panel_offers_each_question_with_what_is_on(cast: Cast) -> None:
    client = cast.client(cast.sari)
    url = f"{LIST}filters/?{encoded({'own_cara_bayar': 'none,Transfer\\, BRI', 'own_luas_lahan_from': '1250,5'})}"
    answer = client.get(url, headers={"Accept-Language": "id"})
    part = list(answer.context["form"].parts)[-1]
    assert (part.name, part.on) == ("own", 2)
    shown = [field.name for field in part.fields]
    assert shown[:5] == ["own_cara_bayar", "own_anggota", "own_luas_lahan_from", "own_luas_lahan_to",
                         "own_luas_lahan_none"]  # fmt: skip
    assert 'name="own_cara_bayar" value="Transfer\\, BRI" id="filter_own_cara_bayar_1" checked' in answer.text
    assert 'name="own_luas_lahan_from" value="1.250,5"' in answer.text
    assert "Panen: belum dijawab" in answer.text


def test_those_of_another_organisation_are_not_offered(cast: Cast, questions: dict[str, CustomField]) -> None:
    with organization_scope(cast.other):
        one = found(cast.asing, {"own_pesan": "a"}, is_saved=True)
        assert (one.lost, names(one)) == (["own_pesan"], "")
        assert "own_" not in cast.client(cast.asing).get(f"/{cast.other.slug}/customers/filters/").text
        theirs = arranging.add_question(label="Pesan", kind="text", by=cast.asing)
        drawn = cast.client(cast.asing).get(f"/{cast.other.slug}/customers/filters/").text
        assert ("own_pesan" in drawn, "own_anggota" in drawn) == (True, False)
    assert theirs.key == questions["pesan"].key


@pytest.mark.usefixtures("questions")
def test_only_a_list_that_asks_by_them_looks_them_up(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        Filter(QueryDict("market=b2b&own_pesan=&own_anggota="), cast.sari, NOW)
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        one = found(cast.sari, {"own_pesan": "a", "own_anggota": "yes", "own_luas_lahan_from": "1"})
        assert len(one.chips) == 3
    assert len(asked) == 1
    plain = queries(cast, f"{LIST}?kind=person&step=prospect")
    assert queries(cast, f"{LIST}?kind=person&own_luas_lahan_from=1") == plain + 1 <= 12
    panel = queries(cast, f"{LIST}filters/")
    assert panel == queries(cast, f"{LIST}filters/?own_luas_lahan_from=1") <= 12
    for number in range(20):
        arranging.add_question(label=f"Lagi {number}", kind="number", by=cast.sari)
    assert panel == queries(cast, f"{LIST}filters/")


@pytest.mark.usefixtures("questions")
def test_nobody_sees_more_customers_by_asking(cast: Cast) -> None:
    make(cast.wati, "Wati punya", "")
    seen = {member.name: names(found(member, {"own_anggota": "none"})) for member in (cast.wati, cast.joko)}
    assert seen == {"Wati": "Wati punya", "Joko": ""}
    made = segmenting.create(name="Tim", query="own_anggota=none", shared=True, by=cast.sari, now=NOW)
    assert (made.right, names(found(cast.wati, {"segment": str(made.pk)}))) == ("", "Wati punya")


@pytest.mark.usefixtures("questions")
def test_the_choice_goes_on_to_what_is_done_with_many(cast: Cast) -> None:
    client, asked = cast.client(cast.sari), {"own_cara_bayar": "Transfer\\, BRI,\\none"}
    page = client.get(f"{LIST}?{encoded(asked)}").text
    assert 'name="own_cara_bayar" value="Transfer\\, BRI,\\none"' in page
    exported = b"".join(client.post(f"{LIST}export/", asked).streaming_content).decode()
    assert [name for name in ANSWERS if name in exported] == ["Beni", "Edi"]
    preview = client.get(f"{LIST}bulk/?do=tag&all=1&{encoded(asked)}").context["preview"]
    assert preview.count == 2


def test_no_key_is_made_that_ends_as_a_condition_does(cast: Cast) -> None:
    made = [
        arranging.add_question(label=label, kind="text", by=cast.sari).key
        for label in ("Panen", "Panen from", "Panen to", "Panen none", "From")
    ]
    assert made == ["panen", "panen_from_2", "panen_to_2", "panen_none_2", "from"]


def test_one_that_a_file_brought_keeps_its_name(cast: Cast) -> None:
    arranging.add_question(label="Panen", kind="date", by=cast.sari)
    CustomField.objects.create(key="panen_from", label="Panen dari", kind="text", position=5)
    CustomField.objects.create(key="panen_to", label="Panen ke", kind="number", position=6)
    CustomField.objects.create(key='a"b', label="Kutip", kind="text", position=7)
    known = found(cast.sari, {"own_panen_none": "yes"}).asking.own
    assert {name: str(one.label) for name, one in known.items() if not name.endswith("none")} == {
        "own_panen_to": "Panen sampai",
        "own_panen_from": "Panen dari",
        "own_panen_to_from": "Panen ke mulai",
        "own_panen_to_to": "Panen ke sampai",
    }
    assert not any(name.startswith("own_") for name in facets())
