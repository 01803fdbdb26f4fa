"""The page of what customers will buy, its file, the command, and who may have it computed anew."""

import base64
import csv
import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.tasks import default_task_backend
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from sapa.customers import segmenting
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.insight import value_words
from sapa.lib import commands, keyset
from sapa.lifecycle import keeping, tasks, valuing
from sapa.lifecycle.models import CustomerValue, Departure, LifecycleRules, ValueModel
from sapa.lifecycle.tests.value_rows import compute_here, open_music_shop, open_shop
from sapa.places.models import Channel, Region
from sapa.team.models import Member
from sapa.testing import Cast

PAGE = "/maju-bersama/insight/value/"
WAITING = "penghitungan berjalan sendiri"
TODAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    compute_here(monkeypatch)
    default_task_backend.clear()  # type: ignore[attr-defined]


@pytest.fixture
def shop(cast: Cast) -> ValueModel:
    """150 buyers: half of them Budi's, in his unit; the others Wati's."""
    customers = open_shop(owner_id=cast.budi.pk, unit_id=cast.catering.pk)
    Customer.objects.filter(pk__in=customers[75:]).update(owner=cast.wati, unit=cast.shop)
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    return valuing.fit(cast.organization, on=TODAY, now=NOW)


def names_on(cast: Cast, member: Member, query: str = "") -> list[str]:
    answer = cast.client(member).get(PAGE + query)
    assert answer.status_code == 200
    return [row.customer.name for row in answer.context["listed"].rows]


def test_those_worth_most_come_first_page_by_page(cast: Cast, shop: ValueModel) -> None:
    wanted = list(CustomerValue.objects.order_by("-value", "-pk").values_list("customer__name", flat=True))
    assert names_on(cast, cast.sari) == wanted[:25]
    following = cast.client(cast.sari).get(PAGE).context["listed"].next
    assert names_on(cast, cast.sari, f"?after={following}") == wanted[25:50]


def test_a_member_sees_the_customers_they_see(cast: Cast, shop: ValueModel) -> None:
    own = CustomerValue.objects.filter(customer__owner=cast.budi).order_by("-expected_purchases", "-pk")
    assert names_on(cast, cast.budi) == list(own.values_list("customer__name", flat=True)[:25])
    totals = cast.client(cast.budi).get(PAGE).context["totals"]
    assert totals.purchases == pytest.approx(sum(own.values_list("expected_purchases", flat=True)))
    assert cast.client(cast.cici).get(PAGE).status_code == 403
    assert cast.client(cast.asing).get(PAGE).status_code == 404
    assert cast.client(cast.joko).get(PAGE).status_code == 403


def test_who_may_not_know_costs_does_not_learn_what_somebody_is_worth(cast: Cast, shop: ValueModel) -> None:
    """Neither by the order of the list nor by its cursors, their own or a made up one."""
    CustomerValue.objects.filter(customer__owner=cast.budi).update(value=1)
    for place, row in enumerate(CustomerValue.objects.filter(customer__owner=cast.budi).order_by("expected_purchases")):
        CustomerValue.objects.filter(pk=row.pk).update(value=place * 1_000)  # the other way round
    wanted = CustomerValue.objects.filter(customer__owner=cast.budi).order_by("-expected_purchases", "-pk")
    names = list(wanted.values_list("customer__name", flat=True))
    browser = cast.client(cast.budi)
    first = browser.get(PAGE).context["listed"]
    marks = json.loads(base64.urlsafe_b64decode(f"{first.next}=="))
    assert marks == [wanted[24].expected_purchases, wanted[24].pk]
    following = browser.get(f"{PAGE}?after={first.next}").context["listed"]
    assert [row.customer.name for row in (*first.rows, *following.rows)] == names[:50]
    back = browser.get(f"{PAGE}?before={following.previous}").context["listed"]
    assert [row.customer.name for row in back.rows] == names[:25]
    made_up = keyset.cursor([37_000, 2**40])  # of a value: as expected purchases nobody is over it
    assert names_on(cast, cast.budi, f"?after={made_up}") == names[:25]
    assert "Paling sering akan membeli" in browser.get(PAGE).text


@pytest.mark.parametrize("mark", ["NaN", "Infinity", "1e400", "1" + "0" * 400, "1.5"])
def test_a_mangled_cursor_gives_a_page_all_the_same(cast: Cast, shop: ValueModel, mark: str) -> None:
    made_up = base64.urlsafe_b64encode(f"[{mark}, 7]".encode()).decode().rstrip("=")
    for member in (cast.sari, cast.budi):
        assert cast.client(member).get(f"{PAGE}?after={made_up}").status_code == 200


