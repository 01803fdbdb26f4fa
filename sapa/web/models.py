"""What belongs to the pages themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sapa.team.models import Member
from sapa.tenancy.models import OrganizationOwned, OrganizationQuerySet, OrganizationManager, TenantForeignKey


class SavedViewQuerySet(OrganizationQuerySet):
    def for_list(self, list_name: str, member: Member) -> "SavedViewQuerySet":
        """The member's own views of a list and those shared with everyone."""
        return self.filter(models.Q(owner=member) | models.Q(shared=True), list_name=list_name)


class SavedView(OrganizationOwned):
    """A named state of a list: its query string."""

    list_name = models.CharField(max_length=40)  # customers, opportunities
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)
    owner = TenantForeignKey(Member, models.CASCADE, related_name="+")
    shared = models.BooleanField(_("for the whole team"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationManager.from_queryset(SavedViewQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("saved view")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organization", "owner", "list_name", "name"], name="view_name")]

    def __str__(self) -> str:
        return self.name
