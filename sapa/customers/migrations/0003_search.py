"""Searching by part of a name or a number, on PostgreSQL.

Row-level security lets only leakproof operators near an index, and LIKE is none. So a function of the
tables' owner looks the ids up, in the current organisation only, and the query takes the rows from there.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORWARDS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE INDEX customer_search ON customers_customer USING gin (organization_id, search gin_trgm_ops);
CREATE FUNCTION customers_rare(words text[], most integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
SET enable_seqscan = off
SET enable_indexscan = off
SET enable_indexonlyscan = off
AS $$
DECLARE
    conditions text;
    found bigint[];
BEGIN
    SELECT string_agg(format('search LIKE %L', '%' || word || '%'), ' AND ')
        INTO conditions FROM unnest(words) AS word;
    IF conditions IS NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE 'SELECT array_agg(id) FROM (SELECT id FROM public.customers_customer'
        || ' WHERE organization_id = nullif(current_setting(''sapa.organization'', true), '''')::bigint AND '
        || conditions || ' LIMIT $1) AS few' INTO found USING most + 1;
    RETURN found;
END
$$;
"""
BACKWARDS = "DROP FUNCTION customers_rare(text[], integer); DROP INDEX customer_search;"


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(FORWARDS, None)


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(BACKWARDS, None)


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_walls")]

    operations = [migrations.RunPython(forwards, backwards)]
