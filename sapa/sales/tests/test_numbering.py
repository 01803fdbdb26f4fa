"""Documents get numbers one after another, as the organisation writes them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.utils import translation

from sapa.lib import document_numbers
from sapa.lib.document_numbers import InvalidTemplate, parse
from sapa.sales.models import DocumentKind, Invoice, NumberCounter, NumberTemplate
from sapa.sales.numbering import DEFAULT, give_number
from sapa.sales.tests.money import customer
from sapa.team.models import BusinessUnit
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast, assemble

NOVEMBER, DECEMBER, NEXT_YEAR = date(2026, 11, 22), date(2026, 12, 1), date(2027, 1, 1)
INVOICE, ORDER = DocumentKind.INVOICE, DocumentKind.ORDER


def number(kind: DocumentKind = INVOICE, unit: BusinessUnit | None = None, on: date = NOVEMBER) -> str:
    with transaction.atomic():
        return give_number(kind, unit=unit, on=on)


def test_numbers_follow_each_other_and_start_again_every_year(cast: Cast) -> None:
    assert [number(), number(on=DECEMBER), number(on=NEXT_YEAR)] == [
        "001/INV/XI/2026",
        "002/INV/XII/2026",
        "001/INV/I/2027",
    ]


def test_each_kind_and_unit_has_a_series_of_its_own(cast: Cast) -> None:
    water, catering = (BusinessUnit.objects.create(name=name) for name in ("Air Bersih", "Dapur Bu Ani"))
    assert number(unit=water) == "001/INV/AB/XI/2026"
    assert number(unit=catering) == "001/INV/DBA/XI/2026"
    assert number(ORDER, unit=water) == "001/PSN/AB/XI/2026"
    assert number(unit=water) == "002/INV/AB/XI/2026"


def test_two_units_of_one_code_share_a_series(cast: Cast) -> None:
    first, second = (BusinessUnit.objects.create(name=name, code="T") for name in ("Ternak", "Tani"))
    assert [number(unit=first), number(unit=second)] == ["001/INV/T/XI/2026", "002/INV/T/XI/2026"]


def test_a_template_of_the_organisation_is_used_and_a_units_own_comes_first(cast: Cast) -> None:
    water = BusinessUnit.objects.create(name="Air")
    NumberTemplate.objects.create(kind=INVOICE, template="{kind}-{year2}{month}-{seq:04}", restart="monthly")
    NumberTemplate.objects.create(kind=INVOICE, unit=water, template="AIR/{seq}/{year}")
    assert [number(), number(), number(on=DECEMBER)] == ["INV-2611-0001", "INV-2611-0002", "INV-2612-0001"]
    assert number(unit=water) == "AIR/1/2026"


def test_what_was_rolled_back_leaves_no_gap(cast: Cast) -> None:
    number()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        give_number(INVOICE, unit=None, on=NOVEMBER)
        raise ZeroDivisionError
    assert number() == "002/INV/XI/2026"


def test_another_organisation_counts_for_itself(cast: Cast) -> None:
    number()
    with organization_scope(cast.other):
        assert number() == "001/INV/XI/2026"


def test_it_refuses_to_count_outside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sapa.sales.numbering.connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError):
        give_number(INVOICE, unit=None, on=NOVEMBER)


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("INV/{year}", "{seq}"),
        ("{seq}{seq}/{year}", "{seq}"),
        ("{seq}/INV", "year"),
        ("{seq}/{year}/{town}", "town"),
        ("{seq:3}/{year}", "{seq:03}"),
        ("{seq/{year}", "bracket"),
        ("{seq}/<b>/{year}", "letters"),
        ("{seq}/{year}" + "x" * 50, "long"),
        ("{seq}/{kind.name}/{year}", "part"),
        ("{seq}/{kind!r}/{year}", "part"),
    ],
)
def test_it_refuses_a_template_that_makes_no_sense(template: str, says: str) -> None:
    with translation.override("en"):
        with pytest.raises(InvalidTemplate) as refused:
            parse(template, monthly=False)
        assert says in str(refused.value)


def test_it_refuses_a_monthly_series_without_the_month() -> None:
    with pytest.raises(InvalidTemplate):
        parse("{seq}/{year}", monthly=True)


@pytest.mark.parametrize(
    ("template", "number"),
    [
        (DEFAULT, "007/INV/XI/2026"),
        ("{unit}/{seq}/{year}", "7/2026"),
        ("{seq}-{year}-{unit}", "7-2026"),
        ("{kind}{unit}{seq}.{year}", "INV7.2026"),
    ],
)
def test_without_a_unit_its_place_closes(template: str, number: str) -> None:
    assert parse(template, monthly=False).render(7, kind="INV", unit="", on=NOVEMBER) == number


def test_the_period_is_the_year_or_the_month() -> None:
    assert document_numbers.period(NOVEMBER, monthly=False) == "2026"
    assert document_numbers.period(NOVEMBER, monthly=True) == "2026-11"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_numbers_without_gap_or_double() -> None:
    organization = assemble().organization

    def post(_turn: int) -> str:
        try:
            with organization_scope(organization):
                return number()
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        given = list(threads.map(post, range(40)))
    assert sorted(given) == [f"{seq:03}/INV/XI/2026" for seq in range(1, 41)]
    with organization_scope(organization):
        assert NumberCounter.objects.get().last == 40


def test_a_template_that_writes_the_same_goes_on_where_the_other_was(cast: Cast) -> None:
    sold(cast, number(), number())
    NumberTemplate.objects.create(kind=INVOICE, template="{seq:03}/{kind}/{month_roman}/{year}", restart="yearly")
    assert [number(), number()] == ["003/INV/XI/2026", "004/INV/XI/2026"]


def test_numbers_of_imported_invoices_are_passed_over(cast: Cast) -> None:
    sold(cast, *(f"{seq:03}/INV/XI/2026" for seq in range(1, 901) if seq != 500))
    assert [number(), number()] == ["500/INV/XI/2026", "901/INV/XI/2026"]


def sold(cast: Cast, *numbers: str) -> None:
    """Invoices with these numbers."""
    whose = customer(cast.budi)
    Invoice.objects.bulk_create(
        Invoice(number=one, kind=Invoice.Kind.HISTORY, customer=whose, on=NOVEMBER, due_on=NOVEMBER) for one in numbers
    )
