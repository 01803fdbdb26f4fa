"""The rules of the stages: changed, and tried before they are saved."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.customers.models import Customer
from sapa.events.recording import changes, record
from sapa.lib.errors import Conflict
from sapa.lifecycle.models import LifecycleRules, RulesTrial
from sapa.team.models import Member
from sapa.tenancy.models import Organization
from sapa.tenancy.prepared import ask

UNTOLD = {"id", "organization", "version", "bounds"}
AT_ONCE = 2_000  # customers up to which whoever tries waits for it


def rules_of() -> LifecycleRules:
    """The current organisation's rules, with the bounds that the last pass found. One query."""
    found: list[LifecycleRules] = ask("lifecycle.rules", (), lambda _ids: LifecycleRules.objects.all())
    return found[0]


@transaction.atomic
def change_rules(*, version: int, values: Mapping[str, Any], by: Member, now: datetime) -> None:
    """Save the rules; everybody's figures follow. Raises Conflict where somebody else changed them since `version`."""
    rules = LifecycleRules.objects.get()
    before = _told(rules)
    if LifecycleRules.objects.filter(pk=rules.pk, version=version).update(version=F("version") + 1, **values) != 1:
        raise Conflict(_("Someone else changed these rules meanwhile."))
    for name, value in values.items():
        setattr(rules, name, value)
    if found := changes(before, _told(rules)):
        record("lifecycle_rules.changed", rules, by=by, at=now, changes=found)


def try_rules(values: Mapping[str, Any], *, uuid: UUID, by: Member, on: date, now: datetime) -> RulesTrial:
    """See who would move by these rules, at once or (with many customers) by the worker. The same uuid is one trial."""
    from sapa.lifecycle.tasks import carry_out_trial

    try:
        with transaction.atomic():
            made = RulesTrial.objects.create(uuid=uuid, values=dict(values), by=by, at=now)
            is_big = Customer.objects.order_by()[AT_ONCE : AT_ONCE + 1].exists()
            if is_big:
                carry_out_trial.enqueue(by.organization.pk, made.pk, now.isoformat())
    except IntegrityError:
        return RulesTrial.objects.get(uuid=uuid)
    if not is_big:
        carry_out(made, by.organization, on=on, now=now)
    return made


def carry_out(trial: RulesTrial, organization: Organization, *, on: date, now: datetime) -> None:
    """Compute a trial. Writes nothing but its result."""
    from sapa.lifecycle.trying import outcome  # with numpy: loaded by who tries

    tried = LifecycleRules(bounds=rules_of().bounds, **trial.values)
    trial.result = outcome(organization, tried, on)
    trial.finished_at = now
    trial.save(update_fields=["result", "finished_at"])


def _told(rules: LifecycleRules) -> dict[str, Any]:
    return {
        field.name: getattr(rules, field.attname)
        for field in LifecycleRules._meta.concrete_fields
        if field.name not in UNTOLD
    }
