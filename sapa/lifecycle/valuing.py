"""The value model of an organisation: fitted on its own history each week and when asked for, and kept.

What is computed with SciPy is computed apart (see `apart`), where there is enough history to compute anything.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Self

import numpy as np
from django.db import transaction

from sapa.customers.models import Customer
from sapa.customers.models.customer import WALK_IN
from sapa.events.recording import record
from sapa.lib.columns import BILLIONTHS, NUMBER, Column, Columns, Question, billionths, read, upsert
from sapa.lib.day_numbers import EPOCH
from sapa.lifecycle.apart import run_apart
from sapa.lifecycle.asking import KEY
from sapa.lifecycle.keeping import AT_ONCE
from sapa.lifecycle.measuring import purchases
from sapa.lifecycle.models import CustomerValue, ValueModel
from sapa.lifecycle.reading import Sales, day_number, in_parts, read_sales
from sapa.lifecycle.ruling import rules_of
from sapa.lifecycle.runs import Runs
from sapa.lifecycle.value_model import Appraisal, History, Known, Trial, Values, appraise, try_out
from sapa.team.models import Member
from sapa.tenancy.current import current_organization_id
from sapa.tenancy.models import Organization

MOST = 9e15  # minor units


def read_history(organization: Organization, on: date) -> History:
    """All purchases of the current organisation's customers until the end of a day. Few queries.

    What stays with us of what a customer pays is their revenue without the cost of what they got, by their revenue; of
    who has only had gifts so far, everybody's. What is sold at the counter to nobody is no customer's.
    """
    sales, day = read_sales(organization, on), day_number(on)
    nobody = list(Customer.objects.filter(uuid=WALK_IN).values_list("pk", flat=True))
    parts = [_Part.of(part, nobody, day) for part in in_parts(sales)]
    del sales
    ends = np.cumsum([len(part.customers) for part in parts])
    places = [part.runs.places + end - len(part.customers) for part, end in zip(parts, ends, strict=True)]
    days, net = ([part.bought[name] for part in parts] for name in ("day", "net"))
    customers, revenue, cost = ([getattr(part, name) for part in parts] for name in ("customers", "revenue", "cost"))
    kept = _kept(_as_one(revenue), _as_one(cost))
    return History(_as_one(customers), _as_one(places), _as_one(days), _as_one(net), kept)


@dataclass(frozen=True)
class _Part:
    """Of some customers: their ids, their purchases, and what all their documents came to."""

    customers: Column
    runs: Runs
    bought: Columns
    revenue: Column
    cost: Column

    @classmethod
    def of(cls, columns: Columns, nobody: Sequence[int], day: int) -> Self:
        known = (columns["key"] % KEY <= day) & ~np.isin(columns["key"] // KEY, nobody)
        sales = Sales.of({name: column[known] for name, column in columns.items()})
        customers = np.unique(sales.customer)
        documents = Runs(np.searchsorted(customers, sales.customer), len(customers))
        runs, bought = purchases(documents, sales)
        return cls(customers, runs, bought, documents.sum(sales.net), documents.sum(sales.cost))


def _as_one(columns: Sequence[Column]) -> Column:
    return np.concatenate([np.empty(0, dtype=np.int64), *columns])


def _kept(revenue: Column, cost: Column) -> Column:
    whole = int(revenue.sum())
    usual = (whole - int(cost.sum())) / whole if whole > 0 else 1.0
    kept: Column = np.where(revenue > 0, (revenue - cost) / np.maximum(revenue, 1), usual)
    return np.clip(kept, -1, 1)


def try_model(organization: Organization, calibration_end: date | None, *, on: date) -> Trial:
    """What a fit on the history until a day would have foreseen. Nothing is kept."""
    history = read_history(organization, on)
    end = history.default_calibration_end() if calibration_end is None else day_number(calibration_end)
    is_possible = Known(history, end).refusal is None
    return run_apart(try_out, history, end) if is_possible else try_out(history, end)


def fit(organization: Organization, *, on: date, now: datetime, by: Member | None = None) -> ValueModel:
    """Fit the model on the current organisation's history, and write what it expects of each customer."""
    history, days = read_history(organization, on), rules_of().value_days
    is_possible = Known(history, history.end).refusal is None
    appraisal = run_apart(appraise, history, days) if is_possible else appraise(history, days)
    with transaction.atomic():
        model = _keep(appraisal, on=on, now=now, days=days, by=by)
        _write(appraisal.values)
    return model


def _keep(appraisal: Appraisal, *, on: date, now: datetime, days: int, by: Member | None) -> ValueModel:
    """A row for each fit. That there is still too little is noted in the row that said so, unless somebody asked."""
    found, values = appraisal.fit, appraisal.values
    end = date.fromordinal(EPOCH + found.day) if found.day else on
    fields: dict[str, Any] = {"on": end, "at": now, "customers": found.customers, "refused": found.refused or ""}
    last = ValueModel.objects.order_by("-pk").first()
    if found.refused and by is None and last and last.refused == found.refused:
        ValueModel.objects.filter(pk=last.pk).update(**fields)
        last.refresh_from_db()
        return last
    if found.buying:
        told = asdict(found.buying)
        told["totals"] = {
            "alive": float(values.alive.sum()),
            "purchases": float(values.purchases.sum()),
            "value": round(float(values.value.sum())),
        }
        fields |= {"parameters": told, "money": asdict(found.money) if found.money else {}}
        fields["holdout"] = _remembered(appraisal.trial)
    model = ValueModel.objects.create(days_ahead=days, **fields)
    kind = "value_model.refused" if found.refused else "value_model.fitted"
    record(kind, model, by=by, at=now, customers=found.customers)
    return model


def _remembered(trial: Trial) -> dict[str, Any]:
    return {
        "calibration_end": date.fromordinal(EPOCH + trial.fit.day).isoformat(),
        "end": date.fromordinal(EPOCH + trial.end).isoformat(),
        "rows": [asdict(line) for line in trial.lines],
        "refused": trial.fit.refused or "",
    }


def _write(values: Values) -> None:
    """The rows of those of whom something is expected; there are none of others."""
    organization = {"organization_id": current_organization_id()}
    rest = "FROM lifecycle_customervalue WHERE organization_id = %s"
    stored = read(Question({"customer": "customer_id"}, rest, [current_organization_id()]))["customer"]
    gone = np.setdiff1d(stored, values.customers).tolist()
    for start in range(0, len(gone), AT_ONCE):
        CustomerValue.objects.filter(customer_id__in=gone[start : start + AT_ONCE]).delete()
    columns = {
        "customer_id": (values.customers, NUMBER),
        "alive": (billionths(values.alive), BILLIONTHS),
        "expected_purchases": (billionths(values.purchases), BILLIONTHS),
        "value": (np.rint(np.clip(values.value, -MOST, MOST)).astype(np.int64), NUMBER),
    }
    for start in range(0, len(values.customers), AT_ONCE):
        some = {name: (column[start : start + AT_ONCE], kind) for name, (column, kind) in columns.items()}
        upsert(CustomerValue, some, same=organization, key=("organization_id", "customer_id"))
