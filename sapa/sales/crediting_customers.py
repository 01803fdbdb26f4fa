"""What a customer may owe, and how long they have to pay."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.customers.models import Customer
from sapa.events.recording import changes, record
from sapa.lib.errors import Conflict
from sapa.sales.models import CustomerCredit
from sapa.team.models import Member


def credit_of(customer: Customer) -> CustomerCredit:
    """The customer's row, unsaved where they have none yet."""
    return CustomerCredit.objects.filter(customer=customer).first() or CustomerCredit(customer=customer)


def terms_of(customer: Customer | None, usual: int) -> int:
    """Days that the customer has to pay: their own, or the organisation's usual ones."""
    if customer is None:
        return usual
    own = CustomerCredit.objects.filter(customer=customer).values_list("terms_days", flat=True).first()
    return usual if own is None else own


@transaction.atomic
def set_credit(
    customer: Customer, *, limit: int | None, terms_days: int | None, version: int, by: Member, now: datetime
) -> CustomerCredit:
    """Set limit (minor units; None is no limit) and terms over the version that was read. Raises Conflict."""
    row = CustomerCredit.objects.filter(customer=customer).first() or CustomerCredit.objects.create(customer=customer)
    before = {"limit": row.limit, "terms_days": row.terms_days}
    after = {"limit": limit, "terms_days": terms_days}
    hit = CustomerCredit.objects.filter(pk=row.pk, version=version).update(**after, version=F("version") + 1)
    if hit != 1:
        raise Conflict(_("Somebody else has just changed this. Look at it again."))
    row.refresh_from_db()
    if found := changes(before, after):
        record("credit.changed", customer, by=by, customer_id=customer.pk, at=now, changes=found)
    return row
