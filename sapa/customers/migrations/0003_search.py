"""Searching by part of a name or a number, on PostgreSQL: see `sapa.tenancy.searching`."""

from django.db import migrations

from sapa.tenancy.searching import EXTENSIONS, function, index, on_postgresql

TABLE, COLUMN = "customers_customer", "search"
FORWARDS = EXTENSIONS + index("customer_search", TABLE, COLUMN)
FORWARDS += function("customers_rare", TABLE, COLUMN, word="word")  # search_words leaves letters and digits only
BACKWARDS = "DROP FUNCTION customers_rare(text[], integer); DROP INDEX customer_search;"


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_walls")]

    operations = [on_postgresql(FORWARDS, BACKWARDS)]
