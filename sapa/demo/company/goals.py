"""The goals of this month and quarter: a little more than what was reached before."""

from datetime import timedelta
from typing import Any

from django.db.models import Sum

from sapa.demo.company.setting import Setting
from sapa.lib.dates import first_of_month
from sapa.pipeline.models import Opportunity
from sapa.team import targeting

SELLERS = ("budi", "dewi", "wahyu", "tini")


def set_goals(setting: Setting) -> None:
    """Set by the director, for the firm, its teams and its sellers."""
    month, quarter = "month", "quarter"
    earned = _earned(setting)
    for measure, length, amount in [
        ("revenue", month, earned), ("revenue", quarter, earned * 3), ("prospects", month, 30), ("contacts", month, 24),
        ("visits", month, 25), ("opportunities", month, 40), ("conversion", month, 60),
    ]:  # fmt: skip
        _set(setting, measure, length, amount)
    for key in ("bambang", "endang"):
        _set(setting, "revenue", month, earned // 2, team_of=setting.members[key])
    for key in SELLERS:
        _set(setting, "opportunities", month, 9, member=setting.members[key])
        _set(setting, "visits", month, 6, member=setting.members[key])
    for unit in setting.units.values():
        _set(setting, "revenue", quarter, earned * 3 // 4, unit=unit)


def _set(setting: Setting, measure: str, length: str, amount: int, **whose: Any) -> None:
    targeting.set_target(
        measure=measure, length=length, starts_on=setting.today, amount=amount, by=setting.boss, **whose
    )


def _earned(setting: Setting) -> int:
    """A tenth above the mean of the last quarter's months, in millions."""
    this = first_of_month(setting.today)
    since = first_of_month(this - timedelta(75))
    won = Opportunity.objects.filter(outcome="won", closed_on__gte=since, closed_on__lt=this).aggregate(
        all=Sum("value")
    )
    return max(1_000_000, round((won["all"] or 0) / 3 * 1.1 / 1_000_000) * 1_000_000)
