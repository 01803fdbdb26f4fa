"""The real thing, once: 91,599 regions, in seconds."""

import time
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from sapa.places.loading import DECREE, are_loaded, shipped_rows
from sapa.places.models import Region
from sapa.places.regions import VILLAGE

pytestmark = pytest.mark.django_db


def test_sapa_ships_every_region_of_the_decree() -> None:
    rows = list(shipped_rows())
    assert Counter(row["code"].count(".") + 1 for row in rows) == {1: 38, 2: 514, 3: 7_285, 4: 83_762}
    codes = [row["code"] for row in rows]
    assert len(set(codes)) == len(codes)
    assert codes == sorted(codes)
    assert {code.rpartition(".")[0] for code in codes if "." in code} <= set(codes)


def test_all_regions_are_loaded_in_seconds_and_only_once() -> None:
    said = StringIO()
    start = time.process_time()
    call_command("load_regions", stdout=said)
    assert time.process_time() - start < 10
    assert said.getvalue() == "Loaded 91,599 regions.\n"
    assert are_loaded()
    assert dict(Counter(Region.objects.values_list("level", flat=True))) == {1: 38, 2: 514, 3: 7_285, 4: 83_762}
    assert not Region.objects.exclude(decree=DECREE, valid_to=None).exists()

    said = StringIO()
    call_command("load_regions", stdout=said)
    assert said.getvalue() == "The regions are there.\n"

    start = time.process_time()
    for text in ["sukamaju bogor", "su", "karang tengah", "desa sukamaju kec cibungbulang kab bogor"]:
        assert Region.objects.named(text, (VILLAGE,))
    assert time.process_time() - start < 4 * 0.1
