"""Changes over many customers, and how far each is."""

import uuid as uuids

from django.db import models
from django.utils import timezone

from sapa.team.models import Member
from sapa.tenancy.models import OrganizationOwned, TenantForeignKey


class BulkChange(OrganizationOwned):
    """A change over many customers, with what was there before in its parts, so that it can be undone."""

    kind = models.CharField(max_length=20)  # assign, tag, untag, share
    by = TenantForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    data = models.JSONField(default=dict)  # what was asked: {"owner": id}, {"tag": id}, or a sharing's plan
    total = models.PositiveIntegerField(default=0)  # rows that it goes through
    done = models.PositiveIntegerField(default=0)  # of these so far; going back down while it is undone
    changed = models.PositiveIntegerField(default=0)  # rows that differed
    restored = models.PositiveIntegerField(default=0)  # rows that undoing put back
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(default=uuids.uuid4)  # the form's, so that a double tap changes once

    class Meta(OrganizationOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "token"], name="bulk_change_token")]
        indexes = [models.Index(fields=["organization", "kind", "-id"], name="bulk_change_newest")]

    @property
    def is_running(self) -> bool:
        """Whether the worker still has something to do with it."""
        return self.finished_at is None or (self.undone_at is not None and self.done > 0)

    @property
    def may_be_undone(self) -> bool:
        return self.finished_at is not None and self.undone_at is None and self.changed > 0


class BulkPart(OrganizationOwned):
    """As many rows of a change as one transaction takes."""

    change = TenantForeignKey(BulkChange, models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    rows = models.JSONField()  # [customer id, …], or [[customer id, whose it becomes], …]
    before = models.JSONField(default=list)  # of those that differed, as the kind of change needs it to put them back
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrganizationOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "change", "position"], name="bulk_part_position")
        ]
