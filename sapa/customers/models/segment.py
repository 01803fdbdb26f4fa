"""Groups of customers that are said once and used everywhere: by conditions, not by a list of names."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.team.models import Member
from sapa.team.roles import RIGHTS
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet, TenantForeignKey


class SegmentQuerySet(OrganizationQuerySet):
    def visible_to(self, member: Member) -> "SegmentQuerySet":
        """The member's own and those of the whole team, but for those that ask what the member may not know.

        An archived one still works where an address names it: see `in_use`.
        """
        mine = models.Q(owner=member) | models.Q(shared=True)
        return self.filter(mine, right__in=["", *sorted(RIGHTS[member.role].permissions)])

    def in_use(self) -> "SegmentQuerySet":
        """Those that are not archived: what filters offer, and what is counted each night."""
        return self.filter(archived_at__isnull=True)


class Segment(OrganizationOwned):
    """Saved conditions on customers. Who fits them today belongs to it today; each sees those whom they see."""

    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("what for"), max_length=300, blank=True)
    query = models.TextField(editable=False)  # the conditions as the customer list's address says them (see Filter)
    right = models.CharField(max_length=30, blank=True, editable=False)  # what asking by these conditions takes
    owner = TenantForeignKey(Member, models.CASCADE, related_name="+", editable=False)
    shared = models.BooleanField(_("for the whole team"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    set_at = models.DateTimeField(default=timezone.now, editable=False)  # when its conditions became what they are
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OrganizationManager.from_queryset(SegmentQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("segment")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "owner", "name"],
                condition=models.Q(archived_at__isnull=True),
                name="segment_name",
            )
        ]
        indexes = [models.Index(fields=["organization", "name", "id"], name="segment_by_name")]

    def __str__(self) -> str:
        return self.name

    def may_be_changed_by(self, member: Member) -> bool:
        """By whose it is; one of the whole team also by who arranges the organisation."""
        return self.owner_id == member.pk or (self.shared and member.may("settings.manage"))


class SegmentSize(OrganizationOwned):
    """How many belonged to a segment on a day, of those whom its owner sees."""

    segment = TenantForeignKey(Segment, models.CASCADE, related_name="sizes")
    on = models.DateField()
    count = models.PositiveIntegerField()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("size of a segment")
        constraints = [models.UniqueConstraint(fields=["organization", "segment", "on"], name="segment_size_once")]

    def __str__(self) -> str:
        return f"{self.on}: {self.count}"
