"""Where customers are and what kind of outlet they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sapa.places.regions import RegionQuerySet
from sapa.tenancy.models import OrganizationOwned, TenantForeignKey


class Region(models.Model):
    """An administrative region of Indonesia by Kemendagri's code. Shared reference data."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("Province")
        REGENCY = 2, _("Regency or city")
        DISTRICT = 3, _("District")
        VILLAGE = 4, _("Village")

    code = models.CharField(_("code"), max_length=13, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    parent_code = models.CharField(max_length=8, blank=True)
    path = models.CharField(max_length=200, blank=True)  # "Cempaka Putih, Kota Jakarta Pusat, DKI Jakarta"
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    decree = models.CharField(max_length=40)
    valid_to = models.DateField(null=True, blank=True)  # the day on which a later decree no longer had it

    objects = models.Manager.from_queryset(RegionQuerySet)()

    class Meta:
        verbose_name = _("region")
        indexes = [models.Index(fields=["parent_code"], name="region_parent")]

    def __str__(self) -> str:
        return f"{self.name}, {self.path}" if self.path else self.name

    @property
    def above(self) -> list[str]:
        """Names of the regions that it lies in, the nearest first: district, regency, province."""
        return self.path.split(", ") if self.path else []


class RegionWord(models.Model):
    """A word of a region's name, by whose beginning it is found. Shared reference data, made from Region."""

    word = models.CharField(max_length=100)
    level = models.PositiveSmallIntegerField()
    is_whole = models.BooleanField()  # there is no more to the name than this
    search = models.CharField(max_length=300)  # a space, then text.search_key of the region's name and path
    # Without the database's check, which is dear for 165,000 rows that are only ever made together.
    region = models.ForeignKey(Region, models.CASCADE, related_name="words", db_index=False, db_constraint=False)

    class Meta:
        verbose_name = _("word of a region's name")
        indexes = [
            # For LIKE 'word%' whatever the collation is; on SQLite the classes are left out.
            models.Index(fields=["word", "level"], opclasses=["varchar_pattern_ops", "int2_ops"], name="region_word")
        ]

    def __str__(self) -> str:
        return self.word


class Channel(OrganizationOwned):
    """A way to market: modern trade, traditional trade, digital, institution, grass roots, specialist."""

    code = models.CharField(_("code"), max_length=4)
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("channel")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "code"], name="channel_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def current_types(self) -> "list[OutletType]":
        """What is offered in this channel, in its order."""
        return [outlet_type for outlet_type in self.outlet_types.all() if outlet_type.archived_at is None]

    @property
    def archived_types(self) -> "list[OutletType]":
        return [outlet_type for outlet_type in self.outlet_types.all() if outlet_type.archived_at]


class OutletType(OrganizationOwned):
    channel = TenantForeignKey(Channel, verbose_name=_("channel"), related_name="outlet_types")
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("outlet type")
        ordering = ["channel__position", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "channel", "name"], name="outlet_type_name")]

    def __str__(self) -> str:
        return self.name
