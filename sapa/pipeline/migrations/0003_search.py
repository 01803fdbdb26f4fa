"""Searching by part of a title, on PostgreSQL: see `sapa.tenancy.searching`."""

from django.db import migrations

from sapa.tenancy.searching import function, index, on_postgresql

TABLE, COLUMN = "pipeline_opportunity", "title_key"
FORWARDS = index("opportunity_search", TABLE, COLUMN) + function("pipeline_rare", TABLE, COLUMN)
BACKWARDS = "DROP FUNCTION pipeline_rare(text[], integer); DROP INDEX opportunity_search;"


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0002_walls"), ("customers", "0003_search")]

    operations = [on_postgresql(FORWARDS, BACKWARDS)]
