"""A handful of neighbours who should have come to the counter by now: late by their own rhythm, and not lost yet."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from sapa.demo.company.sale import Sale
from sapa.demo.company.setting import Setting
from sapa.lifecycle.models import LifecycleRules

SOME = 5  # customers
STAYED_AWAY = 6  # times, at the most
AHEAD = (2, 0)  # days that they will still be late: rather some more
OFTEN = 31  # days between their purchases, at the most
LEAST_SPREAD = 20  # percent of the usual interval that everybody is allowed, as `sapa.lifecycle.measuring` has it


def stay_away(setting: Setting, sales: Sequence[Sale]) -> list[Sale]:
    """The sales, without the last ones of some who bought steadily and paid at once.

    It looks for such customers from the first one on, so that there are some on whatever day the story is told.
    """
    theirs: dict[int, list[Sale]] = defaultdict(list)
    for sale in sorted(sales, key=lambda one: one.at):
        theirs[sale.customer.pk].append(sale)
    lasts: dict[int, date] = {}
    for ahead in AHEAD:
        for customer, bought in theirs.items():
            if len(lasts) < SOME and customer not in lasts and (last := _last_on(bought, setting.today, ahead)):
                lasts[customer] = last
    return [sale for sale in sales if _day(sale) <= lasts.get(sale.customer.pk, date.max)]


def _is_plain(sale: Sale) -> bool:
    """Whether it was bought at the counter, paid at once and kept."""
    return not (sale.terms or sale.deal or sale.returned_at)


def _last_on(bought: Sequence[Sale], today: date, ahead: int) -> date | None:
    """The last purchase that makes them late today, and that not even so many days ahead misses their rhythm."""
    days, rules = sorted({_day(sale) for sale in bought}), LifecycleRules()
    for count in range(len(days), max(len(days) - STAYED_AWAY, rules.majority_purchases), -1):
        last = days[count - 1]
        late, slips = _limits(days[:count], rules)
        if late <= today < slips - timedelta(ahead):
            return last if all(_is_plain(sale) for sale in bought if _day(sale) >= last) else None
    return None


def _limits(days: Sequence[date], rules: LifecycleRules) -> tuple[date, date]:
    """From when they are late, and from when they have missed their rhythm; long ago for who does not come often."""
    gaps = sorted((after - before).days for before, after in pairwise(days))
    usual = (gaps[(len(gaps) - 1) // 2] + gaps[len(gaps) // 2] + 1) // 2
    spread = (2 * sum(abs(gap - usual) for gap in gaps) + len(gaps)) // (2 * len(gaps))
    if usual > OFTEN or spread * 100 > usual * rules.steady_percent:
        return date.min, date.min + timedelta(2)
    allowed = max(spread, _up(usual * LEAST_SPREAD), 1)
    due = days[-1] + timedelta(usual)
    return due + timedelta(_up(allowed * rules.warn_percent)), due + timedelta(_up(allowed * rules.slip_percent))


def _up(hundredths: int) -> int:
    return -(-hundredths // 100)


def _day(sale: Sale) -> date:
    return (sale.invoiced_at or sale.at).date()
