import io
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sapa.lib.spreadsheets import csv_lines, write_csv, write_xlsx
from sapa.lib.tables import FORMULA_STARTS, InvalidTable, open_table, text, without_formula, without_quote


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def read(path: Path, **limits):
    with open_table(path, **limits) as table:
        return table.header, [(row.number, list(row.values.values())) for row in table]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_it_finds_out_what_stands_between_cells(tmp_path, delimiter):
    lines = [["Nama", "Kota (kab, prov)" if delimiter != "," else "Kota", "Nilai"], ["Siti", "Bogor", "1"]]
    file = written(tmp_path / "a.txt", "\n".join(delimiter.join(line) for line in lines).encode())
    header, rows = read(file)
    assert header == lines[0]
    assert rows == [(2, lines[1])]


def test_excels_own_first_line_names_the_delimiter(tmp_path):
    assert read(written(tmp_path / "a.csv", b"sep=;\r\na;b\r\n1,5;2\r\n")) == (["a", "b"], [(3, ["1,5", "2"])])


@pytest.mark.parametrize(
    ("encoding", "name"), [("utf-8", "Café Désa 東京"), ("utf-8-sig", "Désa €"), ("cp1252", "Café “Désa” €")]
)
def test_letters_are_right_in_three_encodings(tmp_path, encoding, name):
    file = written(tmp_path / "a.csv", f"nama,kota\n{name},Bogor\n".encode(encoding))
    assert read(file) == (["nama", "kota"], [(2, [name, "Bogor"])])


def test_a_foreign_letter_far_down_still_decides_the_encoding(tmp_path):
    lines = b"nama,kota\n" + b"Siti,Bogor\n" * 100_000
    file = written(tmp_path / "a.csv", lines + "Désa,Bogor\n".encode("cp1252"))
    with open_table(file) as table:
        assert table.total == 100_001
        *_rest, last = table
    assert last.values == {"nama": "Désa", "kota": "Bogor"}


def test_cells_may_hold_delimiters_quotes_and_line_breaks(tmp_path):
    file = written(tmp_path / "a.csv", b'nama,alamat\r\n"Toko ""Maju""","Jl. Raya 1,\r\nBogor"\r\n\r\nWati,-\r\n')
    assert read(file) == (
        ["nama", "alamat"],
        [(2, ['Toko "Maju"', "Jl. Raya 1,\r\nBogor"]), (4, ["Wati", "-"])],
    )


def test_ragged_rows_are_reported_with_their_number(tmp_path):
    file = written(tmp_path / "a.csv", b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n")
    with open_table(file) as table:
        problems = {row.number: str(row.problem) if row.problem else "" for row in table}
        assert [row.values for row in table][1] == {"a": "1", "b": "2", "c": ""}
    assert [number for number, problem in problems.items() if problem] == [3, 4]
    assert "2" in problems[3]
    assert "3" in problems[3]


def test_a_column_without_a_name_is_left_out(tmp_path):
    file = written(tmp_path / "a.csv", b"\n\na,,c,\n1,2,3,\n")
    assert read(file) == (["a", "", "c"], [(4, ["1", "3"])])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0 JFIF",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old excel",
        b"PK\x03\x04 broken",
        b"<html><table><tr><td>a</td></tr></table>",
        b"<?xml version='1.0'?><Workbook/>",
        "nama,kota\nSiti,Bogor\n".encode("utf-16"),
        "nama,kota\nSiti,Bogor\n".encode("utf-16-le"),
        b"nama,kota\nSiti\x00,Bogor\n",
        b"nama,kota\nSiti\x81\x8d,Bogor\n",
        b"\x1f\x8b\x08gzip",
        b"nama,Nama\nSiti,Aminah\n",
        b'nama,kota\nSiti,"' + b"x" * 200_000,
        b",".join(b"c%d" % number for number in range(201)) + b"\n",
        b"a,b\n" + b"," * 300 + b"x\n",
    ],
)
def test_a_file_that_is_no_table_is_refused_before_its_first_row(tmp_path, content):
    with pytest.raises(InvalidTable) as refused:
        open_table(written(tmp_path / "customers.csv", content))
    assert str(refused.value)


def test_other_zip_files_are_refused(tmp_path):
    file = tmp_path / "a.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(InvalidTable):
        open_table(file)


def test_a_text_that_is_called_a_spreadsheet_is_refused(tmp_path):
    with pytest.raises(InvalidTable, match=r"spreadsheet|lembar kerja"):
        open_table(written(tmp_path / "a.XLSX", b"nama,hp\nTini,0812\n"))


