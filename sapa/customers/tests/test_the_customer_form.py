"""The form of a customer: quick for the new one, complete for the known one, and nothing typed is lost."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.customers import arranging, keeping
from sapa.customers.models import Customer, Phone
from sapa.customers.tests.making import form_data, make
from sapa.events.models import Event
from sapa.places.models import Channel, OutletType, Region
from sapa.places.testing import load_some_regions
from sapa.testing import Cast

NEW = "/maju-bersama/customers/new/"


@pytest.fixture
def village(db: None) -> Region:
    load_some_regions()
    return Region.objects.get(pk="32.01.16.2002")


def edit_url(customer: Customer) -> str:
    return f"/maju-bersama/customers/{customer.pk}/edit/"


def test_a_name_and_a_phone_are_enough(cast: Cast) -> None:
    answer = cast.client(cast.budi).post(NEW, form_data(name="Bu Yuli", phones="0812 3456 7890", unit=cast.catering.pk))
    made = Customer.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/maju-bersama/customers/{made.pk}/")
    assert (made.name, made.owner, made.unit) == ("Bu Yuli", cast.budi, cast.catering)
    assert [phone.number for phone in made.phones.all()] == ["+6281234567890"]


def test_a_double_tap_makes_one(cast: Cast) -> None:
    data = form_data(name="Bu Yuli", phones="081234567890", once=str(uuid4()))
    for _again in range(2):
        answer = cast.client(cast.budi).post(NEW, {**data, "despite": "yes"})
        assert answer.status_code == 303
    assert Customer.objects.count() == 1


def test_everything_is_kept(cast: Cast, village: Region) -> None:
    channel = Channel.objects.get(code="IN")
    outlet = OutletType.objects.filter(channel=channel)[0]
    question = arranging.add_question(label="Jumlah ternak", kind="number", by=cast.sari)
    data = form_data(
        kind="organization",
        market="b2g",
        name="  SD Negeri   3 ",
        phones=["0812-3456-7890", "(021) 12345678"],
        phones_label=["kantor", ""],
        email="Sekolah@Contoh.ID",
        legal_form="sekolah",
        npwp="01.234.567.8-901.000",
        field="Pendidikan",
        outlet_type=outlet.pk,
        region=village.pk,
        street="Jalan Raya 5",
        rt="3",
        rw="12",
        position="-7.61234, 110.71234",
        tags=["setia"],
        tags_new="baru, pagi; Baru",
        owner=cast.wati.pk,
        unit=cast.shop.pk,
        honorific="Pak",
        birthday="1990-01-01",
        **{f"custom_{question.key}": "1.250,5"},
    )
    answer = cast.client(cast.sari).post(NEW, data, headers={"Accept-Language": "id"})
    assert answer.status_code == 303, answer.context["form"].errors
    made = Customer.objects.get()
    assert (made.name, made.email, made.npwp, made.postal_code) == (
        "SD Negeri 3",
        "sekolah@contoh.id",
        "0012345678901000",
        "16630",
    )
    assert (made.channel, made.outlet_type, made.owner, made.unit) == (channel, outlet, cast.wati, cast.shop)
    assert (made.rt, made.rw, made.latitude, made.longitude) == (
        "003",
        "012",
        Decimal("-7.61234"),
        Decimal("110.71234"),
    )
    assert made.custom == {question.key: "1250.5"}
    assert (made.honorific, made.birthday) == ("", None)  # an organisation has neither
    assert sorted(made.tags.values_list("name", flat=True)) == ["baru", "pagi", "setia"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "…"}, "name"),
        ({"phones": "12"}, "phones"),
        ({"birthday": "2026-02-30"}, "birthday"),
        ({"birthday": "2126-01-01"}, "birthday"),
        ({"email": "bukan"}, "email"),
        ({"npwp": "123"}, "npwp"),
        ({"rt": "1000"}, "rt"),
        ({"postal_code": "1234"}, "postal_code"),
        ({"position": "di sana"}, "position"),
        ({"position": "95.0, 10.0"}, "position"),
        ({"region": "99.99.99.9999"}, "region"),
        ({"region_text": "Atlantis"}, "region"),
        ({"channel": "999999"}, "channel"),
        ({"owner": "999999"}, "owner"),
        ({"tags_new": ",".join(f"t{n}" for n in range(51))}, "tags"),
        ({"tags_new": "pelanggan" * 5}, "tags"),
    ],
)
def test_what_cannot_be_is_refused_in_the_forms_language(cast: Cast, wrong: dict[str, str], field: str) -> None:
    answer = cast.client(cast.sari).post(NEW, form_data(**{"name": "Bu Yuli", **wrong}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Customer.objects.exists()


def test_nothing_typed_is_lost_by_an_error(cast: Cast) -> None:
    typed = form_data(
        name="Bu Yuli",
        phones=["0812-3456-7890", "salah"],
        phones_label=["rumah", "warung"],
        tags_new="langka",
        region_text="Desa Entah",
        birthday="30/02/1990",
        note="Suka kopi",
    )
    page = cast.client(cast.sari).post(NEW, typed).content.decode()
    for text in ("Bu Yuli", "0812-3456-7890", "salah", "rumah", "warung", "langka", "Desa Entah", "30/02/1990"):
        assert f'value="{text}"' in page
    assert "Suka kopi" in page
    assert "<details" in page and "form-more" in page and " open>" in page


def test_a_village_may_be_typed_without_javascript(cast: Cast, village: Region) -> None:
    refused = cast.client(cast.sari).post(NEW, form_data(name="Bu Yuli", region_text="Sukamaju"))
    assert refused.status_code == 422  # there are three
    cast.client(cast.sari).post(NEW, form_data(name="Bu Yuli", region_text="cemplang"))
    assert Customer.objects.get().region == village


def test_a_known_phone_is_asked_about_once(cast: Cast) -> None:
    make(cast.budi, "Bu Yuli")
    data = form_data(name="Yuli baru", phones="0812-3456-7890")
    asked = cast.client(cast.budi).post(NEW, data)
    assert asked.status_code == 422
    assert 'name="despite"' in asked.content.decode()
    assert "Bu Yuli" in asked.content.decode()
    assert cast.client(cast.budi).post(NEW, {**data, "despite": "yes"}).status_code == 303
    assert Customer.objects.count() == 2


def test_a_colleagues_customer_is_not_named(cast: Cast) -> None:
    make(cast.wati, "Rahasia Wati")
    page = cast.client(cast.budi).post(NEW, form_data(name="Yuli", phones="081234567890")).content.decode()
    assert "Rahasia Wati" not in page
    assert 'name="despite"' in page


def test_a_change_is_saved_and_told(cast: Cast) -> None:
    customer = make(cast.budi, "Bu Yuli", birthday=date(1990, 1, 2), npwp="0012345678901000")
    data = form_data(name="Bu Yuliana", phones="081234567890", version=1, birthday="1990-01-02", unit=cast.catering.pk)
    answer = cast.client(cast.budi).post(edit_url(customer), data)
    assert answer.status_code == 303
    customer.refresh_from_db()
    assert (customer.name, customer.version, customer.npwp) == ("Bu Yuliana", 2, "0012345678901000")
    assert Event.objects.get(kind="customer.changed").data["changes"] == {"name": ["Bu Yuli", "Bu Yuliana"]}


def test_the_second_of_two_sees_both_versions_and_chooses(cast: Cast) -> None:
    customer = make(cast.budi, "Bu Yuli")
    keeping.change(Customer.objects.get(pk=customer.pk), version=1, by=cast.sari, fields={"name": "Bu Yuli Sari"})
    data = form_data(name="Bu Yuli Budi", phones="081234567890", version=1)
    client = cast.client(cast.budi)
    answer = client.post(edit_url(customer), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bu Yuli Sari" in page and 'value="Bu Yuli Budi"' in page and "Sari" in page
    assert 'name="version" value="2"' in page
    assert client.post(edit_url(customer), {**data, "version": "2"}).status_code == 303
    customer.refresh_from_db()
    assert customer.name == "Bu Yuli Budi"


def test_only_who_may_assign_gives_a_customer_away(cast: Cast) -> None:
    customer = make(cast.budi, "Bu Yuli", "")
    data = form_data(name="Bu Yuli", version=1, owner=cast.wati.pk)
    cast.client(cast.budi).post(edit_url(customer), data)
    customer.refresh_from_db()
    assert customer.owner == cast.budi
    answer = cast.client(cast.tono).post(edit_url(customer), {**data, "version": "2"})
    customer.refresh_from_db()
    assert customer.owner == cast.wati
    assert answer["Location"] == "/maju-bersama/customers/"  # Tono does not see it any more


def test_only_some_see_the_npwp(cast: Cast) -> None:
    customer = make(cast.budi, npwp="0012345678901000")
    assert "0012345678901000" in cast.client(cast.sari).get(edit_url(customer)).content.decode()
    assert "0012345678901000" not in cast.client(cast.budi).get(edit_url(customer)).content.decode()


def test_who_does_not_see_it_gets_404_and_who_may_not_change_403(cast: Cast) -> None:
    customer = make(cast.budi, "Bu Yuli", "")
    data = form_data(name="Dicuri", version=1)
    assert cast.client(cast.wati).post(edit_url(customer), data).status_code == 404
    assert cast.client(cast.asing).post(edit_url(customer), data).status_code == 404
    assert cast.client(cast.darma).post(edit_url(customer), data).status_code == 403
    assert cast.client(cast.darma).post(NEW, form_data(name="X")).status_code == 403
    customer.refresh_from_db()
    assert customer.name == "Bu Yuli"


def test_matches_are_shown_while_typing(cast: Cast) -> None:
    make(cast.budi, "Bu Yuliana", email="yuli@contoh.id")
    make(cast.wati, "Pak Rahasia", "+6285700001111")
    client = cast.client(cast.budi)

    def shown(query: str) -> str:
        return client.get(f"/maju-bersama/customers/matches/?{query}").content.decode()

    assert "Bu Yuliana" in shown("phones=0812-3456-7890")
    assert "Bu Yuliana" in shown("phones=%2B62812&phones=081234567890")
    assert "Bu Yuliana" in shown("email=YULI@contoh.id")
    assert "Bu Yuliana" in shown("name=bu yuli")
    assert shown("name=bu").strip() == ""
    assert shown("name=pak rahasia").strip() == ""
    hidden = shown("phones=085700001111")
    assert hidden.strip() and "Rahasia" not in hidden
    assert shown(f"phones=081234567890&but={Customer.objects.get(name='Bu Yuliana').pk}").strip() == ""


def test_the_form_asks_few_queries(cast: Cast) -> None:
    arranging.add_question(label="Hobi", kind="text", by=cast.sari)
    customer = make(cast.sari, tags=["a", "b"])
    client = cast.client(cast.sari)
    for url in (NEW, edit_url(customer)):
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) <= 12, [query["sql"][:90] for query in queries]


def test_an_invalid_phone_keeps_what_there_was(cast: Cast) -> None:
    customer = make(cast.budi)
    cast.client(cast.budi).post(edit_url(customer), form_data(name="X", phones="1", version=1))
    assert Phone.objects.get().number == "+6281234567890"


def test_the_second_of_two_who_add_one_number_at_once_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sapa.customers.views.customers._asks_once", lambda request, form: None
    )  # neither saw the other
    make(cast.budi, "Pak Hasan")
    answer = cast.client(cast.budi).post(NEW, form_data(name="Hasan", phones="081234567890"), follow=True)
    assert Customer.objects.count() == 2
    assert "Nomor ini juga ada pada Pak Hasan." in answer.text

    answer = cast.client(cast.wati).post(NEW, form_data(name="H. Hasan", phones="081234567890"), follow=True)
    assert "Nomor ini juga ada pada pelanggan rekan lain." in answer.text


def test_a_tag_that_is_too_long_is_not_cut_off(cast: Cast) -> None:
    answer = cast.client(cast.budi).post(NEW, form_data(name="Bu Yuli", tags_new=f"lama, {'x' * 41}"))
    assert answer.status_code == 422
    assert "x" * 41 in answer.text
    assert not Customer.objects.exists()


def test_a_customer_with_more_tags_than_may_be_chosen_can_still_be_changed(cast: Cast) -> None:
    tags = [f"t{number}" for number in range(60)]
    customer = make(cast.budi, tags=tags)
    data = form_data(name="Budi S.", tags_new=",".join(tags), version=customer.version)
    assert cast.client(cast.budi).post(edit_url(customer), data).status_code == 303
    assert customer.tags.count() == 60
