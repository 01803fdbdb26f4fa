"""Pictures and papers that people add, kept beside the rows they belong to: see docs/adr."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.tenancy.models import OrganizationOwned


class StoredFile(OrganizationOwned):
    """The bytes of a file whose content was looked at before. Rows are never changed.

    Who may see it is what its owner says: a trade serves its own files, after its own `visible_to`.
    """

    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(max_length=60)  # as its content says, not as the sender did
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField(null=True, blank=True)  # pixels, of a picture
    height = models.PositiveSmallIntegerField(null=True, blank=True)
    by_id = models.BigIntegerField(null=True, blank=True)  # a team.Member; None came by a public page
    at = models.DateTimeField(default=timezone.now)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("file")
        indexes = [models.Index(fields=["organization", "sha256"], name="stored_file_content")]

    def __str__(self) -> str:
        return self.name
