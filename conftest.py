"""What every test can ask for."""

from collections.abc import Iterator

import pytest

from sapa.tenancy.current import organization_scope
from sapa.tenancy.testing import django_db_setup  # noqa: F401, on PostgreSQL: not as the owner of the tables
from sapa.testing import Cast, assemble


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Everyone, with their organisation current."""
    everyone = assemble()
    with organization_scope(everyone.organization):
        yield everyone


@pytest.fixture
def strangers(db: None) -> Cast:
    """Everyone, with no organisation current."""
    return assemble()