def test_it_is_narrowed_as_the_other_boards_are(cast: Cast, shop: ValueModel) -> None:
    ids = list(Customer.objects.filter(value__isnull=False).order_by("pk").values_list("pk", flat=True))
    Region.objects.create(code="33.10.05", name="Sukamaju", level=3, decree="")
    channel = Channel.objects.get_or_create(name="Kantin")[0]
    Customer.objects.filter(pk__in=ids[:3]).update(region_id="33.10.05")
    Customer.objects.filter(pk__in=ids[2:5]).update(channel=channel)
    segment = segmenting.create(name="Kantin", query=f"channel={channel.pk}", shared=True, by=cast.sari, now=NOW)
    for query, wanted in (
        ("region=33.10.05", ids[:3]),
        (f"channel={channel.pk}", ids[2:5]),
        (f"segment={segment.pk}", ids[2:5]),
        (f"segment={segment.pk}&region=33.10.05", ids[2:3]),
    ):
        client = cast.client(cast.sari)
        client.get(f"{PAGE}?{query}")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"{PAGE}?{query}")
        assert len(queries) <= (16 if "&" in query else 12)
        assert {row.value.customer_id for row in answer.context["listed"].rows} == set(wanted)
        sums = CustomerValue.objects.filter(customer__in=wanted).values_list("expected_purchases", flat=True)
        assert answer.context["totals"].purchases == pytest.approx(sum(sums))
        lines = client.get(f"{PAGE}export/?{query}").content.decode("utf-8-sig").splitlines()
        assert len(lines) == 1 + len(wanted)
        assert {"segment", "region", "channel"} <= set(answer.context["form"].fields)


def test_who_left_is_left_out_and_told(cast: Cast, shop: ValueModel) -> None:
    best = list(CustomerValue.objects.order_by("-value", "-pk").select_related("customer")[:3])
    for row in best[:2]:
        Departure.objects.create(customer=row.customer, on=TODAY, why="price", by=cast.sari)
    Departure.objects.create(customer=best[2].customer, on=TODAY, returned_on=TODAY, why="price", by=cast.sari)
    for query, names in (("", 2), (f"?owner={best[0].customer.owner_id}", None)):
        answer = cast.client(cast.sari).get(PAGE + query)
        totals, rows = answer.context["totals"], answer.context["listed"].rows
        assert rows[0].value.pk not in {one.pk for one in best[:2]}
        left = CustomerValue.objects.exclude(pk__in=[one.pk for one in best[:2]])
        if names is None:
            left = left.filter(customer__owner=best[0].customer.owner_id)
        else:
            assert totals.gone == names
            assert "2 pelanggan yang dicatat sudah pergi" in answer.text
            assert rows[0].value.pk == best[2].pk
        assert totals.purchases == pytest.approx(sum(one.expected_purchases for one in left))
        assert totals.value == pytest.approx(sum(one.value for one in left), abs=len(left))
    lines = cast.client(cast.sari).get(f"{PAGE}export/").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 150 - 2


def test_where_nobody_bought_lately_it_says_as_of_when(cast: Cast, shop: ValueModel) -> None:
    told = "Per 31 Okt 2026"
    ValueModel.objects.update(on=timezone.localdate() - timedelta(days=30))
    assert "hari pembelian terakhir" not in cast.client(cast.sari).get(PAGE).text
    ValueModel.objects.update(on=date(2020, 10, 31))
    assert told.replace("2026", "2020") in cast.client(cast.sari).get(PAGE).text


def test_filters_narrow_the_list_and_the_sums(cast: Cast, shop: ValueModel) -> None:
    for query in (f"?owner={cast.wati.pk}", f"?unit={cast.shop.pk}"):
        answer = cast.client(cast.sari).get(PAGE + query)
        assert {row.value.customer.owner_id for row in answer.context["listed"].rows} == {cast.wati.pk}
        assert 0 < answer.context["totals"].value < shop.parameters["totals"]["value"]
    assert cast.client(cast.sari).get(PAGE).context["totals"].value == shop.parameters["totals"]["value"]
    assert "Tidak ada pelanggan yang cocok" in cast.client(cast.sari).get(f"{PAGE}?unit=none").text


def test_what_goods_cost_is_not_told_to_who_may_not_know(cast: Cast, shop: ValueModel) -> None:
    for member, shown in (
        (cast.sari, True),
        (cast.tono, True),
        (cast.rina, True),
        (cast.darma, True),
        (cast.budi, False),
    ):
        text = cast.client(member).get(PAGE).text
        assert ("Perkiraan nilai</th>" in text) is shown, member
    assert cast.client(cast.budi).get(f"{PAGE}export/").status_code == 403
    assert cast.client(cast.darma).get(f"{PAGE}export/").status_code == 403


