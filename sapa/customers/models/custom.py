"""Questions about customers that an organisation adds."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sapa.lib.dates import format_date
from sapa.lib.numbers import format_number
from sapa.tenancy.models import OrganizationOwned

FROM, TO, WITHOUT = "_from", "_to", "_none"
ENDINGS = (FROM, TO, WITHOUT)  # of the names of conditions (see customers.questions): no key is made with one


class CustomField(OrganizationOwned):
    """A question about customers that the organisation added itself."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")
        YES_NO = "yes_no", _("Yes or no")

    key = models.SlugField(max_length=40)  # in Customer.custom; made from the label once, never changed
    label = models.CharField(_("label"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TEXT)
    choices = models.JSONField(_("choices"), default=list, blank=True)  # ["…", …]
    required = models.BooleanField(_("required"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("custom field")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="custom_field_key")]

    def __str__(self) -> str:
        return self.label

    def shown(self, value: Any) -> str:
        """An answer as people read it, in the active language."""
        if value in (None, ""):
            return ""
        match self.kind:
            case self.Kind.YES_NO:
                return gettext("Yes") if value else gettext("No")
            case self.Kind.DATE:
                return format_date(date.fromisoformat(value), get_language())
            case self.Kind.NUMBER:
                return format_number(Decimal(str(value)), get_language())
            case _:
                return str(value)
