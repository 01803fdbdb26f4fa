"""Searching by part of a title, on PostgreSQL: see customers' 0003_search, which this repeats for titles."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORWARDS = """
CREATE INDEX opportunity_search ON pipeline_opportunity USING gin (organization_id, title_key gin_trgm_ops);
CREATE FUNCTION pipeline_rare(words text[], most integer) RETURNS bigint[]
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
    SELECT string_agg(format('title_key LIKE %L', '%' || regexp_replace(word, '([\\\\%_])', '\\\\\\1', 'g') || '%'), ' AND ')
        INTO conditions FROM unnest(words) AS word;
    IF conditions IS NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE 'SELECT array_agg(id) FROM (SELECT id FROM public.pipeline_opportunity'
        || ' WHERE organization_id = nullif(current_setting(''sapa.organization'', true), '''')::bigint AND '
        || conditions || ' LIMIT $1) AS few' INTO found USING most + 1;
    RETURN found;
END
$$;
"""
BACKWARDS = "DROP FUNCTION pipeline_rare(text[], integer); DROP INDEX opportunity_search;"


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(FORWARDS, None)


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(BACKWARDS, None)


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0002_walls"), ("customers", "0003_search")]

    operations = [migrations.RunPython(forwards, backwards)]