def test_the_hold_out_is_shown_to_who_sees_everybody(cast: Cast, shop: ValueModel) -> None:
    text = cast.client(cast.darma).get(PAGE).text
    assert "data-series>Kenyataan, per orang</th>" in text
    assert "7× atau lebih" in text
    assert "data-series>Kenyataan</th>" in cast.client(cast.darma).get(f"{PAGE}?figure=count").text
    for member in (cast.budi, cast.tono):
        text = cast.client(member).get(PAGE).text
        assert "Yang terbaca dari pembelian" in text
        assert "Diuji dengan" not in text


def test_it_takes_as_many_queries_for_many_as_for_few(cast: Cast, shop: ValueModel) -> None:
    counts = []
    for kept in (150, 5):
        CustomerValue.objects.exclude(pk__in=CustomerValue.objects.values("pk")[:kept]).delete()
        for member in (cast.sari, cast.budi):
            client = cast.client(member)
            client.get(PAGE)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(PAGE).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 12


def test_it_can_be_taken_away(cast: Cast, shop: ValueModel) -> None:
    answer = cast.client(cast.sari).get(f"{PAGE}export/?owner={cast.wati.pk}")
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == ["Pelanggan", "Anggota", "Masih pelanggan, %", "Perkiraan pembelian", "Perkiraan nilai (IDR)"]
    assert len(lines) == 76
    first = CustomerValue.objects.filter(customer__owner=cast.wati).order_by("-value", "-pk").first()
    assert first is not None
    assert lines[1][:2] == [str(first.customer), "Wati"]
    assert int(lines[1][4]) == first.value
    book = cast.client(cast.sari).get(f"{PAGE}export/?format=xlsx")
    assert book["Content-Disposition"].endswith('.xlsx"')


def test_where_there_is_too_little_it_says_what_is_missing(cast: Cast) -> None:
    customers = open_shop(60)
    assert len(customers) == 60
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    before = cast.client(cast.sari).get(PAGE)
    assert "Riwayatnya belum cukup" in before.text
    assert next((need.done, need.total) for need in before.context["needs"]) == (60, 100)
    valuing.fit(cast.organization, on=TODAY, now=NOW)
    after = cast.client(cast.sari).get(PAGE)
    assert "masih terlalu sedikit" in after.text
    assert "60 / 100" in after.text
    assert "60 / 100" not in cast.client(cast.budi).get(PAGE).text
    assert "export" not in after.text.split("<main")[1]


def test_enough_but_not_computed_says_so(cast: Cast) -> None:
    open_shop()
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    assert "Belum dihitung" in cast.client(cast.sari).get(PAGE).text


def test_a_director_has_it_computed_and_the_page_waits_for_it(cast: Cast) -> None:
    browser = cast.client(cast.sari)
    for _ in range(2):
        answer = browser.post(f"{PAGE}fitting/")
        assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert Event.objects.filter(kind="value_model.asked").count() == 1
    text = browser.get(PAGE).text
    assert "Ini sedang dihitung." in text
    assert WAITING in text
    assert "HX-Refresh" not in browser.get(f"{PAGE}state/")
    (asked,) = [one for one in default_task_backend.results if one.task.func is tasks.fit_value.func]
    tasks.fit_value.func(*asked.args)
    state = browser.get(f"{PAGE}state/")
    assert (state.status_code, state["HX-Refresh"]) == (204, "true")
    assert WAITING not in browser.get(PAGE).text


def test_who_may_not_change_settings_does_not_have_it_computed(cast: Cast) -> None:
    for member in (cast.tono, cast.budi, cast.rina, cast.darma):
        assert cast.client(member).post(f"{PAGE}fitting/").status_code == 403
        assert "fitting/" not in cast.client(member).get(PAGE).text
    assert cast.client(cast.asing).post(f"{PAGE}fitting/").status_code == 404
    assert not Event.objects.filter(kind="value_model.asked").exists()


def report(*more: str) -> str:
    out = StringIO()
    call_command("report", "value-model", "--organization", "maju-bersama", *more, stdout=out)
    return out.getvalue()


