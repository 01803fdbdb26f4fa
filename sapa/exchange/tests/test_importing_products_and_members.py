"""Products and members come in from files."""

from decimal import Decimal
from pathlib import Path

from sapa.catalogue.models import Product, StockMove
from sapa.catalogue.tests.stock import assert_sums_agree, counted
from sapa.events.models import Event
from sapa.exchange.mapping import Mapping
from sapa.exchange.tests.files import counts, csv_file, take, xlsx_file
from sapa.team.models import BusinessUnit, Member
from sapa.tenancy.models import Organization
from sapa.testing import Cast


def test_products_come_with_price_cost_and_stock(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "Kode barang;Nama barang;Satuan;Harga jual;HPP;Stok;Kategori",
        'B5;Beras 5 kg;sak;Rp 75.000;"65rb";12,5;Sembako',
        ";Tiket;;15000;;;",
    )
    assert counts(take("products", path, cast.organization)[0]) == (2, 0, 0, 0)
    rice = Product.objects.get(sku="B5")
    assert (rice.name, rice.unit, rice.price, rice.cost, rice.stock) == (
        "Beras 5 kg",
        "sak",
        75000,
        65000,
        Decimal("12.5"),
    )
    assert counts(take("products", path, cast.organization)[0]) == (0, 0, 2, 0)
    assert [(move.kind, move.product.sku, move.quantity) for move in StockMove.objects.all()] == [
        ("opening", "B5", Decimal("12.5"))
    ]
    assert_sums_agree(rice)


def test_a_later_file_corrects_the_stock_and_names_itself(cast: Cast, tmp_path: Path) -> None:
    counted(cast.sari, {cast.catering.pk: "6", cast.shop.pk: "4"}, "Beras", stock_by_unit=True)
    path = csv_file(tmp_path, "nama,stok", "Beras,12", "Gula,0", "Kopi,")
    assert counts(take("products", path, cast.organization)[0]) == (2, 1, 0, 0)
    assert counts(take("products", path, cast.organization)[0]) == (0, 0, 3, 0)
    rice, sugar, coffee = Product.objects.order_by("name")
    assert (rice.stock, sugar.stock, coffee.stock) == (12, 0, None)
    move = StockMove.objects.get(kind="adjustment")
    assert (move.quantity, move.unit) == (2, None)
    assert path.name in move.reason
    assert_sums_agree(rice)


def test_a_price_is_in_the_organisations_currency(cast: Cast, tmp_path: Path) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(currency="USD")
    cast.organization.refresh_from_db()
    take("products", xlsx_file(tmp_path, ["product", "price"], ["GTX", 1054.5]), cast.organization)
    assert Product.objects.get().price == 105450


def test_a_product_is_known_by_sku_then_by_name(cast: Cast, tmp_path: Path) -> None:
    take("products", csv_file(tmp_path, "sku,nama,harga", "B5,Beras,75000", ",Gula,17000"), cast.organization)
    path = csv_file(tmp_path, "sku,nama,harga", "B5,Beras 5 kg,76000", "G1,gula,17000")
    assert counts(take("products", path, cast.organization)[0]) == (0, 2, 0, 0)
    assert set(Product.objects.values_list("sku", "name", "price", "version")) == {
        ("B5", "Beras 5 kg", 76000, 2),
        ("G1", "gula", 17000, 2),
    }
    changes = Event.objects.get(kind="product.imported", data__row=2, data__changes__isnull=False).data["changes"]
    assert changes == {"name": ["Beras", "Beras 5 kg"], "price": [75000, 76000]}


def test_a_name_that_another_sku_has_is_refused(cast: Cast, tmp_path: Path) -> None:
    take("products", csv_file(tmp_path, "sku,nama", "B5,Beras"), cast.organization)
    path = csv_file(tmp_path, "sku,nama", "B6,beras", "B7,Gula", "B7,Kopi", "B8,gula", "B9,")
    summary, rejected = take("products", path, cast.organization)
    assert (counts(summary), sorted(rejected)) == ((1, 0, 0, 4), [2, 4, 5, 6])


def test_a_price_below_zero_is_refused(cast: Cast, tmp_path: Path) -> None:
    summary, rejected = take("products", csv_file(tmp_path, "nama,harga", "Beras,-5", "Gula,1.2.3"), cast.organization)
    assert (counts(summary), sorted(rejected)) == ((0, 0, 0, 2), [2, 3])


def test_members_come_with_unit_and_supervisor(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, "Nama,Jabatan,Unit usaha,Atasan", "Ani,Sales,Air bersih,Bos", "Bos,Supervisor,Air bersih,"
    )
    assert counts(take("members", path, cast.organization)[0]) == (2, 0, 0, 0)
    ani = Member.objects.get(name="Ani")
    assert (ani.role, ani.unit.name, ani.supervisor.name, ani.user) == ("salesperson", "Air bersih", "Bos", None)
    assert counts(take("members", path, cast.organization)[0]) == (0, 0, 2, 0)
    assert BusinessUnit.objects.filter(name="Air bersih").count() == 1


def test_a_member_who_is_there_moves(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "nama,unit usaha", "budi,Toko")
    assert counts(take("members", path, cast.organization)[0]) == (0, 1, 0, 0)
    budi = Member.objects.get(pk=cast.budi.pk)
    assert (budi.unit, budi.role, budi.version) == (cast.shop, "salesperson", cast.budi.version + 1)


def test_a_supervisor_who_is_nowhere_is_made_only_if_the_mapping_says_so(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "nama,manager", "Ani,Bos Baru")
    summary, rejected = take("members", path, cast.organization)
    assert (counts(summary), summary.remarks, list(rejected)) == ((1, 0, 0, 0), 1, [2])
    summary, rejected = take("members", path, cast.organization, Mapping(create=frozenset({"supervisors"})))
    assert (counts(summary), rejected) == ((0, 1, 0, 0), {})
    assert Member.objects.get(name="Ani").supervisor == Member.objects.get(name="Bos Baru", role="supervisor")


def test_nobody_comes_twice_or_leads_themselves(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "nama,atasan,jabatan", "Ani,,", "ANI,,", "Eko,Eko,", "Ujang,,Raja")
    summary, rejected = take("members", path, cast.organization)
    assert (counts(summary), summary.remarks, sorted(rejected)) == ((2, 0, 0, 2), 1, [3, 4, 5])
