"""`manage.py report value-model`: what the value model would have foreseen, for people and for programs.

    manage.py report value-model --organization SLUG [--calibration-end YYYY-MM-DD] [--json]

The model learns from the history until the calibration's end, and is held against the purchases after it. The JSON:
`parameters` (r, alpha, a, b; time in weeks), `log_likelihood`, `customers` (who had bought by then), `calibration_end`,
`holdout_end` (the day of the last purchase), `holdout`: for customers by how often they had bought again (0 to 6, and
"7+") how many they are, what they bought in the hold-out and what was expected (`actual` and `expected` together,
`…_each` on the average, as in the figure of Fader, Hardie and Lee), `money` (p, q, gamma in major units, `mean` of a
purchase, `correlation` of how often and how much, log_likelihood, customers; null where it could not be fitted) with
`currency`, and `refused`: null, or few_buyers, few_repeats, short_history or not_converged, where there is no model.
"""

import json
from datetime import date
from math import log
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.customers.models import Customer
from sapa.customers.models.customer import WALK_IN
from sapa.insight.cohorts import purchases
from sapa.insight.value_words import REFUSALS
from sapa.lib.commands import as_columns
from sapa.lib.dates import format_date, today
from sapa.lib.day_numbers import EPOCH
from sapa.lib.errors import Refused
from sapa.lib.money import minor_digits
from sapa.lib.numbers import format_number
from sapa.lifecycle import valuing
from sapa.lifecycle.spending_model import Spending
from sapa.lifecycle.value_model import MOST_TOLD, Line, Trial
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


def tell(organization: Organization, calibration_end: date | None, *, as_json: bool) -> str:
    """The report of an organisation. Raises Refused for an end of the calibration that leaves nothing to hold out."""
    with organization_scope(organization):
        on = today(organization.time_zone, timezone.now())
        _check(calibration_end, on)
        trial = valuing.try_model(organization, calibration_end, on=on)
    return _as_json(trial, organization.currency) if as_json else _as_text(trial)


def _check(calibration_end: date | None, on: date) -> None:
    """The model must end before the last purchase of anybody whose name we know: later ones are what it is tried on."""
    if calibration_end is None:
        return
    of_somebody = ~Q(customer__in=Customer.objects.filter(uuid=WALK_IN).values("pk"))
    last: date | None = purchases().filter(of_somebody, on__lte=on).aggregate(last=Max("on"))["last"]
    if last is not None and calibration_end >= last:
        words = {"end": format_date(calibration_end), "last": format_date(last)}
        text = _("--calibration-end %(end)s leaves nothing to try the model on: the last purchase was on %(last)s.")
        raise Refused(text % words)


def told_repeats(line: Line) -> int | str:
    return f"{MOST_TOLD}+" if line.repeats == MOST_TOLD else line.repeats


def _as_json(trial: Trial, currency: str) -> str:
    found = trial.fit
    buying = found.buying
    told = {
        "parameters": buying and {name: getattr(buying, name) for name in ("r", "alpha", "a", "b")},
        "log_likelihood": buying and buying.log_likelihood,
        "customers": found.customers,
        "calibration_end": _day(found.day).isoformat() if found.day else None,
        "holdout_end": _day(trial.end).isoformat() if trial.end else None,
        "holdout": [_line(line) for line in trial.lines],
        "money": found.money and _money(found.money, currency),
        "currency": currency,
        "refused": found.refused,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _line(line: Line) -> dict[str, Any]:
    return {
        "repeats": told_repeats(line),
        "customers": line.customers,
        "actual": line.actual,
        "expected": line.expected,
        "actual_each": line.actual / line.customers if line.customers else None,
        "expected_each": line.expected / line.customers if line.customers else None,
    }


def _money(money: Spending, currency: str) -> dict[str, Any]:
    minor = 10 ** minor_digits(currency)
    return {
        "p": money.p,
        "q": money.q,
        "gamma": money.gamma / minor,
        "mean": money.mean / minor,
        "correlation": money.correlation,
        "log_likelihood": money.log_likelihood + money.customers * log(minor),
        "customers": money.customers,
    }


def _as_text(trial: Trial) -> str:
    found = trial.fit
    if found.buying is None:
        return str(REFUSALS.get(found.refused or "", ""))
    days = {"from": format_date(_day(found.day)), "to": format_date(_day(trial.end))}
    names = ("r", "alpha", "a", "b")
    figures = "  ".join(f"{name} {format_number(getattr(found.buying, name), places=3)}" for name in names)
    head = [
        _("Calibration until %(from)s, hold-out until %(to)s") % days,
        f"{figures}  LL {format_number(found.buying.log_likelihood, places=1)}",
        "",
    ]
    lines = [[_("Repeats"), _("Customers"), _("Actual"), _("Expected"), _("Actual, each"), _("Expected, each")]]
    for line in trial.lines:
        each = [
            format_number(value / line.customers if line.customers else 0) for value in (line.actual, line.expected)
        ]
        counts = [format_number(line.customers), format_number(line.actual), format_number(line.expected, places=1)]
        lines.append([str(told_repeats(line)), *counts, *each])
    return "\n".join([*head, as_columns(lines, numbers_from=1)])


def _day(day: int) -> date:
    return date.fromordinal(EPOCH + day)
