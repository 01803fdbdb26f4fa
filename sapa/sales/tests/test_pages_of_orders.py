"""The pages of orders, deliveries and returns do what their buttons say."""

import base64
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageDraw

from sapa.sales import delivering
from sapa.sales.models import Delivery, DeliveryLine, Order, SalesReturn
from sapa.sales.tests.builders import NOW, TODAY, all_of, an_order, buyer, line, lines_of, product
from sapa.team.models import Member
from sapa.testing import Cast

HOME = "/maju-bersama/"


def drawing() -> str:
    """A signature as a canvas gives it."""
    image, file = Image.new("RGBA", (300, 120)), BytesIO()
    ImageDraw.Draw(image).line([(10, 60), (120, 20), (280, 100)], fill="black", width=4)
    image.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def queries(cast: Cast, by: Member, path: str) -> int:
    cast.client(by).get(f"{HOME}{path}")  # what is kept between requests is there
    with CaptureQueriesContext(connection) as counted:
        assert cast.client(by).get(f"{HOME}{path}").status_code == 200
    return len(counted)


def rows_of(*lines: tuple[str, str, str]) -> dict[str, str]:
    """Lines as the form posts them: what, how many, for how much."""
    posted = {"lines-count": str(len(lines))}
    for place, (what, quantity, price) in enumerate(lines):
        posted |= {f"lines-{place}-what_text": what, f"lines-{place}-quantity": quantity, f"lines-{place}-price": price}
    return posted


def test_an_order_is_written_in_one_form_and_once(cast: Cast) -> None:
    customer, browser = buyer(cast.budi), cast.client(cast.budi)
    posted = {"customer": str(customer.pk), "once": str(uuid4()), "terms_days": "14", "voucher": ""}
    posted |= rows_of(("Nasi kotak", "40", "25.000"), ("Ongkos kirim", "1", "15.000"))
    for _turn in range(2):
        answer = browser.post(f"{HOME}orders/new/", posted)
        assert answer.status_code == 303, answer.content.decode()
    made = Order.objects.get()
    assert (made.total, made.terms_days, made.owner, made.status) == (1_015_000, 14, cast.budi, "confirmed")
    page = browser.get(answer["Location"]).content.decode()
    assert "Rp1.015.000" in page
    assert made.number in page


def test_a_form_with_a_mistake_comes_back_with_everything(cast: Cast) -> None:
    posted = {"customer": "", "once": str(uuid4()), "note": "Tolong pagi-pagi"}
    answer = cast.client(cast.budi).post(f"{HOME}orders/new/", posted | rows_of(("Nasi kotak", "40", "")))
    assert answer.status_code == 422
    assert "Tolong pagi-pagi" in answer.content.decode()
    assert not Order.objects.exists()


def test_a_part_is_delivered_signed_for_and_some_of_it_comes_back(cast: Cast) -> None:
    rice, browser = product(cast.budi, "Beras", stock="20"), cast.client(cast.budi)
    order = an_order(cast.budi, buyer(cast.budi), line(rice, 10))
    row = lines_of(order)[0]

    posted = {f"line-{row.pk}": "6", "once": str(uuid4()), "carrier": "Pak Man"}
    for _turn in range(2):
        assert browser.post(f"{HOME}orders/{order.pk}/deliveries/new/", posted).status_code == 303
    delivery = Delivery.objects.get()
    assert (delivery.carrier, lines_of(order)[0].open) == ("Pak Man", 4)

    signed = {"name": "Bu Sri", "drawing": drawing()}
    assert browser.post(f"{HOME}deliveries/{delivery.pk}/signature/", signed).status_code == 303
    picture = browser.get(f"{HOME}deliveries/{delivery.pk}/signature.webp")
    assert (picture.status_code, picture["Content-Type"].split("/")[0]) == (200, "image")
    page = browser.get(f"{HOME}deliveries/{delivery.pk}/").content.decode()
    assert "Bu Sri" in page

    own = DeliveryLine.objects.get()
    back = {f"line-{own.pk}": "2", "reason": "Kutuan", "restocked": "no", "once": str(uuid4())}
    assert browser.post(f"{HOME}deliveries/{delivery.pk}/returns/new/", back).status_code == 303
    rice.refresh_from_db()
    assert (rice.stock, SalesReturn.objects.get().reason) == (14, "Kutuan")
    assert "Kutuan" in browser.get(f"{HOME}returns/{SalesReturn.objects.get().pk}/").content.decode()


@pytest.mark.parametrize("quantity", ["11", "", "0", "banyak"])
def test_a_delivery_of_too_much_or_nothing_is_asked_again(cast: Cast, quantity: str) -> None:
    order = an_order(cast.budi, buyer(cast.budi), line("Snack", 10, 1_000))
    posted = {f"line-{lines_of(order)[0].pk}": quantity, "once": str(uuid4())}
    answer = cast.client(cast.budi).post(f"{HOME}orders/{order.pk}/deliveries/new/", posted)
    assert answer.status_code == 422
    assert not Delivery.objects.exists()


