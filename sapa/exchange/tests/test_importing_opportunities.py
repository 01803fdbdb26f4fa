"""Opportunities come in from files."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.exchange.mapping import InvalidMapping, Mapping
from sapa.exchange.tests.files import counts, csv_file, take
from sapa.pipeline.models import LostReason, Opportunity, OpportunityLine, Pipeline, StageTally
from sapa.pipeline.tallies import counted
from sapa.testing import Cast

HEADER = "id peluang,judul,pelanggan,tahap,nilai,dibuka,ditutup,penanggung jawab,alasan kalah"


@pytest.fixture
def tini(cast: Cast) -> Customer:
    return Customer.objects.create(name="Warung Bu Tini", name_key="warung bu tini", owner=cast.wati, unit=cast.shop)


def tallies() -> set[tuple[int, ...]]:
    fields = ("stage_id", "owner_id", "unit_id", "month", "count", "value", "weighted")
    return set(StageTally.objects.exclude(count=0).values_list(*fields))


def test_a_row_becomes_an_opportunity_in_its_stage(cast: Cast, tini: Customer, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        HEADER,
        "P1,Katering rapat,warung bu tini,Proposal,2.500.000,01-10-2026,,budi,",
        "P2,Snack,Warung Bu Tini,menang,750rb,01-09-2026,15-09-2026,budi,",
        "P3,Tenda,Warung Bu Tini,Kalah,1jt,01-09-2026,20-09-2026,,Terlalu jauh",
    )
    assert counts(take("opportunities", path, cast.organization)[0]) == (3, 0, 0, 0)
    open_deal = Opportunity.objects.get(external_id="P1")
    assert (open_deal.stage.name, open_deal.outcome, open_deal.value, open_deal.probability) == (
        "Proposal",
        "open",
        2500000,
        50,
    )
    assert (open_deal.owner, open_deal.unit, open_deal.value_by_hand) == (cast.budi, cast.catering, True)
    assert open_deal.stage_entered_at.isoformat() == "2026-09-30T17:00:00+00:00"  # midnight in WIB
    won = Opportunity.objects.get(external_id="P2")
    assert (won.outcome, won.closed_on, won.value, won.closed_by) == ("won", date(2026, 9, 15), 750000, cast.budi)
    lost = Opportunity.objects.get(external_id="P3")
    assert (lost.outcome, lost.owner, lost.lost_reason) == (
        "lost",
        cast.wati,
        LostReason.objects.get(name="Terlalu jauh"),
    )
    assert {event.data["row"] for event in Event.objects.filter(kind="opportunity.imported")} == {2, 3, 4}
    assert Event.objects.filter(kind="opportunity.imported", customer_id=tini.pk).count() == 3


def test_the_second_run_finds_nothing_and_the_boards_figures_fit(cast: Cast, tini: Customer, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, HEADER, "P1,A,Warung Bu Tini,Proposal,100,01-10-2026,,budi,", ",B,Warung Bu Tini,,200,01-10-2026,,,"
    )
    assert counts(take("opportunities", path, cast.organization)[0]) == (2, 0, 0, 0)
    assert counts(take("opportunities", path, cast.organization)[0]) == (0, 0, 2, 0)
    moved = csv_file(tmp_path, HEADER, "P1,A,Warung Bu Tini,Menang,150,01-10-2026,02-10-2026,wati,")
    assert counts(take("opportunities", moved, cast.organization)[0]) == (0, 1, 0, 0)
    deal = Opportunity.objects.get(external_id="P1")
    assert (deal.outcome, deal.value, deal.probability, deal.closed_by, deal.version) == ("won", 150, 100, cast.wati, 2)
    now = {(t.stage_id, t.owner_id, t.unit_id, t.month, t.count, t.value, t.weighted) for t in counted()}
    assert tallies() == now


def test_products_become_one_line_and_the_value_unless_one_is_told(cast: Cast, tini: Customer, tmp_path: Path) -> None:
    Product.objects.create(name="Nasi kotak", name_key="nasi kotak", price=25000)
    path = csv_file(
        tmp_path,
        "judul,pelanggan,produk,qty,nilai",
        "A,Warung Bu Tini,nasi kotak,40,",
        "B,Warung Bu Tini,Nasi Kotak,,9000",
    )
    assert counts(take("opportunities", path, cast.organization)[0]) == (2, 0, 0, 0)
    assert set(Opportunity.objects.values_list("title", "value", "value_by_hand")) == {
        ("A", 1000000, False),
        ("B", 9000, True),
    }
    assert set(OpportunityLine.objects.values_list("quantity", "price", "amount")) == {
        (Decimal(40), 25000, 1000000),
        (Decimal(1), 25000, 25000),
    }
    assert counts(take("opportunities", path, cast.organization)[0]) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    "row",
    [
        "P1,A,Siapa Ini,Proposal,1,,,,",
        "P1,A,,Proposal,1,,,,",
        "P1,A,Warung Bu Tini,Setengah jalan,1,,,,",
        "P1,A,Warung Bu Tini,Menang,1,01-01-2026,,,",
        "P1,A,Warung Bu Tini,Menang,1,02-01-2026,01-01-2026,,",
        "P1,A,Warung Bu Tini,Menang,1,01-01-2026,01-01-2199,,",
        "P1,A,Warung Bu Tini,Proposal,1,01-01-2026,02-01-2026,,",
        "P1,A,Warung Bu Tini,Proposal,1,30-02-2026,,,",
        "P1,A,Warung Bu Tini,Proposal,-1,,,,",
        "P1,A,Warung Bu Tini,Proposal,1,,,Siapa,",
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, tini: Customer, tmp_path: Path, row: str) -> None:
    summary, rejected = take("opportunities", csv_file(tmp_path, HEADER, row), cast.organization)
    assert (counts(summary), list(rejected)) == ((0, 0, 0, 1), [2])
    assert not Opportunity.objects.exists()


def test_a_number_that_comes_twice_is_refused(cast: Cast, tini: Customer, tmp_path: Path) -> None:
    row = "P1,A,Warung Bu Tini,Proposal,1,,,,"
    summary, rejected = take("opportunities", csv_file(tmp_path, HEADER, row, row), cast.organization)
    assert (counts(summary), list(rejected)) == ((1, 0, 0, 1), [3])


def test_rows_without_a_customer_go_to_one_of_their_owner(cast: Cast, tmp_path: Path) -> None:
    mapping = Mapping(unnamed={"name": "Tanpa nama"})
    path = csv_file(tmp_path, HEADER, "P1,A,,,1,,,budi,", "P2,B,,,1,,,budi,", "P3,C,,,1,,,wati,")
    assert counts(take("opportunities", path, cast.organization, mapping)[0]) == (3, 0, 0, 0)
    assert set(Customer.objects.values_list("name", "owner__name")) == {("Tanpa nama", "Budi"), ("Tanpa nama", "Wati")}
    assert counts(take("opportunities", path, cast.organization, mapping)[0]) == (0, 0, 3, 0)
    assert Customer.objects.count() == 2


def test_a_mapping_makes_its_pipeline_once(cast: Cast, tini: Customer, tmp_path: Path) -> None:
    stages = [{"name": "Baru", "step": "candidate"}, {"name": "Jadi", "step": "won"}, {"name": "Batal", "step": "lost"}]
    mapping = Mapping(pipeline={"name": "Tender", "market": "b2g", "stages": stages})
    path = csv_file(tmp_path, HEADER, "P1,A,Warung Bu Tini,Baru,1,,,,")
    take("opportunities", path, cast.organization, mapping)
    take("opportunities", path, cast.organization, mapping)
    pipeline = Pipeline.objects.get(name="Tender")
    assert list(pipeline.stages.values_list("name", "probability")) == [("Baru", 10), ("Jadi", 100), ("Batal", 0)]
    assert Opportunity.objects.get().pipeline == pipeline


def test_a_pipeline_without_an_end_is_refused(cast: Cast, tini: Customer, tmp_path: Path) -> None:
    mapping = Mapping(pipeline={"name": "Tender", "stages": [{"name": "Baru", "step": "candidate"}]})
    with pytest.raises(InvalidMapping):
        take("opportunities", csv_file(tmp_path, HEADER, "P1,A,,,,,,,"), cast.organization, mapping)
