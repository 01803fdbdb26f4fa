"""Searching by part of a text on PostgreSQL, for the migrations of those who have something to be searched.

Row-level security lets only leakproof operators near an index, and LIKE is none. So a function of the
tables' owner looks the ids up, in the current organisation only, and the query takes the rows from there.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FUNCTION = """CREATE FUNCTION {name}(words text[], most integer) RETURNS bigint[]
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
    SELECT string_agg(format('{column} LIKE %L', '%' || {word} || '%'), ' AND ')
        INTO conditions FROM unnest(words) AS word;
    IF conditions IS NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE 'SELECT array_agg(id) FROM (SELECT id FROM public.{table}'
        || ' WHERE organization_id = nullif(current_setting(''sapa.organization'', true), '''')::bigint AND '
        || conditions || ' LIMIT $1) AS few' INTO found USING most + 1;
    RETURN found;
END
$$;
"""
EXTENSIONS = """CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
"""
LITERAL = r"regexp_replace(word, '([\\%_])', '\\\1', 'g')"  # a word whose signs mean themselves


def index(name: str, table: str, column: str) -> str:
    """The index of a column's trigrams, within each organisation."""
    return f"CREATE INDEX {name} ON {table} USING gin (organization_id, {column} gin_trgm_ops);\n"


def function(name: str, table: str, column: str, word: str = LITERAL) -> str:
    """`name(words, most)`: the ids of the rows with all of the words, `most` + 1 of them at the most."""
    return FUNCTION.format(name=name, table=table, column=column, word=word)


def on_postgresql(forwards: str, backwards: str) -> migrations.RunPython:
    """The migration operation that runs these statements there, and nothing on SQLite."""

    def run(statements: str, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(statements, None)

    def forth(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        run(forwards, editor)

    def back(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        run(backwards, editor)

    return migrations.RunPython(forth, back)
