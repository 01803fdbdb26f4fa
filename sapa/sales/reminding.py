"""Reminding of invoices that are due: something planned for whoever sold, once on each day, gone when it is paid."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from sapa.activities import planning
from sapa.activities.models import Activity
from sapa.lib.dates import format_date
from sapa.lib.errors import AlreadyDone
from sapa.lib.money import format_money
from sapa.sales.models import Invoice, InvoiceReminder
from sapa.team.models import Member

DAYS = (0, 7, 30)  # after the due date
CAUGHT_UP = 3  # days on which a night that was missed is made up for


def plan_reminders(*, on: date, now: datetime, currency: str) -> int:
    """Plan a call for each open invoice that came due so many days ago. How many; a second run plans none."""
    return sum(_plan(invoice, days, on=on, now=now, currency=currency) for days in DAYS for invoice in _due(days, on))


def _due(days: int, on: date) -> list[Invoice]:
    latest = on - timedelta(days=days)
    known = InvoiceReminder.objects.filter(invoice=OuterRef("pk"), days=days)
    rows = Invoice.objects.filter(
        ~Exists(known), balance__gt=0, due_on__lte=latest, due_on__gt=latest - timedelta(days=CAUGHT_UP)
    )
    return list(rows.select_related("customer__owner", "owner"))


@transaction.atomic
def _plan(invoice: Invoice, days: int, *, on: date, now: datetime, currency: str) -> int:
    whose = next((one for one in (invoice.owner, invoice.customer.owner) if one and one.is_at_work), None)
    if whose is None:
        return 0  # nobody to ask; once somebody has the customer the next day finds it
    reminder, is_new = InvoiceReminder.objects.get_or_create(invoice=invoice, days=days, defaults={"at": now})
    if not is_new:
        return 0
    words = {
        "number": invoice.number,
        "amount": format_money(invoice.balance, currency),
        "day": format_date(invoice.due_on),
    }
    made = planning.plan(
        title=_("Remind of %(number)s: %(amount)s") % words,
        purpose=_("Due on %(day)s. Greet first, then ask when it suits them to pay.") % words,
        due_on=on,
        kind=Activity.Kind.CALL,
        customer=invoice.customer,
        subject=invoice,
        assigned_to=whose,
        by=whose,
        now=now,
    )
    InvoiceReminder.objects.filter(pk=reminder.pk).update(activity_id=made.pk)
    return 1


def settle(invoices: Collection[int], *, by: Member, now: datetime) -> None:
    """Nobody needs to remind of those of these invoices on which nothing is owed any more. Call it in a transaction."""
    rows = InvoiceReminder.objects.filter(invoice__in=invoices, invoice__balance=0, activity_id__isnull=False)
    planned = list(rows.values_list("activity_id", flat=True))
    for activity in Activity.objects.open().filter(pk__in=planned) if planned else ():
        try:
            planning.cancel(activity, by=by, reason=_("It is paid."), now=now)
        except AlreadyDone:
            continue
