"""Why something is in the day's list, in one short sentence."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sapa.activities.models import Activity
from sapa.customers.birthdays import next_birthday
from sapa.customers.models import Customer
from sapa.lib.dates import relative_day
from sapa.pipeline.models import Opportunity
from sapa.web.today.order import Rank

OFTEN = 2  # times postponed from which it is worth saying


def of_activity(activity: Activity, rank: Rank, on: date) -> str:
    if rank in {Rank.GREETING, Rank.OVERDUE}:
        days = (on - activity.due_on).days
        said = ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}
    else:
        said = _("today at %(hour)s") % {"hour": hour(activity)} if rank is Rank.TIMED else _("for today")
    if activity.postponed < OFTEN:
        return said
    times = ngettext("put off %(times)d time", "put off %(times)d times", activity.postponed)
    return f"{said}, {times % {'times': activity.postponed}}"


def of_deal(deal: Opportunity, rank: Rank, on: date) -> str:
    closes = deal.expected_close
    if rank is Rank.FLOATING and closes:
        days = (on - closes).days
        words = ngettext("%(days)d day past its expected close", "%(days)d days past its expected close", days)
        return words % {"days": days}
    if rank is Rank.CLOSING and closes:
        return _("expected to close %(when)s") % {"when": near(closes, on)}
    days = deal.days_in_stage(on)
    words = ngettext("%(days)d day without a move in %(stage)s", "%(days)d days without a move in %(stage)s", days)
    return words % {"days": days, "stage": deal.stage.name}


def of_prospect(customer: Customer, giver: str, on: date) -> str:
    """ "new prospect from Pameran, given by Tono yesterday". `giver` is "" where they brought it themselves."""
    day = timezone.localdate(customer.assigned_at or customer.created_at)
    told = {"source": customer.source.name if customer.source else "", "by": giver, "when": near(day, on)}
    if customer.source and giver:
        return _("new prospect from %(source)s, given by %(by)s %(when)s") % told
    if customer.source:
        return _("new prospect from %(source)s, since %(when)s") % told
    return (_("new prospect, given by %(by)s %(when)s") if giver else _("new prospect since %(when)s")) % told


def of_birthday(customer: Customer, on: date) -> str:
    day = next_birthday(customer.birthday, on) if customer.birthday else on
    return _("birthday today") if day == on else _("birthday %(when)s") % {"when": near(day, on)}


def of_another_try(customer: Customer) -> str:
    if not customer.set_aside_reason:
        return _("time to try again")
    return _("time to try again; set aside: %(reason)s") % {"reason": customer.set_aside_reason}


def hour(activity: Activity) -> str:
    """ "09.30" in Indonesian, "09:30" in English; "" without one."""
    if activity.starts_at is None:
        return ""
    return activity.starts_at.strftime("%H:%M" if (get_language() or "").startswith("en") else "%H.%M")


def near(day: date | datetime, on: date) -> str:
    return relative_day(day, on, get_language())
