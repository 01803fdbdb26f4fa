"""What a file of customers can tell, and the headers by which it is known."""

from collections.abc import Iterable

from sapa.customers.models import Customer, CustomField, Market
from sapa.exchange import cells
from sapa.exchange.cells import Formats, Reader
from sapa.exchange.reading import Field
from sapa.lib.tables import Cell
from sapa.tenancy.models import LegalForm

MARKET = cells.choice(
    Market, perorangan="b2c", konsumen="b2c", rumah_tangga="b2c", usaha="b2b", bisnis="b2b", perusahaan="b2b",
    pemerintah="b2g", instansi="b2g", government="b2g", business="b2b",
)  # fmt: skip
KIND = cells.choice(
    Customer.Kind, perorangan="person", individu="person", orang="person", individual="person",
    perusahaan="organization", lembaga="organization", badan="organization", company="organization",
)  # fmt: skip
NAME = "Nama|nama pelanggan|nama lengkap|pelanggan|customer|customer name|full name|account|nama usaha|company"
PHONE = (
    "Telepon|telp|no telp|no telepon|nomor telepon|hp|no hp|nomor hp|ponsel|wa|no wa|nomor wa|whatsapp"
    "|phone|phone number|mobile"
)
FIELDS = (
    Field("external_id", cells.text(80), "Kode pelanggan|kode|nomor pelanggan|no pelanggan|id|customer id"),
    Field("name", cells.text(160), NAME, required=True),
    Field("kind", KIND, "Jenis pelanggan|jenis|orang atau organisasi|type"),
    Field("honorific", cells.text(30), "Sapaan|gelar|title|salutation"),
    Field("nickname", cells.text(60), "Nama panggilan|panggilan"),
    Field("phones", cells.phone_list, PHONE),
    Field("other_phones", cells.phone_list, "Telepon 2|telepon lain|hp 2|no hp 2|phone 2|other phone"),
    Field("email", cells.email, "Email|surel|e-mail address|alamat email"),
    Field("birthday", cells.day, "Tanggal lahir|tgl lahir|ulang tahun|lahir|date of birth|birth date"),
    Field("market", MARKET, "Jenis pasar|pasar|segmen pasar"),
    Field("field", cells.text(80), "Bidang usaha|bidang|sektor|sector|industry|field of business"),
    Field("channel", cells.text(60), "Saluran|kanal"),
    Field("outlet_type", cells.text(60), "Tipe outlet|tipe toko|jenis outlet|outlet"),
    Field("legal_form", cells.choice(LegalForm), "Bentuk hukum|badan hukum|bentuk usaha"),
    Field("npwp", cells.npwp, "Nomor NPWP|no npwp|tax id"),
    Field("parent", cells.text(160), "Bagian dari|induk|perusahaan induk|part of|parent company|subsidiary of"),
    Field("street", cells.text(160), "Jalan|alamat|alamat lengkap|address|street address"),
    Field("hamlet", cells.text(60), "Dusun|kampung|lingkungan"),
    Field("rt", cells.digits(3), "RT"),
    Field("rw", cells.digits(3), "RW"),
    Field("village", cells.text(100), "Desa|kelurahan|desa/kelurahan|desa kelurahan|kel"),
    Field("district", cells.text(100), "Kecamatan|kec|distrik|subdistrict"),
    Field("regency", cells.text(100), "Kabupaten|kota|kabupaten/kota|kab|kab/kota|city|regency or city"),
    Field("province", cells.text(100), "Provinsi|propinsi|prov"),
    Field("region_code", cells.text(13), "Kode desa|kode wilayah|kode kelurahan|village code"),
    Field("postal_code", cells.digits(5), "Kode pos|kodepos|postcode|zip|zip code"),
    Field("landmark", cells.text(120), "Patokan|ancer-ancer"),
    Field("latitude", cells.degrees(90), "Lintang|lat"),
    Field("longitude", cells.degrees(180), "Bujur|long|lng|lon"),
    Field("source", cells.text(60), "Sumber|asal|lead source"),
    Field("owner", cells.text(120), "Penanggung jawab|pemilik|sales|salesman|tenaga penjual|account manager"),
    Field("unit", cells.text(80), "Unit usaha|business unit"),
    Field("tags", cells.words, "Tanda|tag|label|labels"),
    Field("note", cells.note, "Catatan|keterangan|notes|remarks"),
)  # fmt: skip

PLACE = ("village", "district", "regency", "province")


def custom_fields(fields: Iterable[CustomField]) -> list[Field]:
    """The organisation's own fields, known by key and label."""
    return [Field(f"custom.{field.key}", _reader(field), f"{field.label}|{field.key}") for field in fields]


def _reader(field: CustomField) -> Reader:
    match field.kind:
        case CustomField.Kind.NUMBER:
            return _number
        case CustomField.Kind.DATE:
            return lambda cell, formats: cells.day(cell, formats).isoformat()
        case CustomField.Kind.YES_NO:
            return cells.yes_no
        case CustomField.Kind.CHOICE:
            return cells.one_of((choice, choice) for choice in field.choices)
        case _:
            return cells.text(500)


def _number(cell: Cell, formats: Formats) -> int | float:
    """As JSON keeps it: whole numbers whole."""
    found = cells.quantity(cell, formats)
    return int(found) if found == found.to_integral_value() else float(found)
