"""Reports leave as CSV and XLSX: numbers as numbers, and no text that starts a formula."""

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from sapa.insight.tests.test_outcomes import closed
from sapa.insight.tests.test_projection import deal
from sapa.pipeline.tallies import recount
from sapa.team.models import BusinessUnit
from sapa.tenancy.models import Organization
from sapa.testing import Cast

OUTCOMES = "/maju-bersama/insight/outcomes/export/?by=unit&since=2026-01-01&until=2026-12-31"


@pytest.fixture
def deals(cast: Cast) -> None:
    BusinessUnit.objects.filter(pk=cast.catering.pk).update(name="=1+1")
    cast.budi.refresh_from_db()
    closed(cast.budi, 150_050, date(2026, 3, 1))
    closed(cast.budi, 7_000, date(2026, 3, 1), won=False)
    deal(cast.budi, 2_500, date(2027, 1, 1))
    recount()


def test_the_csv_has_plain_numbers_and_no_formula(cast: Cast, deals: None) -> None:
    answer = cast.client(cast.sari).get(OUTCOMES)
    assert answer["Content-Disposition"].startswith("attachment; ")
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[1] == ["'=1+1", "1", "1", "150050", "7000", "50.0"]


def test_the_workbook_has_numbers_in_the_organisations_currency(cast: Cast, deals: None) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(currency="USD")
    answer = cast.client(cast.sari).get(f"{OUTCOMES}&format=xlsx")
    rows: list[tuple[Any, ...]] = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[1] == ("'=1+1", 1, 1, 1500.5, 70, 50)
    assert rows[0][3].endswith("(USD)")


def test_the_projection_leaves_by_month_and_stage(cast: Cast, deals: None) -> None:
    answer = cast.client(cast.sari).get("/maju-bersama/insight/projection/export/")
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[1][1:] == ["Perorangan (B2C)", "Proposal", "1", "2500", "1250"]


@pytest.mark.parametrize("name", ["projection", "outcomes"])
def test_who_may_not_export_sees_the_page_without_the_way(cast: Cast, deals: None, name: str) -> None:
    for member in (cast.budi, cast.darma):
        page = cast.client(member).get(f"/maju-bersama/insight/{name}/")
        assert (page.status_code, "/export/" in page.content.decode()) == (200, False)
        assert cast.client(member).get(f"/maju-bersama/insight/{name}/export/").status_code == 403
    assert cast.client(cast.cici).get(f"/maju-bersama/insight/{name}/").status_code == 403
    assert cast.client(cast.asing).get(f"/maju-bersama/insight/{name}/").status_code == 404
