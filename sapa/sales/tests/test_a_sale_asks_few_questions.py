"""From the quotation to the money: as many queries for twenty lines as for two."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.sales import delivering, invoicing, ordering, paying, quoting
from sapa.sales.models import Invoice
from sapa.sales.tests.builders import NOW, TODAY, all_of, buyer, line, product
from sapa.testing import Cast

MOST = {"draft": 6, "confirm": 26, "deliver": 18, "invoice": 18, "pay": 12}


def counted[M](verb: Callable[[], M], counts: dict[str, int], name: str) -> M:
    with CaptureQueriesContext(connection) as queries:
        made = verb()
    counts[name] = sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN")) for query in queries)
    return made


def sell(cast: Cast, lines: int) -> dict[str, int]:
    """A whole sale of so many products by Sari; the queries of each verb."""
    by, counts, when = cast.sari, {}, {"on": TODAY, "now": NOW}
    customer = buyer(by, f"Pembeli {lines}")
    goods = [line(product(by, f"Barang {lines} {place}", stock="100", cost=20_000), 4) for place in range(lines)]

    def draft() -> quoting.Quotation:
        return quoting.draft(uuid=uuid4(), customer=customer, lines=goods, by=by, **when)

    quotation = counted(draft, counts, "draft")
    order = counted(lambda: ordering.confirm(quotation, by=by, **when), counts, "confirm")
    wanted = all_of(order)
    counted(lambda: delivering.deliver(order, uuid=uuid4(), quantities=wanted, by=by, **when), counts, "deliver")

    def bill() -> Invoice:
        return invoicing.invoice(order, uuid=uuid4(), quantities=wanted, by=by, **when)

    made = counted(bill, counts, "invoice")
    assert made.total == Decimal(100_000 * lines)
    shares = [(made, made.total)]
    counted(lambda: paying.receive(uuid=uuid4(), customer=customer, amount=made.total, method="cash", shares=shares,
                                   by=by, **when), counts, "pay")  # fmt: skip
    return counts


@pytest.mark.django_db
def test_a_sale_of_many_lines_asks_as_much_as_one_of_few(cast: Cast) -> None:
    sell(cast, 1)  # the counters of the documents' numbers are there
    few, many = sell(cast, 2), sell(cast, 20)
    assert few == many
    assert {name: count for name, count in few.items() if count > MOST[name]} == {}
