"""What happened: the audit trail and every timeline, in one append-only table."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet


class EventQuerySet(OrganizationQuerySet):
    def of_customer(self, customer_id: int) -> "EventQuerySet":
        """The timeline of the customer card, newest first."""
        return self.filter(customer_id=customer_id).order_by("-at", "-pk")

    def of_subject(self, subject: models.Model) -> "EventQuerySet":
        """The history on one row's own page, newest first."""
        return self.filter(subject_kind=kind_of(subject), subject_id=subject.pk).order_by("-at", "-pk")


class Event(OrganizationOwned):
    """One thing that somebody did. Rows are never changed.

    `kind` is `<noun>.<past participle>`, such as `opportunity.won`. The subject is named by kind and
    id and the actor by id and name, so that this app knows no trade and a line stays readable when
    its rows are gone. `data` holds what changed: `{"field": [before, after]}` under `changes`, and
    whatever else the sentence of the timeline needs.
    """

    at = models.DateTimeField(_("at"), default=timezone.now)
    kind = models.CharField(_("kind"), max_length=60)
    by_id = models.BigIntegerField(_("member"), null=True, blank=True)
    by_name = models.CharField(_("by"), max_length=120, blank=True)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_name = models.CharField(max_length=200, blank=True)
    customer_id = models.BigIntegerField(null=True, blank=True)
    data = models.JSONField(default=dict, blank=True)

    objects = OrganizationManager.from_queryset(EventQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("event")
        indexes = [
            models.Index(fields=["organization", "customer_id", "-at", "-id"], name="event_customer"),
            models.Index(fields=["organization", "subject_kind", "subject_id", "-at"], name="event_subject"),
            models.Index(fields=["organization", "-at", "-id"], name="event_at"),
            models.Index(fields=["organization", "-id"], name="event_newest"),  # by these answers are told to be old
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_name}"


class Change(OrganizationOwned):
    """How often tasks wrote what is kept of an organisation without an event of their own: see `events.answers`."""

    number = models.BigIntegerField(default=0)

    class Meta(OrganizationOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organization"], name="change_of_organization")]

    def __str__(self) -> str:
        return str(self.number)


def kind_of(subject: models.Model) -> str:
    return subject._meta.model_name or ""