def test_the_command_prints_what_the_papers_print(cast: Cast) -> None:
    type(cast.organization).objects.filter(pk=cast.organization.pk).update(currency="USD")
    open_music_shop()
    told = json.loads(report("--calibration-end", "1997-09-30", "--json"))
    assert {name: round(value, 3) for name, value in told["parameters"].items()} == {
        "r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426,
    }  # fmt: skip
    assert round(told["log_likelihood"], 1) == -9582.4
    assert (told["customers"], told["calibration_end"], told["holdout_end"]) == (2357, "1997-09-30", "1998-06-30")
    assert [line["repeats"] for line in told["holdout"]] == [0, 1, 2, 3, 4, 5, 6, "7+"]
    assert [line["actual"] for line in told["holdout"]] == [334, 306, 298, 156, 157, 112, 112, 407]
    assert round(told["holdout"][0]["actual_each"], 3) == 0.237
    assert {name: round(told["money"][name], 2) for name in ("p", "q", "gamma", "mean")} == {
        "p": 6.25, "q": 3.74, "gamma": 15.44, "mean": 35.17,
    }  # fmt: skip
    assert round(told["money"]["log_likelihood"], 1) == -4055.9
    assert (told["currency"], told["refused"]) == ("USD", None)
    lines = report("--calibration-end", "1997-09-30").splitlines()
    assert lines[1] == "r 0.243  alpha 4.414  a 0.793  b 2.426  LL -9,582.4"
    assert lines[-1].split() == ["7+", "64", "407", "394.1", "6.359", "6.157"]
    assert not ValueModel.objects.exists()


def test_the_command_says_why_there_is_nothing(cast: Cast) -> None:
    told = json.loads(report("--json"))
    assert (told["refused"], told["parameters"], told["money"], told["holdout"]) == ("few_buyers", None, None, [])
    assert report().strip() == "Too few customers have bought yet"
    open_shop()
    told = json.loads(report("--json"))
    assert (told["calibration_end"], told["holdout_end"], told["refused"]) == ("2026-05-04", "2026-10-31", None)


def test_the_command_refuses_what_is_no_day_and_no_organisation(cast: Cast) -> None:
    with pytest.raises(CommandError, match="1997-13-01"):
        report("--calibration-end", "1997-13-01")
    with pytest.raises(CommandError):
        call_command("report", "value-model", "--organization", "nirgends")


@pytest.mark.parametrize("end", ["2026-10-31", "2026-11-01", "2030-01-01"])
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_the_command_refuses_an_end_that_leaves_nothing_to_hold_out(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, end: str, more: tuple[str, ...]
) -> None:
    open_shop()  # the last purchase is on 31 October 2026
    for language, words in (("en", "leaves nothing to try the model on"), ("id", "tidak menyisakan apa pun")):
        monkeypatch.setattr(commands, "machine_language", lambda spoken=language: spoken)
        with pytest.raises(CommandError, match=words) as error:
            report("--calibration-end", end, *more)
        assert error.value.returncode == 2
        assert ("31 Oct 2026" if language == "en" else "31 Okt 2026") in str(error.value)
    assert "r " in report("--calibration-end", "2026-10-30")


def model_with(**changed: Any) -> ValueModel:
    parameters = {"r": 0.5, "alpha": 2.0, "a": 0.2, "b": 1.8, "log_likelihood": -1234.56} | changed
    return ValueModel(on=TODAY, parameters=parameters, money={"p": 2, "q": 3, "gamma": 100_000, "correlation": 0.1})


@translation.override("en")
def test_the_parameters_are_told_in_words(cast: Cast) -> None:
    rhythm, leaving, purchase = value_words.explain(model_with(), "IDR")
    assert (rhythm.figure, leaving.figure, purchase.figure) == ("4 weeks", "10 of 100", "Rp100,000")
    assert "most buy seldom" in rhythm.text
    nobody = "From the purchases alone the model sees nobody who left for good."
    assert value_words.explain(model_with(a=1e-4, b=50), "IDR")[1].text == nobody
    told = value_words.explain(model_with(a=1e-4, b=50), "IDR", 2)[1].text
    assert told == f"{nobody} Of 2 customers it is written down that they left."
    assert value_words.explain(model_with(r=2.0), "IDR")[0].figure == "1 week"
    assert "much alike" in value_words.explain(model_with(r=20.0), "IDR")[0].text
    assert value_words.parameters(model_with()) == "r 0.5 · α 2 · a 0.2 · b 1.8 · p 2 · q 3 · LL -1,234.6"
    model = model_with()
    assert value_words.money_note(model) == ""
    model.money["correlation"] = -0.4
    assert "-0.4" in value_words.money_note(model)
    model.money = {}
    assert "a usual one" in value_words.money_note(model)
    assert len(value_words.explain(model, "IDR")) == 2


def test_the_days_ahead_are_told(cast: Cast) -> None:
    LifecycleRules.objects.update(value_days=90)
    open_shop()
    valuing.fit(cast.organization, on=TODAY, now=NOW)
    assert "Dalam 90 hari sampai 29 Jan 2027" in cast.client(cast.sari).get(PAGE).text
