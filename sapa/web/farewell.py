"""When a member leaves: what they looked after goes to somebody else, in the same step or later."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sapa.activities.models import Activity
from sapa.customers import bulk
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.events.recording import event
from sapa.lib.errors import Refused
from sapa.pipeline.models import Opportunity
from sapa.pipeline.tallies import recount
from sapa.team import staffing
from sapa.team.models import Member

BATCH = 1000


@dataclass(frozen=True)
class Work:
    """What a member looks after: all customers, and what is still open of the rest."""

    customers: int
    opportunities: int
    activities: int

    def __bool__(self) -> bool:
        return bool(self.customers or self.opportunities or self.activities)


class FarewellForm(forms.Form):
    """To whom it all goes. Nobody: it keeps the leaver's name."""

    heir: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=gettext_lazy("Their work goes to"), required=False, empty_label=gettext_lazy("nobody for now")
    )
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, data: Any = None, *, leaver: Member) -> None:
        super().__init__(data)
        heir: forms.ModelChoiceField = self.fields["heir"]  # type: ignore[assignment]
        heir.queryset = Member.objects.at_work().exclude(pk=leaver.pk)
        heir.required = leaver.left_at is not None


def work_of(member: Member) -> Work:
    """How much a member looks after."""
    return Work(
        Customer.objects.filter(owner=member).count(),
        Opportunity.objects.filter(owner=member, outcome="open").count(),
        Activity.objects.open().filter(assigned_to=member).count(),
    )


@transaction.atomic
def say_farewell(leaver: Member, *, heir: Member | None, by: Member, token: UUID, now: datetime) -> None:
    """The member leaves, unless they have, and the heir takes over. The same token again takes over once.

    Raises Refused for the last director, and AlreadyDone where they have left and nobody takes over.
    """
    if leaver.left_at is None or heir is None:
        staffing.leave(leaver, by=by, now=now)
    if heir is not None:
        take_over(leaver, heir, by=by, token=token, now=now)


@transaction.atomic
def take_over(leaver: Member, heir: Member, *, by: Member, token: UUID, now: datetime) -> None:
    """Give all customers, open deals and open activities of one member to another. Raises Refused."""
    if not heir.is_at_work or heir.pk == leaver.pk:
        raise Refused(_("%(name)s is not at work any more.") % {"name": heir.name})
    why = _("%(name)s has left") % {"name": leaver.name}
    theirs = Customer.objects.filter(owner=leaver)
    bulk.change_many(theirs, kind=bulk.ASSIGN, target=heir, by=by, token=token, why=why, now=now)
    _take_over_deals(leaver, heir, by, now)
    _take_over_activities(leaver, heir, by, now, why)


def _take_over_deals(leaver: Member, heir: Member, by: Member, now: datetime) -> None:
    deals = Opportunity.objects.filter(owner=leaver, outcome="open")
    changes = {"owner": [leaver.pk, heir.pk]}
    _record(
        event("opportunity.changed", deal, by=by, customer_id=deal.customer_id, at=now, changes=changes)
        for deal in deals.only("pk", "title", "customer_id", "organization_id")
    )
    if deals.update(owner=heir, version=F("version") + 1, updated_at=now):
        recount()


def _take_over_activities(leaver: Member, heir: Member, by: Member, now: datetime, why: str) -> None:
    activities = Activity.objects.open().filter(assigned_to=leaver)
    told = {"from": leaver.name, "to": heir.name, "because": why}
    _record(
        event("task.handed_over", activity, by=by, customer_id=activity.customer_id, at=now, **told)
        for activity in activities.only("pk", "title", "customer_id", "organization_id")
    )
    activities.update(assigned_to=heir, version=F("version") + 1, updated_at=now)


def _record(events: Iterable[Event]) -> None:
    Event.objects.bulk_create(events, batch_size=BATCH)
