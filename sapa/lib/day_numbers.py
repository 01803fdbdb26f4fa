"""Days as whole numbers, counted from 1970-01-01: here and in SQL. Without numpy."""

from datetime import date

from django.db import connection

EPOCH = date(1970, 1, 1).toordinal()


def day_of(column: str) -> str:
    """SQL of a date as days since 1970-01-01."""
    if connection.vendor == "postgresql":
        return f"({column} - DATE '1970-01-01')"
    return f"CAST(julianday({column}) - 2440587.5 AS INTEGER)"
