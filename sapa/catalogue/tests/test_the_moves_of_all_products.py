"""What came and what went of all products: the list, what narrows it, and the file."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from sapa.catalogue import counting, stocking
from sapa.catalogue.models import Product, StockMove
from sapa.catalogue.moves_filter import MoveFilter
from sapa.catalogue.tests.stock import NOW, counted
from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast

MOVES = "/maju-bersama/catalogue/moves/"


def shown(cast: Cast, query: str = "", member: Member | None = None) -> list[tuple[str, str, int]]:
    """(product, kind, quantity) of each move on the page."""
    rows = cast.client(member or cast.rina).get(f"{MOVES}?{query}").context["page"].rows
    return [(move.product.name, move.kind, int(move.quantity)) for move in rows]


def sell(product: Product, unit: int = 0, by: Member | None = None, at: datetime = NOW, number: str = "SJ/77") -> None:
    """One goes with a delivery."""
    stocking.issue(
        {(product.pk, unit): Decimal(1)}, kind="delivery", document=77, number=number, by=by, now=at, promised=False
    )


def buy(product: Product, by: Member, cost: int = 61_234) -> None:
    """Two come, from a supplier."""
    counting.purchase(
        product, uuid=uuid4(), unit=None, quantity=Decimal(2), cost=cost, supplier="Penggilingan Jaya", by=by,
        now=NOW + timedelta(minutes=2),
    )  # fmt: skip


def test_the_moves_of_all_products_stand_newest_first(cast: Cast) -> None:
    rice, sugar = counted(cast.sari), counted(cast.sari, "4", "Gula")
    sell(rice, by=cast.budi, at=NOW + timedelta(minutes=1))
    buy(sugar, cast.rina)
    assert shown(cast) == [
        ("Gula", "purchase", 2), ("Beras 5 kg", "sale", -1), ("Gula", "opening", 4), ("Beras 5 kg", "opening", 10),
    ]  # fmt: skip


def test_a_row_leads_to_the_product_and_to_the_delivery_and_says_who(cast: Cast) -> None:
    rice = counted(cast.sari)
    sell(rice, by=cast.budi)
    page = cast.client(cast.darma).get(MOVES).text
    assert f'/maju-bersama/catalogue/{rice.pk}/">Beras 5 kg</a>' in page
    assert '/maju-bersama/deliveries/77/">SJ/77</a>' in page
    assert cast.budi.name in page


def test_it_is_narrowed_by_kind_product_member_and_unit(cast: Cast) -> None:
    rice = counted(cast.sari, {cast.shop.pk: "5"}, stock_by_unit=True)
    sugar = counted(cast.sari, "4", "Gula")
    sell(rice, cast.shop.pk, by=cast.budi)
    sold, opened = ("Beras 5 kg", "sale", -1), ("Beras 5 kg", "opening", 5)
    assert shown(cast, "kind=sale") == [sold]
    assert shown(cast, "q=ber") == shown(cast, f"product={rice.pk}") == [sold, opened]
    assert shown(cast, f"by={cast.budi.pk}") == [sold]
    assert shown(cast, f"unit={cast.shop.pk}&kind=opening") == [opened]
    assert shown(cast, "unit=0") == shown(cast, f"product={sugar.pk}") == [("Gula", "opening", 4)]


def test_a_period_is_of_days_where_the_organisation_is(cast: Cast) -> None:
    rice = counted(cast.sari)
    StockMove.objects.all().delete()
    moments = [(10, 31, 16, 59), (10, 31, 17, 0), (11, 30, 17, 0)]  # midnight in Jakarta is 17:00 in UTC
    for place, (month, day, hour, minute) in enumerate(moments, 1):
        at, number = datetime(2026, month, day, hour, minute, tzinfo=UTC), f"SJ/{place}"
        sell(rice, at=at, number=number)

    def numbers(query: str) -> list[str]:
        rows = cast.client(cast.rina).get(f"{MOVES}?{query}").context["page"].rows
        return [move.document_number for move in rows]

    assert numbers("since=2026-11-01&until=2026-11-30") == ["SJ/2"]
    assert numbers("until=2026-10-31") == ["SJ/1"]
    assert numbers("since=2026-12-01") == ["SJ/3"]


def test_the_tabs_are_this_month_and_the_last_and_keep_the_other_filters(cast: Cast) -> None:
    found = MoveFilter(QueryDict("kind=sale&since=2026-11-01"), member=cast.rina, today=date(2026, 11, 29))
    assert [(tab["url"], tab["active"]) for tab in found.periods] == [
        ("?kind=sale", False),
        ("?kind=sale&since=2026-11-01", True),
        ("?kind=sale&since=2026-10-01&until=2026-10-31", False),
    ]


@pytest.mark.parametrize(
    "query", ["kind=gift", "unit=999999", "product=999999", "by=x", "since=kemarin", "until=9999-12-31", "after=x"]
)
def test_what_makes_no_sense_narrows_nothing(cast: Cast, query: str) -> None:
    counted(cast.sari)
    assert shown(cast, query) == [("Beras 5 kg", "opening", 10)]


def test_it_says_so_where_nothing_came_or_went(cast: Cast) -> None:
    client = cast.client(cast.rina)
    assert "/maju-bersama/catalogue/" in client.get(MOVES).text
    assert not client.get(MOVES).context["export_url"]
    counted(cast.sari)
    assert client.get(f"{MOVES}?q=semen").context["found"].narrows


def test_another_organisation_sees_nothing_of_it(cast: Cast) -> None:
    rice = counted(cast.sari)
    assert cast.client(cast.asing).get(MOVES).status_code == 404
    with organization_scope(cast.other):
        assert not MoveFilter(QueryDict(f"product={rice.pk}"), member=cast.asing, today=date(2026, 11, 29)).on
        assert not MoveFilter(QueryDict(), member=cast.asing, today=date(2026, 11, 29)).rows().exists()
        theirs = counted(cast.asing, name="Semen")
    assert shown(cast) == [("Beras 5 kg", "opening", 10)]
    assert shown(cast, f"product={theirs.pk}") == [("Beras 5 kg", "opening", 10)]  # they have no such product


def test_only_who_may_know_reads_what_a_purchase_cost(cast: Cast) -> None:
    buy(counted(cast.sari), cast.sari)
    for member, told in ((cast.rina, True), (cast.budi, False), (cast.darma, True)):
        assert ("61.234" in cast.client(member).get(MOVES).text) is told


def test_the_file_has_what_the_list_is_narrowed_to(cast: Cast) -> None:
    rice = counted(cast.sari, sku="BR-5")
    sell(rice, by=cast.budi)
    buy(rice, cast.rina)
    client = cast.client(cast.rina)
    lines = client.get(f"{MOVES}export/?kind=purchase").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("Dicatat oleh,Harga pokok satuan")
    assert lines[1].endswith(f",Beras 5 kg,BR-5,Pembelian,2.000,pcs,,,Penggilingan Jaya,{cast.rina.name},61234")
    book = load_workbook(io.BytesIO(client.get(f"{MOVES}export/?format=xlsx").content))
    rows: Any = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [(row[1], row[4], row[7]) for row in rows[1:]] == [
        ("Beras 5 kg", 2, None), ("Beras 5 kg", -1, "SJ/77"), ("Beras 5 kg", 10, None),
    ]  # fmt: skip


def test_the_file_is_for_who_may_take_lists_away(cast: Cast) -> None:
    counted(cast.sari, cost=60_000)
    for member in (cast.budi, cast.darma):
        assert not cast.client(member).get(MOVES).context["export_url"]
        assert cast.client(member).get(f"{MOVES}export/").status_code == 403
    assert cast.client(cast.tono).get(cast.client(cast.tono).get(MOVES).context["export_url"]).status_code == 200


def test_it_goes_on_by_pages_of_which_the_address_keeps_the_filters(cast: Cast) -> None:
    rice = counted(cast.sari, "100")
    for place in range(30):
        sell(rice, at=NOW + timedelta(minutes=place), number=f"SJ/{place:02}")
    first = cast.client(cast.rina).get(f"{MOVES}?kind=sale")
    assert [move.document_number for move in first.context["page"].rows][:2] == ["SJ/29", "SJ/28"]
    following = f"{MOVES}?kind=sale&after={first.context['page'].next}"
    second = cast.client(cast.rina).get(following).context["page"].rows
    assert [move.document_number for move in second] == ["SJ/04", "SJ/03", "SJ/02", "SJ/01", "SJ/00"]


def test_the_list_and_the_file_ask_the_same_few_questions_for_any_number_of_rows(cast: Cast) -> None:
    client, counts = cast.client(cast.rina), []
    query = f"?unit=0&product={counted(cast.sari, '1000').pk}&q=ber"
    for number in (30, 10):  # more than a page both times: a page that is the whole list counts nothing
        for place in range(number):
            sell(counted(cast.sari, "10", f"Beras {number} {place}"), by=cast.budi)
        for path in ("", query, "export/"):
            client.get(f"{MOVES}{path}")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{MOVES}{path}").status_code == 200
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 12