def test_limits_can_be_set(tmp_path):
    file = written(tmp_path / "a.csv", b"a,b,c\n1,2,3\n")
    with pytest.raises(InvalidTable, match="1"):
        open_table(file, max_bytes=10)
    with pytest.raises(InvalidTable):
        open_table(file, max_columns=2)
    assert read(file, max_bytes=12, max_columns=3)[0] == ["a", "b", "c"]


def workbook(path: Path, rows, **cells) -> Path:
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("Data")
    for row in rows:
        sheet.append(row)
    for place, value in cells.items():
        sheet[place] = value
    book.active = 1
    book.save(path)
    return path


def test_a_workbook_keeps_its_types(tmp_path):
    moment = datetime(2026, 11, 22, 7, 5)
    rows = [
        ["Nama", "HP", "Nilai", "Lahir", "Dibuat", "Aktif"],
        ["Siti", 6281234567890, 1.5, date(1990, 5, 1), moment, True],
    ]
    file = workbook(tmp_path / "named.csv", rows, B4="x", H2="catatan")
    assert read(file) == (
        rows[0],
        [(2, rows[1]), (4, ["", "x", "", "", "", ""])],
    )


def test_a_workbook_with_one_far_corner_is_refused(tmp_path):
    with pytest.raises(InvalidTable):
        open_table(workbook(tmp_path / "a.xlsx", [["a"]], XFD900000="x"))
    with pytest.raises(InvalidTable):
        open_table(workbook(tmp_path / "b.xlsx", [[f"c{number}" for number in range(201)]]))
    with pytest.raises(InvalidTable):
        open_table(workbook(tmp_path / "c.xlsx", []))


def test_damaged_workbooks_are_refused(tmp_path):
    whole = workbook(tmp_path / "a.xlsx", [["a", "b"], [1, 2]]).read_bytes()
    for length in (30, len(whole) // 2, len(whole) - 10):
        with pytest.raises(InvalidTable):
            open_table(written(tmp_path / "b.xlsx", whole[:length]))


def test_a_long_file_stays_flat_in_memory(tmp_path):
    file = written(tmp_path / "a.csv", b"nama,telepon,kota\n" + b"Siti Aminah,081234567890,Bogor\n" * 30_000)
    tracemalloc.start()
    with open_table(file) as table:
        assert sum(1 for _row in table) == table.total == 30_000
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 * 1024**2


def test_cells_become_text_as_typed():
    cells = [None, 6281234567890.0, 1.5, True, date(2026, 11, 22), " x "]
    assert [text(cell) for cell in cells] == ["", "6281234567890", "1.5", "true", "2026-11-22", "x"]


HEADER = ["nama", "=jumlah"]
ROWS = [["=1+1", -5], ["+62812", 1.5], ["-x", None], ["@a", date(2026, 11, 22)], ["\tb", "Désa"], ["ok", True]]


def test_exported_csv_cannot_start_a_formula(tmp_path):
    lines = list(csv_lines(HEADER, ROWS))
    assert "".join(lines) == (
        "\ufeffnama,'=jumlah\r\n'=1+1,-5\r\n'+62812,1.5\r\n'-x,\r\n'@a,2026-11-22\r\n'\tb,Désa\r\nok,True\r\n"
    )
    write_csv(tmp_path / "a.csv", HEADER, ROWS, delimiter=";", bom=False)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"nama;'=jumlah\r\n")


def test_exported_workbooks_cannot_start_a_formula():
    target = io.BytesIO()
    write_xlsx(target, HEADER, [*ROWS, ["bell\x07", "x"]], title="Pelanggan")
    sheet = openpyxl.load_workbook(target)["Pelanggan"]
    assert [cell.value for cell in sheet["A"]] == ["nama", "'=1+1", "'+62812", "'-x", "'@a", "'\tb", "ok", "bell"]
    assert all(cell.data_type != "f" for row in sheet.rows for cell in row)


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_what_was_exported_can_be_imported(tmp_path, write):
    write(tmp_path / "a", ["nama", "telepon"], [["=SUM", "+6281234567890"], ["'kutip", "-"]])
    assert read(tmp_path / "a")[1] == [(2, ["=SUM", "+6281234567890"]), (3, ["'kutip", "-"])]


@given(st.text())
def test_no_text_starts_a_formula(value):
    assert not str(without_formula(value)).startswith(FORMULA_STARTS)
    if not value.startswith("'"):
        assert without_quote(without_formula(value)) == value


@given(st.binary(max_size=400))
def test_any_file_is_a_table_or_refused(tmp_path_factory, content):
    file = written(tmp_path_factory.getbasetemp() / "any", content)
    try:
        read(file)
    except InvalidTable as refused:
        assert str(refused)
