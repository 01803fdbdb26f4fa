"""Bringing the regions of a decree into the database."""

import csv
import gzip
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import batched
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from sapa.lib.text import search_key
from sapa.places.models import Region, RegionWord

DECREE = "300.2.2-2430/2025"
FILE = Path(__file__).parent / "data" / "regions.csv.gz"
COUNT = 91_599
BATCH = 10_000
COLUMNS = ("code", "name", "level", "parent_code", "path", "postal_code", "decree")
WORD_COLUMNS = ("word", "level", "is_whole", "search", "region_id")
KINDS = {str: "text", int: "int", bool: "boolean"}
UPDATED = ", ".join([*(f"{column} = excluded.{column}" for column in COLUMNS[1:]), "valid_to = NULL"])


def are_loaded(using: str = "default") -> bool:
    """Whether all regions of the decree are there."""
    return Region.objects.using(using).filter(decree=DECREE).count() == COUNT


def load(rows: Iterable[dict[str, str]], *, on: date, using: str = "default") -> int:
    """Bring in `code`, `name`, `postal_code` in the order of the codes. Returns how many regions there were.

    Regions that an older decree had and this one has not are kept, for those who live there in our rows, and
    marked as gone `on` that day. Done twice, it changes nothing.
    """
    regions = list(_built(rows))
    connection = connections[using]
    with transaction.atomic(using=using):
        _insert(connection, Region, COLUMNS, regions, "ON CONFLICT (code) DO UPDATE SET " + UPDATED)
        Region.objects.using(using).current().exclude(decree=DECREE).update(valid_to=on)
        RegionWord.objects.using(using).all().delete()
        _insert(connection, RegionWord, WORD_COLUMNS, _words(regions))
    return len(regions)


def _insert(
    connection: BaseDatabaseWrapper, model: type[Model], columns: Sequence[str], rows: Iterable[Any], then: str = ""
) -> None:
    """Plain SQL, the quickest of each database: Django's bulk_create takes five times as long for so many rows."""
    start = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"{start} VALUES ({', '.join(['%s'] * len(columns))}) {then}", list(rows))
            return
        for batch in batched(rows, BATCH):
            kinds = ", ".join(f"%s::{KINDS[type(value)]}[]" for value in batch[0])
            arrays = [list(column) for column in zip(*batch, strict=True)]
            cursor.execute(" ".join((start, "SELECT * FROM", f"unnest({kinds})", then)), arrays)


def shipped_rows() -> Iterator[dict[str, str]]:
    """The regions that come with Sapa."""
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _built(rows: Iterable[dict[str, str]]) -> Iterator[tuple[str, str, int, str, str, str, str]]:
    """A row of COLUMNS for each region."""
    paths = {"": ""}  # by code, such as "Kabupaten Bogor, Jawa Barat"
    for row in rows:
        code, name = row["code"], row["name"]
        parent, _dot, _last = code.rpartition(".")
        level = code.count(".") + 1
        if level < Region.Level.VILLAGE:
            paths[code] = f"{name}, {paths[parent]}" if parent else name
        yield code, name, level, parent, paths[parent], row["postal_code"] or "", DECREE


def _words(regions: Iterable[tuple[str, str, int, str, str, str, str]]) -> Iterator[tuple[str, int, bool, str, str]]:
    """A row of WORD_COLUMNS for each word of each name, and for all of them in one: many write Suka Maju so."""
    keys = {"": ""}  # by code, such as " kabupaten bogor jawa barat"
    for code, name, level, parent, *_rest in regions:
        name_key = search_key(name)
        key = f" {name_key}{keys[parent]}"
        if level < Region.Level.VILLAGE:
            keys[code] = key
        whole = name_key.replace(" ", "")
        search = f"{key} {whole}" if whole != name_key else key
        for word in {*name_key.split(), whole}:
            yield word, level, word == whole, search, code
