"""The shell and its components: forms lose nothing, figures are in the reader's language, redirects reach scripts."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from sapa.configuration import ROOT
from sapa.lib.forms import Combobox, MoneyField, PhoneField, QuantityField, Segments
from sapa.testing import Cast
from sapa.web.context import FRAME_ICONS
from sapa.web.icons import UnknownIcon, draw, sprite


class Sample(forms.Form):
    name = forms.CharField(help_text="As they call themselves")
    phone = PhoneField(required=False)
    price = MoneyField(required=False)
    amount = QuantityField(required=False)
    day = forms.DateField(required=False)
    market = forms.ChoiceField(choices=[("b2c", "B2C"), ("b2b", "B2B")], widget=Segments, required=False)
    village = forms.CharField(widget=Combobox(url="/places/", label=lambda code: f"Desa {code}"), required=False)


TYPED = {"name": "", "phone": "08x", "price": "dua juta", "day": "2026-02-31", "village_text": "<Pong>"}


def show(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


def test_a_refused_form_keeps_what_was_typed_and_says_why_beside_it() -> None:
    form = Sample(TYPED)
    assert not form.is_valid()
    drawn = str(form["name"].as_field_group()) + str(form["price"].as_field_group())
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'id="id_name_error"' in drawn
    assert 'value="dua juta"' in drawn


def test_an_impossible_day_stays_readable_since_a_picker_would_drop_it() -> None:
    drawn = str(Sample(TYPED)["day"])
    assert 'type="text"' in drawn
    assert 'value="2026-02-31"' in drawn
    assert 'type="date"' in str(Sample()["day"])
    assert 'value="2026-11-22"' in str(Sample(initial={"day": date(2026, 11, 22)})["day"])


def test_the_fields_read_what_people_write() -> None:
    form = Sample({"name": "Slamet", "phone": "0812 3456 7890", "price": "1.250.000", "amount": "1,5"})
    with translation.override("id"):
        assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == "+6281234567890"
    assert form.cleaned_data["price"] == 1250000
    assert form.cleaned_data["amount"] == Decimal("1.5")


def test_money_stands_in_the_field_with_its_currency() -> None:
    form = Sample(initial={"price": 123450})
    form.fields["price"].currency = "USD"  # type: ignore[attr-defined]
    with translation.override("en"):
        drawn = str(form["price"])
    assert 'value="1,234.50"' in drawn
    assert ">$<" in drawn


def test_a_combobox_sends_no_list_and_keeps_the_words_that_were_typed() -> None:
    form = Sample({**TYPED, "name": "x"})
    form.is_valid()
    assert form["village"].value() == "?<Pong>"
    drawn = str(form["village"])
    assert 'value="&lt;Pong&gt;"' in drawn
    assert "<option" not in drawn
    assert 'value="Desa 33.10"' in str(Sample(initial={"village": "33.10"})["village"])


def test_the_error_summary_links_to_each_field() -> None:
    drawn = show('{% include "ui/errors.html" %}', form=Sample(TYPED))
    assert '<a href="#id_name">' in drawn
    assert 'role="alert"' in drawn


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("id", "{{ value|money:'IDR' }}", "Rp1.250.000"),
        ("en", "{{ value|money:'USD' }}", "$12,500.00"),
        ("id", "{{ value|count }}", "1.000+"),
        ("id", "{{ day|day }}", "22 Nov 2026"),
        ("en", "{{ day|long_day }}", "Sunday, 22 November 2026"),
        ("id", "{{ phone|phone }}", "0812-3456-7890"),
        ("id", "{{ nothing|money }}{{ nothing|day }}{{ nothing|moment }}{{ nothing|phone }}", ""),
        ("id", "{% root_url 'health' %}", "/healthz/"),
    ],
)
def test_figures_days_and_numbers_are_written_in_the_readers_language(language: str, text: str, expected: str) -> None:
    with translation.override(language):
        values = {"value": 1250000, "day": date(2026, 11, 22), "phone": "+6281234567890", "nothing": None}
        assert show(text, **values) == expected


def test_an_icon_is_drawn_once_and_an_unknown_one_is_a_mistake() -> None:
    assert draw("phone") is draw("phone")
    assert 'aria-hidden="true"' in draw("phone")
    with pytest.raises(UnknownIcon):
        draw("no-such-icon")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_of_components_shows_in_both_languages_without_a_query(
    client: Client, language: str, django_assert_num_queries: object
) -> None:
    client.cookies["django_language"] = language
    with django_assert_num_queries(0):  # type: ignore[operator]
        response = client.get("/ui/")
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text
    assert " style=" not in response.text
    assert "<style" not in response.text
    assert " onclick=" not in response.text


@pytest.mark.django_db
def test_the_chosen_theme_is_in_the_first_byte_of_the_next_page(client: Client) -> None:
    assert "data-theme" not in client.get("/ui/").text.split("<body")[0]
    response = client.post("/ui/theme/", {"theme": "sapa-dark", "next": "/ui/"})
    assert response["Location"] == "/ui/"
    assert '<html lang="id" data-theme="sapa-dark"' in client.get("/ui/").text
    client.post("/ui/theme/", {"theme": "<script>"})
    assert "data-theme" not in client.get("/ui/").text.split("<body")[0]


@pytest.mark.django_db
def test_a_preference_leads_back_to_this_site_only(client: Client) -> None:
    response = client.post("/ui/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"
    assert '<html lang="en"' in client.get("/ui/").text


@pytest.mark.django_db
def test_a_redirect_reaches_a_script_as_a_header_and_a_browser_as_a_redirect(client: Client) -> None:
    form = {"name": "Slamet", "market": "b2c", "channel": "gt"}
    assert client.post("/ui/dialog/", form).status_code == 303
    answer = client.post("/ui/dialog/", form, headers={"X-Sapa-Dialog": "1"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/ui/"
    assert "messages" in answer.cookies
    assert client.post("/ui/dialog/", {}, headers={"X-Sapa-Dialog": "1"}).status_code == 422


@pytest.mark.django_db
def test_a_form_keeps_its_token_when_it_comes_back(client: Client) -> None:
    answer = client.post("/ui/dialog/", {"once": "0b8bd79c-1c4f-4a4e-8f0e-000000000001"})
    assert 'name="once" value="0b8bd79c-1c4f-4a4e-8f0e-000000000001"' in answer.text


@pytest.mark.django_db
def test_a_page_that_is_not_there_shows_a_way_home(client: Client) -> None:
    answer = client.get("/account/no-such-page/")
    assert answer.status_code == 404
    assert 'class="btn btn-primary mt-2" href="/"' in answer.text


@pytest.mark.django_db
def test_the_frame_shows_each_person_their_own_names_however_often_it_was_kept(strangers: Cast) -> None:
    strangers.organization.name = "%%token%% <b>Maju</b>"
    strangers.organization.save()
    for member in (strangers.sari, strangers.budi, strangers.sari):
        page = strangers.client(member).get("/maju-bersama/search/?q=<i>%%member%%").text
        assert "%%token%% &lt;b&gt;Maju&lt;/b&gt;" in page
        assert f'<div class="font-semibold">{member.name}</div>' in page
        assert 'value="&lt;i&gt;%%member%%"' in page
        assert ('href="/maju-bersama/settings/"' in page) is (member == strangers.sari)
        assert "%%prefix%%" not in page


@pytest.mark.django_db
def test_the_frame_marks_where_one_is_in_the_language_that_one_reads(strangers: Cast) -> None:
    browser = strangers.client(strangers.sari)
    assert "Pelanggan" in browser.get("/maju-bersama/customers/").text
    team = browser.get("/maju-bersama/team/").text
    assert 'href="/maju-bersama/team/" aria-current="page"' in team
    assert 'href="/maju-bersama/customers/" aria-current="page"' not in team


def test_the_frame_s_icons_come_from_one_file_that_has_them_all() -> None:
    drawn = show('{% frame_icon "users" %}')
    assert drawn == '<svg class="icon" aria-hidden="true"><use href="/static/build/icons.svg#users"/></svg>'
    named = {
        name
        for file in ROOT.glob("sapa/*/templates/**/*.html")
        for name in re.findall(r'{% frame_icon "([^"]+)" %}', file.read_text())
    }
    assert named <= FRAME_ICONS
    assert set(re.findall('<symbol id="([^"]+)"', sprite(FRAME_ICONS))) == FRAME_ICONS
    with pytest.raises(UnknownIcon):
        show('{% frame_icon "phone" %}')
