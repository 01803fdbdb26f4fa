"""SOPs: how this organisation does its work, shown beside the work."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Activity
from sapa.customers.models import FunnelStep
from sapa.pipeline.models.pipeline import Stage
from sapa.team.models import Member
from sapa.tenancy.models import OrganizationOwned, TenantForeignKey


class Procedure(OrganizationOwned):
    """An SOP: a text and a checklist, for one funnel step, one stage or one kind of activity."""

    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("how we do it"), blank=True)
    step = models.CharField(_("funnel step"), max_length=11, choices=FunnelStep, blank=True)
    stage = TenantForeignKey(Stage, models.CASCADE, verbose_name=_("stage"), null=True, blank=True, related_name="sops")
    kind = models.CharField(_("kind of activity"), max_length=8, choices=Activity.Kind, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("procedure")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "title"], name="procedure_title"),
            models.CheckConstraint(
                condition=models.Q(step="", stage__isnull=True) & ~models.Q(kind="")
                | models.Q(kind="", stage__isnull=True) & ~models.Q(step="")
                | models.Q(step="", kind="", stage__isnull=False),
                name="procedure_for_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProcedureItem(OrganizationOwned):
    """A line of an SOP's checklist. One that was ticked is archived, not deleted."""

    procedure = TenantForeignKey(Procedure, models.CASCADE, related_name="items")
    text = models.CharField(_("to be checked"), max_length=160)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("checklist item")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["organization", "procedure", "position"], name="procedure_item_place")]

    def __str__(self) -> str:
        return self.text


class ProcedureTick(OrganizationOwned):
    """An item that was done for one row: a customer, an opportunity or an activity, named as events name it."""

    item = TenantForeignKey(ProcedureItem, models.CASCADE, related_name="ticks")
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    by = TenantForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(OrganizationOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "subject_kind", "subject_id", "item"], name="procedure_tick_once"
            )
        ]
