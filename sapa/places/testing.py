"""A few regions for tests: all 91,599 take seconds to load."""

from datetime import date

from sapa.places.loading import load

REGIONS = """
31|DKI Jakarta|
31.71|Kota Administrasi Jakarta Pusat|
31.71.05|Cempaka Putih|
31.71.05.1001|Cempaka Putih Timur|10510
31.71.05.1002|Cempaka Putih Barat|10520
32|Jawa Barat|
32.01|Kabupaten Bogor|
32.01.06|Jonggol|
32.01.06.2001|Sukamaju|16830
32.01.06.2007|Sukajaya|16830
32.01.16|Cibungbulang|
32.01.16.2002|Cemplang|16630
32.01.16.2013|Sukamaju|16630
32.71|Kota Bogor|
32.71.03|Bogor Tengah|
32.71.03.1003|Paledang|16122
32.03|Kabupaten Cianjur|
32.03.03|Cibeber|
32.03.03.2013|Sukamaju|43262
18|Lampung|
18.03|Kabupaten Lampung Utara|
18.03.13|Abung Semuli|
18.03.13.2002|Suka Maju|34581
18.03.13.2003|Bumi Bogor|
"""


def load_some_regions() -> None:
    """The regions above: three provinces, with three villages called Sukamaju and one Suka Maju."""
    rows = [
        dict(zip(("code", "name", "postal_code"), line.split("|"), strict=True)) for line in REGIONS.split("\n")[1:-1]
    ]
    load(sorted(rows, key=lambda row: row["code"]), on=date(2026, 11, 22))
