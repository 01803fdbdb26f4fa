"""The profile of a customer, what matters to them, and what they need of which product."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from sapa.catalogue.models import Product
from sapa.customers.filter import Filter
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Conflict
from sapa.lifecycle import profiling
from sapa.lifecycle.models import CustomerProfile, Factor, ProductUse
from sapa.lifecycle.tests.cards import HOME, post, refreshed, told
from sapa.lifecycle.tests.telling import NOW, TODAY, person
from sapa.sales import crediting
from sapa.sales.tests.money import an_invoice, wanted
from sapa.testing import Cast
from sapa.web import timeline

ANSWERS = {"age": "36-45", "style": "thrifty", "occasion": "harvest", "factor_price": "5", "factor_halal": "4"}


def change(
    cast: Cast, customer: Customer, version: int = 0, weights: dict[str, int | None] | None = None, **fields: Any
):
    profiling.change_profile(customer, version=version, fields=fields, weights=weights or {}, by=cast.budi, now=NOW)


def rice() -> Product:
    return Product.objects.create(name="Beras", name_key="beras", unit="kg", price=14_000)


def need(cast: Cast, customer: Customer, product: Product, much: str | None = "20", **fields: Any) -> ProductUse:
    much_ = Decimal(much) if much else None
    return profiling.note_use(customer, product, needed=much_, by=cast.budi, now=NOW, **fields)


def test_the_answers_and_factors_are_kept_and_told(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    change(cast, customer, age="36-45", household=5, weights={"price": 5, "halal": 4})
    change(cast, customer, 1, age="46-55", household=5, weights={"price": 3, "halal": None})
    profile = CustomerProfile.objects.get()
    assert (profile.age, profile.household, profile.version, profile.updated_by) == ("46-55", 5, 2, cast.budi)
    assert profiling.weights_of(customer) == {"price": 3}
    last = Event.objects.filter(kind="profile.changed").order_by("-pk")[0]
    with translation.override("id"):
        [line] = timeline.Teller([last], cast.sari).lines()
    assert line.sentence == "Budi mencatat siapa Bu Siti"
    assert {(one.label, one.before, one.after) for one in line.changes} == {
        ("Umur", "36–45", "46–55"),
        ("Harga", "5", "3"),
        ("Halal", "4", "–"),
    }


def test_the_same_answers_again_change_nothing(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    change(cast, customer, age="36-45")
    change(cast, customer, 1, age="36-45")
    assert CustomerProfile.objects.get().version == 1
    assert told(customer) == ["profile.changed"]


def test_who_is_second_sees_both_versions(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    path = f"customers/{customer.pk}/profile/edit/"
    assert post(cast, cast.budi, path, **ANSWERS) == 303
    answer = cast.client(cast.sari).post(f"{HOME}{path}", ANSWERS | {"age": "56-"})
    assert answer.status_code == 409
    shown = {one.name: (one.mine, one.theirs) for one in answer.context["conflict"]["fields"]}
    assert shown == {"age": ("di atas 55", "36–45")}
    assert 'name="version" value="1"' in answer.text
    assert post(cast, cast.sari, path, **ANSWERS | {"age": "56-", "version": "1"}) == 303
    assert CustomerProfile.objects.get().age == "56-"
    with pytest.raises(Conflict):
        change(cast, customer, 1, age="26-35")


def test_impossible_answers_come_back(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    path = f"customers/{customer.pk}/profile/edit/"
    for wrong in (
        {"household": "0"},
        {"employees": "-1"},
        {"employees": "99999999999"},
        {"factor_price": "6"},
        {"age": "old"},
    ):
        assert post(cast, cast.budi, path, **wrong) == 422
    assert not CustomerProfile.objects.exists()


def test_who_may_change_customers_writes_and_others_do_not(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    path = f"customers/{customer.pk}/profile/edit/"
    assert post(cast, cast.asing, path, **ANSWERS) == 404
    assert post(cast, cast.wati, path, **ANSWERS) == 404
    for member in (cast.rina, cast.darma):
        assert post(cast, member, path, **ANSWERS) == 403
    assert not CustomerProfile.objects.exists() and not Factor.objects.exists()
    Customer.objects.filter(pk=customer.pk).update(owner=cast.joko)
    assert post(cast, cast.joko, path, **ANSWERS) == 303
    assert CustomerProfile.objects.get().age == "36-45"


def test_a_need_says_which_part_of_it_we_supply(cast: Cast) -> None:
    customer, product = person(cast.budi, "Bu Siti"), rice()
    need(cast, customer, product, used_for="Warung", when="Tiap Senin")
    use = ProductUse.objects.get()
    assert (use.needed, use.used_for, use.when, use.updated_by) == (20, "Warung", "Tiap Senin", cast.budi)
    assert refreshed(cast, customer).supply_percent == 0
    profiling.remove_use(use, by=cast.budi, now=NOW)
    assert refreshed(cast, customer).supply_percent is None
    with pytest.raises(AlreadyDone):
        profiling.remove_use(use, by=cast.budi, now=NOW)
    assert told(customer) == ["use.noted", "use.removed"]


def test_what_was_given_back_was_not_supplied(cast: Cast) -> None:
    product = rice()
    made = an_invoice(cast.budi, wanted(120, 70_000, product=product))
    customer, (line,) = made.customer, made.lines.all()
    need(cast, customer, product)  # 20 a month
    row = refreshed(cast, customer)
    assert (row.supply_percent, row.products, row.paid_invoices) == (50, 1, 0)  # nothing is paid yet
    given = {"reason": "Rusak", "by": cast.rina, "on": TODAY, "now": NOW}
    crediting.credit(made, uuid=uuid4(), quantities={line.pk: Decimal(60)}, **given)
    assert refreshed(cast, customer).supply_percent == 25
    crediting.credit(made, uuid=uuid4(), quantities={line.pk: Decimal(60)}, **given)
    row = refreshed(cast, customer)
    assert (row.supply_percent, row.products, row.paid_invoices) == (0, 0, 0)
    assert not Filter({"buys": str(product.pk)}, cast.sari, NOW).rows().exists()


def test_the_same_product_is_noted_once(cast: Cast) -> None:
    customer, product = person(cast.budi, "Bu Siti"), rice()
    need(cast, customer, product)
    need(cast, customer, product)
    need(cast, customer, product, "25.5")
    assert [one.needed for one in ProductUse.objects.all()] == [Decimal("25.5")]
    changes = [event.data["changes"] for event in Event.objects.filter(kind="use.noted").order_by("pk")]
    assert changes == [{"needed": [None, 20.0]}, {"needed": [20.0, 25.5]}]


def test_a_need_is_noted_in_the_browser_by_its_name_or_from_the_list(cast: Cast) -> None:
    customer, product = person(cast.budi, "Bu Siti"), rice()
    path = f"customers/{customer.pk}/uses/new/"
    options = cast.client(cast.budi).get(f"{HOME}uses/products/?product_text=ber").text
    assert f'data-value="{product.pk}"' in options
    assert post(cast, cast.budi, path, product=product.pk, needed="20,5") == 303
    assert post(cast, cast.budi, path, product_text="Beras", needed="30") == 303
    assert [one.needed for one in ProductUse.objects.all()] == [30]
    assert post(cast, cast.budi, path, product_text="Pasir", needed="1") == 422
    assert post(cast, cast.budi, path, product=product.pk, needed="-1") == 422
    assert post(cast, cast.budi, path, product=product.pk, needed="9999999999") == 422


def test_who_is_second_with_a_need_sees_both_versions(cast: Cast) -> None:
    customer, product = person(cast.budi, "Bu Siti"), rice()
    use = need(cast, customer, product)
    version = ProductUse.objects.get().version
    path = f"uses/{use.pk}/"
    assert post(cast, cast.budi, path, needed="30", version=version) == 303
    answer = cast.client(cast.sari).post(f"{HOME}{path}", {"needed": "40", "version": version})
    assert answer.status_code == 409
    assert [(one.mine, one.theirs) for one in answer.context["conflict"]["fields"]] == [("40", "30")]
    assert post(cast, cast.sari, path, needed="40", version=answer.context["conflict"]["version"]) == 303
    assert ProductUse.objects.get().needed == 40


def test_needs_follow_the_customer_whom_a_member_sees(cast: Cast) -> None:
    customer, product = person(cast.budi, "Bu Siti"), rice()
    use = need(cast, customer, product)
    for path in (f"uses/{use.pk}/", f"uses/{use.pk}/removal/", f"customers/{customer.pk}/uses/new/"):
        assert post(cast, cast.asing, path, needed="1") == 404
        assert post(cast, cast.wati, path, needed="1") == 404
        assert post(cast, cast.darma, path, needed="1") == 403
    assert ProductUse.objects.get().needed == 20
    assert [len(ProductUse.objects.visible_to(one)) for one in (cast.budi, cast.sari, cast.wati)] == [1, 1, 0]


def test_the_page_takes_few_queries_however_many_needs_there_are(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    change(cast, customer, age="36-45", weights={"price": 5})
    asked = {}
    for rows in (1, 20):
        for number in range(rows):
            made = Product.objects.create(name=f"Barang {rows} {number}", name_key=f"{rows} {number}", price=1000)
            need(cast, customer, made)
        cast.client(cast.budi).get(f"{HOME}customers/{customer.pk}/profile/")
        with CaptureQueriesContext(connection) as queries:
            page = cast.client(cast.budi).get(f"{HOME}customers/{customer.pk}/profile/")
        assert page.status_code == 200
        asked[rows] = len(queries)
    assert asked[1] == asked[20] <= 12
    assert "Barang 20 19" in page.text


def test_who_may_not_see_sales_is_not_told_which_part_we_supply(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    need(cast, customer, rice())
    refreshed(cast, customer)
    for member, told_so in ((cast.budi, True), (cast.joko, False)):
        Customer.objects.filter(pk=customer.pk).update(owner=member)
        answer = cast.client(member).get(f"{HOME}customers/{customer.pk}/profile/")
        assert ("Kita memasok 0% dari kebutuhannya" in answer.text) is told_so
        assert "Beras" in answer.text
