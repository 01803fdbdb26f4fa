"""The nightly pass over all customers of each organisation, the weekly fit of what they will buy, and trials of rules.

What computes is imported when a task runs: with numpy it takes memory that a server at rest does without.
"""

from datetime import datetime

from crontask import cron
from django.tasks import task
from django.utils import timezone

from sapa.events.answers import note_change
from sapa.lib.dates import today
from sapa.lifecycle import ruling
from sapa.lifecycle.models import RulesTrial, ValueModel
from sapa.lifecycle.pinning import end_expired_pins
from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


@cron("40 0 * * *")
@task
def pass_over_everybody() -> None:
    """Soon after midnight everywhere: the clock here is Jakarta's, and it is later further east."""
    now = timezone.now().isoformat()
    for pk in Organization.objects.order_by("pk").values_list("pk", flat=True):
        pass_over.enqueue(pk, now)


@task
def pass_over(organization_id: int, now: str) -> None:
    """One organisation's. A second run finds nothing to change."""
    from sapa.lifecycle import backfilling, keeping

    organization = Organization.objects.get(pk=organization_id)
    at = datetime.fromisoformat(now)
    on = today(organization.time_zone, at)
    with organization_scope(organization):
        try:
            backfilling.tell_afterwards(organization, on=on, now=at)
            end_expired_pins(on=on, now=at)
            keeping.run_pass(organization, on=on, now=at)
        finally:  # what was done before one failed stands
            note_change()


@task
def carry_out_trial(organization_id: int, trial_id: int, now: str) -> None:
    """Work out who would move by rules that somebody tries. A second run finds the same."""
    organization = Organization.objects.get(pk=organization_id)
    at = datetime.fromisoformat(now)
    with organization_scope(organization):
        trial = RulesTrial.objects.get(pk=trial_id)
        ruling.carry_out(trial, organization, on=today(organization.time_zone, at), now=at)


@cron("30 1 * * Sun")
@task
def fit_everybody() -> None:
    """On Sundays, after the pass. Each organisation on its own."""
    now = timezone.now().isoformat()
    for pk in Organization.objects.order_by("pk").values_list("pk", flat=True):
        fit_value.enqueue(pk, now)


@task
def fit_value(organization_id: int, asked: str, member_id: int | None = None) -> None:
    """One organisation's, for who asked for it, if anybody did. A fit made since answers it: a second does nothing."""
    from sapa.lifecycle import valuing

    organization, now = Organization.objects.get(pk=organization_id), timezone.now()
    with organization_scope(organization):
        if ValueModel.objects.filter(at__gte=datetime.fromisoformat(asked)).exists():
            return
        by = Member.objects.filter(pk=member_id).first() if member_id else None
        valuing.fit(organization, on=today(organization.time_zone, now), now=now, by=by)
        note_change()