def test_a_drawing_that_is_none_is_refused_and_nothing_is_signed(cast: Cast) -> None:
    order = an_order(cast.budi, buyer(cast.budi), line("Snack", 10, 1_000))
    made = delivering.deliver(order, uuid=uuid4(), quantities=all_of(order), by=cast.budi, on=TODAY, now=NOW)
    posted = {"name": "Bu Sri", "drawing": "data:image/png;base64,AAAA"}
    assert cast.client(cast.budi).post(f"{HOME}deliveries/{made.pk}/signature/", posted).status_code == 422
    made.refresh_from_db()
    assert not made.is_received


def test_cancelling_asks_why_and_a_salesperson_may_not(cast: Cast) -> None:
    order = an_order(cast.budi, buyer(cast.budi), line("Snack", 10, 1_000))
    path = f"{HOME}orders/{order.pk}/cancellation/"
    assert cast.client(cast.budi).post(path, {"reason": "Batal"}).status_code == 403
    assert cast.client(cast.tono).post(path, {"reason": ""}).status_code == 422
    order.refresh_from_db()
    assert order.status == "confirmed"
    assert cast.client(cast.tono).post(path, {"reason": "Batal"}).status_code == 303
    order.refresh_from_db()
    assert (order.status, order.cancelled_reason) == ("cancelled", "Batal")


def test_colleagues_of_another_team_and_outsiders_find_nothing(cast: Cast) -> None:
    order = an_order(cast.budi, buyer(cast.budi), line("Snack", 10, 1_000))
    assert cast.client(cast.wati).get(f"{HOME}orders/{order.pk}/").status_code == 404
    assert cast.client(cast.asing).get(f"{HOME}orders/{order.pk}/").status_code == 404
    assert order.number not in cast.client(cast.wati).get(f"{HOME}orders/").content.decode()


def test_the_list_is_narrowed_by_state_number_and_customer(cast: Cast) -> None:
    first = an_order(cast.budi, buyer(cast.budi, "Warung Asri"), line("Snack", 10, 1_000))
    second = an_order(cast.budi, buyer(cast.budi, "Toko Jaya"), line("Snack", 1, 1_000))
    delivering.deliver(second, uuid=uuid4(), quantities=all_of(second), by=cast.budi, on=TODAY, now=NOW)

    def shown(query: str) -> set[Any]:
        page = cast.client(cast.budi).get(f"{HOME}orders/?{query}").content.decode()
        return {one for one in (first, second) if f"/orders/{one.pk}/" in page}

    assert shown("") == {first, second}
    assert shown("state=to_deliver") == {first}
    assert shown("state=held") == set()
    assert shown("q=asri") == {first}
    assert shown(f"q={second.number[:6].lower()}") == {second}
    assert shown("since=2026-11-24") == set()
    assert shown("owner=999999999999999999999") == {first, second}


def test_a_narrowed_list_has_one_field_to_search_in(cast: Cast) -> None:
    page = cast.client(cast.budi).get(f"{HOME}orders/?owner={cast.budi.pk}").text
    assert page.count('placeholder="Nomor atau pelanggan"') == 1


def test_the_pages_ask_the_same_few_questions_for_any_number_of_rows(cast: Cast) -> None:
    order = an_order(cast.budi, buyer(cast.budi), *(line(f"Snack {n}", 1, 1_000) for n in range(2)))
    large = an_order(cast.budi, buyer(cast.budi), *(line(f"Snack {n}", 2, 1_000) for n in range(60)))
    few = queries(cast, cast.sari, f"orders/{order.pk}/")
    assert queries(cast, cast.sari, f"orders/{large.pk}/") == few <= 12
    some = queries(cast, cast.sari, "orders/")
    for turn in range(30):
        an_order(cast.budi, buyer(cast.budi, f"Warung {turn}"), line("Snack", 1, 1_000))
    assert queries(cast, cast.sari, "orders/") <= some + 1 <= 12
    parts = {row.pk: Decimal(1) for row in lines_of(large)}
    made = delivering.deliver(large, uuid=uuid4(), quantities=parts, by=cast.budi, on=TODAY, now=NOW)
    assert queries(cast, cast.sari, f"deliveries/{made.pk}/") <= 12
    assert queries(cast, cast.sari, "deliveries/") <= 12


def test_whoever_may_know_the_cost_sees_the_margin_of_an_order(cast: Cast) -> None:
    rice = product(cast.sari, "Beras", price=10_000, cost=7_500)
    order = an_order(cast.sari, buyer(cast.sari), line(rice, 4))
    page = cast.client(cast.sari).get(f"{HOME}orders/{order.pk}/").content.decode()
    assert "Rp10.000 (25%)" in page
