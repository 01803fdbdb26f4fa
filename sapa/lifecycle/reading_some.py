"""What is known of some customers, by one statement: written once a day (ADR 45), and planned once (ADR 74)."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings

from sapa.lib.columns import Columns, Together
from sapa.lifecycle.asking import Asking
from sapa.lifecycle.models import LifecycleRules
from sapa.tenancy.current import current_organization_id, organization_scope
from sapa.tenancy.models import Organization

NOBODY = 7_400_000_000_000_000  # an id that stands for the organisation's, and those after it for customers'
STATEMENTS = 64  # in memory, some 10 kB each


def read_some(organization: Organization, rules: LifecycleRules, on: date, ids: Sequence[int]) -> dict[str, Columns]:
    """The answers to all of `Asking.questions`. Call it in a transaction."""
    rates = tuple(sorted(rules.rates.items()))
    together = _together(organization.time_zone, rates, rules.delivery_rate, on, len(ids))
    given = {NOBODY: current_organization_id()} | {NOBODY + place: pk for place, pk in enumerate(ids, start=1)}
    parameters = [[given[one] for one in told] if isinstance(told, list) else given[told]
                  for told in together.parameters]  # fmt: skip
    if getattr(settings, "STATEMENTS_CHECKED", False):
        anew = Together(Asking(organization, rules, on, ids).questions())
        if (anew.statement, anew.parameters) != (together.statement, parameters):
            raise AssertionError(f"a kept statement asks something else:\n{together.statement}\n{anew.statement}")
    return together.read(parameters)


@lru_cache(maxsize=STATEMENTS)
def _together(
    time_zone: str, rates: tuple[tuple[str, Any], ...], delivery_rate: int, on: date, customers: int
) -> Together:
    """Of all that the questions depend on, besides which organisation and which customers they are."""
    rules = LifecycleRules(rates=dict(rates), delivery_rate=delivery_rate)
    with organization_scope(NOBODY):
        ids = range(NOBODY + 1, NOBODY + 1 + customers)
        return Together(Asking(Organization(time_zone=time_zone), rules, on, ids).questions())
