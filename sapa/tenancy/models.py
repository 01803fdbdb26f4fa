"""Organisations, and the base of everything that belongs to one."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sapa.lib.names import refuse_nameless
from sapa.tenancy import current
from sapa.tenancy.fields import OrganizationField, TenantForeignKey

__all__ = ["LegalForm", "Organization", "OrganizationOwned", "OrganizationQuerySet", "TenantForeignKey"]


class LegalForm(models.TextChoices):
    """Legal forms of a firm or an institution in Indonesia; names of forms are not translated."""

    INDIVIDUAL = "perorangan", _("Sole proprietor")
    BUMDES = "bumdes", "BUM Desa"
    BUMDES_BERSAMA = "bumdesma", "BUM Desa Bersama"
    COOPERATIVE = "koperasi", _("Cooperative")
    PT = "pt", "PT"
    PT_INDIVIDUAL = "pt-perorangan", "PT Perorangan"
    CV = "cv", "CV"
    UD = "ud", "UD"
    FIRM = "firma", _("Partnership (firma)")
    FOUNDATION = "yayasan", _("Foundation")
    BUMN = "bumn", "BUMN"
    BUMD = "bumd", "BUMD"
    PERUMDA = "perumda", "Perumda"
    GOVERNMENT = "instansi", _("Government office")
    SCHOOL = "sekolah", _("School")


class TimeZone(models.TextChoices):
    WIB = "Asia/Jakarta", _("WIB (western)")
    WITA = "Asia/Makassar", _("WITA (central)")
    WIT = "Asia/Jayapura", _("WIT (eastern)")


class Currency(models.TextChoices):
    IDR = "IDR", "Rp (IDR)"
    USD = "USD", "US$ (USD)"
    SGD = "SGD", "S$ (SGD)"
    MYR = "MYR", "RM (MYR)"


def refuse_reserved_slug(slug: str) -> None:
    if slug in settings.SLUGS_RESERVED:
        raise ValidationError(_("This address is taken. Choose another."), code="reserved")


class Organization(models.Model):
    """A firm that uses Sapa: the owner of all its rows. Not itself owned by anyone."""

    name = models.CharField(_("name"), max_length=120, validators=[refuse_nameless])
    slug = models.CharField(  # no SlugField, which lets underscores pass, and says so
        _("address"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"\A[a-z0-9][a-z0-9-]*\Z", _("Use small letters, digits and hyphens.")),
            refuse_reserved_slug,
        ],
    )
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm, default=LegalForm.BUMDES)
    region_code = models.CharField(_("village"), max_length=13, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, choices=TimeZone, default=TimeZone.WIB)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.IDR)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    greeting = models.TextField(_("greeting on WhatsApp"), max_length=300, blank=True)
    profile = models.TextField(_("company profile"), blank=True)
    is_demo = models.BooleanField(default=False, editable=False)  # made up: its numbers are never called, nor mailed
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("organisation")

    def __str__(self) -> str:
        return self.name


class OrganizationQuerySet(models.QuerySet):
    """A set of one organisation's rows: it cannot be moved to another."""

    def update(self, **values: Any) -> int:
        if {"organization", "organization_id"} & values.keys():
            raise current.CrossOrganization("rows do not change their organisation")
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def visible_to(self, member: Any) -> Self:
        """What this member may see. Trades whose rows have an owner narrow it."""
        return self


class OrganizationManager(models.Manager):
    """Only the current organisation's rows. With none current, a query raises."""

    def get_queryset(self) -> models.QuerySet:
        rows = super().get_queryset()
        found = current.scope()
        if found == current.UNSCOPED:
            return rows
        return rows.filter(organization_id=current.current_organization_id())

    def none(self) -> models.QuerySet:
        """Nobody's rows: what a form field is declared with, before any organisation is current."""
        return super().get_queryset().none()


class OrganizationOwned(models.Model):
    """A business row. `class Meta` of a child inherits from `OrganizationOwned.Meta`."""

    organization = OrganizationField()

    objects = OrganizationManager.from_queryset(OrganizationQuerySet)()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"
