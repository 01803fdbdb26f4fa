"""The figures that the sentences about a stage name, as they are kept with each step on the path."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sapa.lifecycle.models import CustomerMetrics

if TYPE_CHECKING:
    from sapa.lib.columns import Columns  # with numpy, which the pages do without

EPOCH = date(1970, 1, 1)

QUIET = "quiet_days"  # since the first purchase, on which nothing that we spent on them was felt
DAYS = ("first_on", "last_on", "due_on", "late_on", "slips_on", "steady_since", "interest_on", "score_on")
NUMBERS = (
    "purchases", "usual_days", "spread_days", "revenue", "promo_purchases", "promo_revenue", "prompted_purchases",
    "prompted_revenue", "spent_days", QUIET, "supply_percent", "satisfaction", "introduced_bought",
)  # fmt: skip

type Figures = Mapping[str, Any]


def snapshot(found: "Columns", row: int) -> dict[str, Any]:
    """Of one row of the columns, for JSON: days as "2026-11-22", without what is not known or nothing."""
    kept: dict[str, Any] = {}
    for name in NUMBERS:
        if (value := int(found[name][row])) > 0:
            kept[name] = value
    for name in DAYS:
        if day := int(found[name][row]):
            kept[name] = (EPOCH + timedelta(days=day)).isoformat()
    return kept


def of_row(row: CustomerMetrics, on: date) -> Figures:
    """Of a customer's row, on a day. What grows with each day is not kept in it: all rows would change every night."""
    found = {name: getattr(row, name) for name in (*NUMBERS, *DAYS) if name != QUIET}
    life = (on - row.first_on).days + 1 if row.first_on else 0
    return found | {QUIET: max(life - row.spent_days, 0)}


def of_memory(kept: Figures) -> Figures:
    """Of a step on the path."""
    found: dict[str, Any] = {name: kept.get(name) for name in NUMBERS}
    return found | {name: date.fromisoformat(kept[name]) if kept.get(name) else None for name in DAYS}
