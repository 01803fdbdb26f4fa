"""SQLite's own indexes, which carry what is read from them."""

import pytest
from django.db import connection

from sapa.customers.models import Customer
from sapa.tenancy.carrying import ready_sqlite
from sapa.testing import Cast

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's indexes carry it themselves")


@only_sqlite
def test_a_word_is_looked_for_in_an_index_that_carries_what_is_searched(cast: Cast) -> None:
    for _ in range(2):  # each start makes what is not there
        ready_sqlite(connection, ["customer_by_name"])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA index_info(customer_by_name_carrying)")
        assert [name for _place, _column, name in cursor.fetchall()] == ["organization_id", "name_key", "id", "search"]
    rows = Customer.objects.visible_to(cast.sari).matching("kurnia").order_by("name_key", "pk")
    assert "COVERING INDEX customer_by_name_carrying" in rows.values_list("pk").explain()


@only_sqlite
def test_an_index_that_no_model_has_is_a_mistake(cast: Cast) -> None:
    with pytest.raises(AssertionError):
        ready_sqlite(connection, ["customer_by_shoe_size"])
