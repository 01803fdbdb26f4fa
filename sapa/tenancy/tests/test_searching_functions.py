"""The functions that search on PostgreSQL are those that databases were made with."""

import hashlib
from importlib import import_module
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("module", "digest"),
    [
        ("sapa.customers.migrations.0003_search", "a079e95a39a8a185"),
        ("sapa.pipeline.migrations.0003_search", "ca298d6a805b41f8"),
    ],
)
def test_a_committed_migration_says_what_it_said(module: str, digest: str) -> None:
    migration: Any = import_module(module)
    assert hashlib.sha256(migration.FORWARDS.encode()).hexdigest()[:16] == digest
