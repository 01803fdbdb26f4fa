"""Whoever gets a deal by a file stands at the funnel's last step, since the first deal."""

from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.customers.models import Customer
from sapa.exchange.tests.files import counts, csv_file, take
from sapa.testing import Cast

HEADER = "id peluang,judul,pelanggan,tahap,nilai,dibuka,ditutup"
MADE = datetime(2026, 1, 1, tzinfo=UTC)


def shop(name: str, **fields: object) -> Customer:
    return Customer.objects.create(name=name, name_key=name.lower(), created_at=MADE, **fields)


def again(customer: Customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)


def test_its_first_deal_and_its_first_won_one_count(cast: Cast, tmp_path: Path) -> None:
    tini, lone = shop("Toko Tini", contact_at=datetime(2025, 1, 1, tzinfo=UTC), set_aside_at=MADE), shop("Toko Lain")
    path = csv_file(
        tmp_path,
        HEADER,
        "P1,Kedua,Toko Tini,Menang,100,05-12-2025,07-02-2026",
        "P2,Pertama,Toko Tini,Menang,100,05-11-2025,08-02-2026",
        "P3,Terbuka,Toko Tini,Proposal,100,05-03-2026,",
    )
    assert counts(take("opportunities", path, cast.organization)[0]) == (3, 0, 0, 0)
    found = again(tini)
    first = datetime(2025, 11, 5, tzinfo=UTC)
    assert (found.step, found.opportunity_at, found.account_at, found.step_entered_at) == (
        "opportunity",
        first,
        first,
        first,
    )
    assert (found.contact_at, found.won_at) == (datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 2, 7, tzinfo=UTC))
    assert found.set_aside_at is None
    assert again(lone).step == "prospect"


def test_a_later_file_with_an_earlier_deal_corrects_it(cast: Cast, tmp_path: Path) -> None:
    tini = shop("Toko Tini")
    take(
        "opportunities", csv_file(tmp_path, HEADER, "P1,A,Toko Tini,Menang,1,05-12-2025,07-02-2026"), cast.organization
    )
    take(
        "opportunities", csv_file(tmp_path, HEADER, "P2,B,Toko Tini,Menang,1,01-12-2025,02-01-2026"), cast.organization
    )
    found = again(tini)
    assert (found.opportunity_at, found.won_at) == (
        datetime(2025, 12, 1, tzinfo=UTC),
        datetime(2026, 1, 2, tzinfo=UTC),
    )


def test_it_takes_the_same_queries_for_one_customer_and_for_thirty(cast: Cast, tmp_path: Path) -> None:
    asked = {}
    for number in (1, 30):
        lines = []
        for place in range(number):
            made = shop(f"Toko {number} {place}")
            lines.append(f"P{number}-{place},A,{made.name},Menang,1,05-12-2025,07-02-2026")
        path = csv_file(tmp_path, HEADER, *lines)
        with CaptureQueriesContext(connection) as queries:
            assert counts(take("opportunities", path, cast.organization)[0])[0] == number
        asked[number] = len([one for one in queries.captured_queries if "customers_customer" in one["sql"]])
    assert asked[1] == asked[30]
    assert Customer.objects.filter(step="opportunity", won_at__isnull=False).count() == 31
