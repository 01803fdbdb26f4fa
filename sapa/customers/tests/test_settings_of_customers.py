"""An organisation asks questions of its own, and keeps its tags and sources."""

from typing import Any

import pytest

from sapa.customers import arranging
from sapa.customers.models import Customer, CustomField, Source, Tag
from sapa.customers.tests.making import form_data, make
from sapa.lib.errors import Refused
from sapa.testing import Cast

SETTINGS = "/maju-bersama/customers/settings/"
NEW = "/maju-bersama/customers/new/"


def ask(cast: Cast, label: str, kind: str, **more: Any) -> CustomField:
    return arranging.add_question(label=label, kind=kind, by=cast.sari, **more)


def test_a_question_is_asked_answered_and_shown(cast: Cast) -> None:
    client = cast.client(cast.sari)
    data = {"label": "Hari pasar", "kind": "choice", "choices": "Legi\nPon\n\nPon", "required": "on"}
    assert client.post(f"{SETTINGS}questions/new/", data).status_code == 303
    question = CustomField.objects.get()
    assert (question.key, question.choices, question.required) == ("hari_pasar", ["Legi", "Pon"], True)
    assert client.post(NEW, form_data(name="A")).status_code == 422
    assert client.post(NEW, form_data(name="A", custom_hari_pasar="Pon")).status_code == 303
    card = client.get(f"/maju-bersama/customers/{Customer.objects.get().pk}/").content.decode()
    assert "Hari pasar" in card and "Pon" in card


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "shown"),
    [
        ("text", "kopi", "kopi", "kopi"),
        ("number", "1.250,5", "1250.5", "1.250,5"),
        ("date", "2026-01-17", "2026-01-17", "17 Jan 2026"),
        ("yes_no", "no", False, "Tidak"),
    ],
)
def test_each_kind_is_kept_as_it_is(cast: Cast, kind: str, typed: str, kept: Any, shown: str) -> None:
    question = ask(cast, "Soal", kind)
    client = cast.client(cast.sari)
    client.post(NEW, form_data(name="A", custom_soal=typed), headers={"Accept-Language": "id"})
    customer = Customer.objects.get()
    assert customer.custom == {"soal": kept}
    card = client.get(f"/maju-bersama/customers/{customer.pk}/", headers={"Accept-Language": "id"})
    assert ("Soal", shown) in card.context["panels"][0].context["answers"]
    question.kind = kind


@pytest.mark.parametrize(
    ("kind", "typed"), [("number", "banyak"), ("date", "31-31-31"), ("yes_no", "ya"), ("choice", "C")]
)
def test_an_impossible_answer_is_refused(cast: Cast, kind: str, typed: str) -> None:
    ask(cast, "Soal", kind, choices=["A", "B"])
    answer = cast.client(cast.sari).post(NEW, form_data(name="A", custom_soal=typed))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["custom_soal"]


def test_the_kind_is_fixed_once_there_are_answers(cast: Cast) -> None:
    question = ask(cast, "Hobi", "text")
    arranging.change_question(question, fields={"kind": "number"}, by=cast.sari)
    arranging.change_question(question, fields={"kind": "text"}, by=cast.sari)
    make(cast.budi, custom={"hobi": "kopi"})
    with pytest.raises(Refused):
        arranging.change_question(question, fields={"kind": "number"}, by=cast.sari)
    answer = cast.client(cast.sari).post(f"{SETTINGS}questions/{question.pk}/", {"label": "Kesukaan", "kind": "number"})
    assert answer.status_code == 303
    question.refresh_from_db()
    assert (question.label, question.kind, question.key) == ("Kesukaan", "text", "hobi")


def test_an_archived_question_keeps_its_answers(cast: Cast) -> None:
    question = ask(cast, "Hobi", "text")
    customer = make(cast.budi, "A", "", custom={"hobi": "kopi"})
    client = cast.client(cast.sari)
    assert client.post(f"{SETTINGS}questions/{question.pk}/archiving/").status_code == 303
    url = f"/maju-bersama/customers/{customer.pk}/edit/"
    assert "Hobi" not in client.get(url).content.decode()
    client.post(url, form_data(name="A baru", version=1))
    customer.refresh_from_db()
    assert (customer.name, customer.custom) == ("A baru", {"hobi": "kopi"})
    assert client.post(f"{SETTINGS}questions/{question.pk}/archiving/", {"back": "yes"}).status_code == 303
    assert "Hobi" in client.get(url).content.decode()


def test_questions_move(cast: Cast) -> None:
    first, second = ask(cast, "Satu", "text"), ask(cast, "Dua", "text")
    client = cast.client(cast.sari)
    client.post(f"{SETTINGS}questions/{second.pk}/moving/", {"to": "up"})
    assert [question.label for question in CustomField.objects.all()] == ["Dua", "Satu"]
    client.post(f"{SETTINGS}questions/{first.pk}/moving/", {"to": "down"})
    assert [question.label for question in CustomField.objects.all()] == ["Dua", "Satu"]


def test_two_questions_of_one_label_have_keys_of_their_own(cast: Cast) -> None:
    assert [ask(cast, "Hobi", "text").key, ask(cast, "Hobi", "text").key] == ["hobi", "hobi_2"]


def test_tags_and_sources_are_added_renamed_and_removed_when_unused(cast: Cast) -> None:
    client = cast.client(cast.sari)
    assert client.post(f"{SETTINGS}names/tag/new/", {"name": "#Setia"}).status_code == 303
    tag = Tag.objects.get()
    assert tag.name == "Setia"
    assert client.post(f"{SETTINGS}names/tag/new/", {"name": "SETIA"}).status_code == 422
    client.post(f"{SETTINGS}names/tag/{tag.pk}/", {"name": "setia"})
    tag.refresh_from_db()
    assert tag.name == "setia"
    make(cast.budi, tags=["setia"])
    client.post(f"{SETTINGS}tags/{tag.pk}/deletion/")
    assert Tag.objects.exists()
    Customer.objects.get().taggings.all().delete()
    client.post(f"{SETTINGS}tags/{tag.pk}/deletion/")
    assert not Tag.objects.exists()
    source = Source.objects.get(name="Pameran")
    client.post(f"{SETTINGS}sources/{source.pk}/archiving/")
    source.refresh_from_db()
    assert source.archived_at is not None
    assert "Pameran" not in client.get(NEW).content.decode()


def test_only_who_manages_settings_does(cast: Cast) -> None:
    for member in (cast.tono, cast.budi, cast.darma):
        assert cast.client(member).get(SETTINGS).status_code == 403
        assert cast.client(member).post(f"{SETTINGS}questions/new/", {"label": "X", "kind": "text"}).status_code == 403
    assert not CustomField.objects.exists()
