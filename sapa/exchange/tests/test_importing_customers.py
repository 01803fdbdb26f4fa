"""Customers come in from files."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from sapa.customers.models import Customer, CustomerTag, CustomField, Phone, Source
from sapa.events.models import Event
from sapa.exchange import running
from sapa.exchange.mapping import InvalidMapping, Mapping
from sapa.exchange.tests.files import counts, csv_file, take, xlsx_file
from sapa.lib.tables import InvalidTable
from sapa.places.loading import load
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast

HEADER = "Nama;No HP;Email;Jenis pasar;Penanggung jawab;Tag"


@pytest.fixture
def villages(db: None) -> None:
    """Two villages of one name, and one of another."""
    names = {
        "31": "DKI Jakarta", "31.71": "Kota Jakarta Pusat", "31.71.05": "Cempaka Putih",
        "31.71.05.1001": "Cempaka Putih",
        "32": "Jawa Barat", "32.01": "Bogor", "32.01.01": "Cibungbulang", "32.01.01.2001": "Sukamaju",
        "32.04": "Bandung", "32.04.05": "Cimenyan", "32.04.05.2003": "Sukamaju",
    }  # fmt: skip
    load(({"code": code, "name": name, "postal_code": ""} for code, name in names.items()), on=date(2026, 1, 1))


def test_a_row_becomes_a_customer_with_phone_tags_owner_and_history(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEADER, "Warung Bu Tini;0812-3456-7890;TINI@Contoh.id;B2B;budi;grosir, langganan")
    summary, rejected = take("customers", path, cast.organization)
    assert (counts(summary), rejected) == ((1, 0, 0, 0), {})
    customer = Customer.objects.get()
    assert (customer.name, customer.email, customer.market) == ("Warung Bu Tini", "tini@contoh.id", "b2b")
    assert (customer.owner, customer.kind, customer.name_key) == (cast.budi, "organization", "warung bu tini")
    assert customer.search == "warung bu tini 6281234567890"
    assert list(Phone.objects.values_list("number", "customer_id")) == [("+6281234567890", customer.pk)]
    assert set(CustomerTag.objects.values_list("tag__name", flat=True)) == {"grosir", "langganan"}
    event = Event.objects.get(kind="customer.imported")
    assert (event.customer_id, event.subject_id, event.subject_kind) == (customer.pk, customer.pk, "customer")
    assert event.data == {"file": "file.csv", "row": 2}


def test_the_second_run_finds_nothing_to_do(cast: Cast, tmp_path: Path) -> None:
    rows = ["Tini;081234567890;;;budi;grosir", "Joni;;joni@contoh.id;;;", "Tanpa apa-apa;;;;;", "Sari;08129999888;;;;"]
    path = csv_file(tmp_path, HEADER, *rows)
    assert counts(take("customers", path, cast.organization)[0]) == (4, 0, 0, 0)
    events = Event.objects.count()
    assert counts(take("customers", path, cast.organization)[0]) == (0, 0, 4, 0)
    assert Event.objects.count() == events
    assert Customer.objects.count() == 4


def test_a_row_that_is_known_changes_only_what_it_tells(cast: Cast, tmp_path: Path) -> None:
    take("customers", csv_file(tmp_path, HEADER, "Tini;081234567890;t@contoh.id;B2C;budi;grosir"), cast.organization)
    path = csv_file(tmp_path, HEADER, "Warung Tini;+62 812 3456 7890;;B2B;wati;pasar")
    assert counts(take("customers", path, cast.organization)[0]) == (0, 1, 0, 0)
    customer = Customer.objects.get()
    assert (customer.name, customer.email, customer.market) == ("Warung Tini", "t@contoh.id", "b2b")
    assert (customer.owner, customer.version, customer.search) == (cast.wati, 2, "warung tini 6281234567890")
    changes = Event.objects.exclude(kind="organization.imported").order_by("pk").last().data["changes"]
    assert changes["owner"] == [cast.budi.pk, cast.wati.pk]
    assert changes["name"] == ["Tini", "Warung Tini"]
    assert changes["tags"] == ["", "pasar"]


def test_a_number_in_another_system_comes_before_the_phone(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "kode,nama,hp", "K1,Tini,081234567890", "K2,Anak Tini,081234567890")
    assert counts(take("customers", path, cast.organization)[0]) == (2, 0, 0, 0)
    path = csv_file(tmp_path, "kode,nama,hp", "K2,Anak Bu Tini,081234567890")
    assert counts(take("customers", path, cast.organization)[0]) == (0, 1, 0, 0)
    assert set(Customer.objects.values_list("external_id", "name")) == {("K1", "Tini"), ("K2", "Anak Bu Tini")}


def test_a_repeated_row_is_refused_with_the_number_of_the_first(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "nama,hp", "Tini,081234567890", "Bu Tini,0812 3456 7890", "Sari,", "sari,")
    summary, rejected = take("customers", path, cast.organization)
    assert counts(summary) == (2, 0, 0, 2)
    assert rejected == {3: "Sama dengan baris 2.", 5: "Sama dengan baris 4."} or rejected == {
        3: "The same as row 2.",
        5: "The same as row 4.",
    }


def test_a_phone_that_two_have_is_for_a_person_to_decide(cast: Cast, tmp_path: Path) -> None:
    for name in ("Tini", "Joni"):
        customer = Customer.objects.create(name=name, name_key=name.lower())
        Phone.objects.create(customer=customer, number="+6281234567890")
    summary, rejected = take("customers", csv_file(tmp_path, "nama,hp", "T,081234567890"), cast.organization)
    assert counts(summary) == (0, 0, 0, 1)
    assert list(rejected) == [2]


def test_colleagues_may_share_an_email_when_each_has_a_phone(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "nama,hp,email", "A,081234567890,k@contoh.id", "B,081234567891,k@contoh.id")
    assert counts(take("customers", path, cast.organization)[0]) == (2, 0, 0, 0)
    assert counts(take("customers", path, cast.organization)[0]) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("hp", "0812"),
        ("email", "tini@"),
        ("tanggal lahir", "31-02-1990"),
        ("tanggal lahir", "01-01-1492"),
        ("npwp", "123"),
        ("rt", "dua"),
        ("lintang", "-98"),
        ("jenis pasar", "B2X"),
        ("kode desa", "99.99.99.9999"),
        ("desa", "Antah Berantah"),
        ("penanggung jawab", "Siapa Dia"),
        ("nama panggilan", "x" * 61),
        ("unit usaha", "Tambang"),
    ],
)
def test_an_impossible_cell_is_refused_with_a_reason(cast: Cast, tmp_path: Path, column: str, cell: str) -> None:
    path = csv_file(tmp_path, f"nama,{column}", f"Tini,{cell}", "Joni,")
    summary, rejected = take("customers", path, cast.organization)
    assert counts(summary) == (1, 0, 0, 1)
    assert rejected[2]
    assert Customer.objects.get().name == "Joni"


def test_villages_are_found_by_name_with_their_district(cast: Cast, tmp_path: Path, villages: None) -> None:
    path = csv_file(
        tmp_path,
        "nama,desa,kecamatan,kabupaten",
        "A,Suka Maju,Kec. Cibungbulang,Kab. Bogor",
        "B,Sukamaju,,Bandung",
        "C,Sukamaju,,",
        "D,Kel. Cempaka Putih,,",
        "E,,Cimenyan,Bandung",
    )
    summary, rejected = take("customers", path, cast.organization)
    assert counts(summary) == (4, 0, 0, 1)
    assert list(rejected) == [4]
    found = {customer.name: (customer.region_id, customer.street) for customer in Customer.objects.all()}
    assert found == {
        "A": ("32.01.01.2001", ""),
        "B": ("32.04.05.2003", ""),
        "D": ("31.71.05.1001", ""),
        "E": (None, "Cimenyan, Bandung"),
    }


def test_two_of_one_name_in_two_villages_are_two(cast: Cast, tmp_path: Path, villages: None) -> None:
    path = csv_file(tmp_path, "nama,desa,kecamatan", "Sari,Sukamaju,Cimenyan", "Sari,Sukamaju,Cibungbulang")
    assert counts(take("customers", path, cast.organization)[0]) == (2, 0, 0, 0)
    assert counts(take("customers", path, cast.organization)[0]) == (0, 0, 2, 0)


def test_custom_fields_are_known_by_label_and_made_by_a_mapping(cast: Cast, tmp_path: Path) -> None:
    CustomField.objects.create(key="luas", label="Luas lahan", kind="number")
    mapping = Mapping(custom_fields={"sejak": {"label": "Sejak", "kind": "date"}}, columns={"custom.sejak": "mulai"})
    path = csv_file(tmp_path, "nama,Luas Lahan,mulai", 'Tini,"1,5",01-02-2020')
    assert counts(take("customers", path, cast.organization, mapping)[0]) == (1, 0, 0, 0)
    assert Customer.objects.get().custom == {"luas": 1.5, "sejak": "2020-02-01"}
    assert CustomField.objects.get(key="sejak").label == "Sejak"


def test_a_part_of_another_customer_may_stand_before_it(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "nama,bagian dari", "Cabang,Pusat", "Pusat,", "Yatim,Tidak Ada")
    summary, rejected = take("customers", path, cast.organization)
    assert (counts(summary), summary.remarks, list(rejected)) == ((3, 0, 0, 0), 1, [4])
    assert Customer.objects.get(name="Cabang").parent.name == "Pusat"
    assert counts(take("customers", path, cast.organization)[0]) == (0, 0, 3, 0)


def test_defaults_are_for_new_customers_only(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "nama,hp", "Tini,081234567890")
    mapping = Mapping(defaults={"market": "b2b", "source": "Brosur"})
    take("customers", path, cast.organization, mapping)
    customer = Customer.objects.get()
    assert (customer.market, customer.source) == ("b2b", Source.objects.get(name="Brosur"))
    Customer.objects.update(market="b2g")
    assert counts(take("customers", path, cast.organization, mapping)[0]) == (0, 0, 1, 0)
    assert Customer.objects.get().market == "b2g"


def test_a_workbook_brings_its_own_numbers_and_days(cast: Cast, tmp_path: Path) -> None:
    path = xlsx_file(
        tmp_path,
        ["Nama Pelanggan", "NO_HP", "Tgl Lahir", "RT", "Catatan"],
        ["Tini", 6281234567890, date(1990, 11, 22), 3, "=1+1"],
    )
    assert counts(take("customers", path, cast.organization)[0]) == (1, 0, 0, 0)
    customer = Customer.objects.get()
    assert (customer.birthday, customer.rt) == (date(1990, 11, 22), "003")
    assert Phone.objects.get().number == "+6281234567890"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_names_keep_their_letters(cast: Cast, tmp_path: Path, encoding: str) -> None:
    path = csv_file(tmp_path, "nama;kode", "Café Ñoño – “Bu Éva”;1", encoding=encoding)
    assert counts(take("customers", path, cast.organization)[0]) == (1, 0, 0, 0)
    assert Customer.objects.get().name == "Café Ñoño – “Bu Éva”"


def test_a_ragged_row_is_refused_and_the_others_are_taken(cast: Cast, tmp_path: Path) -> None:
    summary, rejected = take("customers", csv_file(tmp_path, "nama,hp", "A,,x", "B,", "C"), cast.organization)
    assert (counts(summary), sorted(rejected)) == ((1, 0, 0, 2), [2, 4])


def test_a_dry_run_writes_nothing(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "nama,hp,sumber", "Tini,081234567890,Brosur", "Joni,x,")
    events, sources = Event.objects.count(), Source.objects.count()
    summary, rejected = take("customers", path, cast.organization, dry_run=True)
    assert (counts(summary), list(rejected)) == ((1, 0, 0, 1), [3])
    assert (Customer.objects.count(), Phone.objects.count(), Event.objects.count()) == (0, 0, events)
    assert Source.objects.count() == sources


def test_a_file_without_names_is_refused(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(InvalidTable):
        take("customers", csv_file(tmp_path, "hp,email", "081234567890,a@contoh.id"), cast.organization)


@pytest.mark.parametrize(
    "mapping",
    [
        Mapping(columns={"nama": "nama"}),
        Mapping(defaults={"market": "b2x"}),
        Mapping(key="owner"),
        Mapping(formats={"date": "%q"}),
        Mapping(formats={"tanggal": "dd-mm-yy"}),
        Mapping(custom_fields={"x": {"kind": "poem"}}),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(cast: Cast, tmp_path: Path, mapping: Mapping) -> None:
    with pytest.raises(InvalidMapping):
        take("customers", csv_file(tmp_path, "nama", "Tini"), cast.organization, mapping)
    assert not Customer.objects.exists()


def test_nothing_reaches_or_reads_another_organisation(cast: Cast, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "nama,hp", "Tini,081234567890")
    with organization_scope(cast.other):
        take("customers", path, cast.other)
    assert counts(take("customers", path, cast.organization)[0]) == (1, 0, 0, 0)
    with organization_scope(cast.other):
        assert Customer.objects.get().version == 1
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_long_file_comes_in_chunk_by_chunk(
    cast: Cast, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 2)
    names = [f"Tini {number}" for number in range(5)]
    path = csv_file(tmp_path, "nama,hp", *(f"{name}," for name in names), "Tini 1,", "Tini 5,08")
    if kind == "xlsx":
        path = xlsx_file(tmp_path, ["nama", "hp"], *([name, ""] for name in names), ["Tini 1", ""], ["Tini 5", "08"])
    summary, rejected = take("customers", path, cast.organization)
    assert (counts(summary), sorted(rejected)) == ((5, 0, 0, 2), [7, 8])
    assert "“08”" in rejected[8]
    with translation.override("en"):
        assert take("customers", path, cast.organization)[1][8] == "hp: “08” cannot be called: check its digits."
