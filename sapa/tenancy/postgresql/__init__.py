"""PostgreSQL with a second wall: every connection knows its organisation."""
