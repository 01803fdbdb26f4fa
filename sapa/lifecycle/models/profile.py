"""Who a customer is, what they need, and what they use it for: as far as somebody asked."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.lifecycle.models.stages import OfCustomersQuerySet
from sapa.team.models import Member
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, TenantForeignKey


class CustomerProfile(OrganizationOwned):
    """Demographic, psychographic and behavioural answers. Where they live stands with the customer itself."""

    class Age(models.TextChoices):
        UNDER_18 = "-17", _("under 18")
        TO_25 = "18-25", "18–25"
        TO_35 = "26-35", "26–35"
        TO_45 = "36-45", "36–45"
        TO_55 = "46-55", "46–55"
        OVER_55 = "56-", _("over 55")

    class Gender(models.TextChoices):
        WOMAN = "woman", _("Woman")
        MAN = "man", _("Man")

    class Education(models.TextChoices):
        PRIMARY = "primary", _("Primary school")
        MIDDLE = "middle", _("Middle school")
        SECONDARY = "secondary", _("Secondary school")
        HIGHER = "higher", _("Diploma or degree")

    class Income(models.TextChoices):
        """Of the household, a month."""

        UNDER_2 = "-2", _("under Rp2 million")
        TO_4 = "2-4", _("Rp2–4 million")
        TO_8 = "4-8", _("Rp4–8 million")
        OVER_8 = "8-", _("over Rp8 million")

    class Style(models.TextChoices):
        THRIFTY = "thrifty", _("Counts every rupiah")
        PRACTICAL = "practical", _("Wants it easy and quick")
        QUALITY = "quality", _("Pays for quality")
        STATUS = "status", _("Buys what is looked up to")
        COMMUNITY = "community", _("Buys from neighbours and the village")
        CURIOUS = "curious", _("Likes to try what is new")

    class Occasion(models.TextChoices):
        DAILY = "daily", _("Every day")
        PAYDAY = "payday", _("After payday")
        HARVEST = "harvest", _("After the harvest")
        FEAST = "feast", _("For feasts and celebrations")
        PROJECT = "project", _("For a project or budget year")
        RESALE = "resale", _("To sell on")

    class Decision(models.TextChoices):
        ALONE = "alone", _("Decides alone")
        FAMILY = "family", _("Asks the family")
        MEETING = "meeting", _("A meeting decides")
        SUPERIOR = "superior", _("A superior decides")

    customer = TenantForeignKey(Customer, models.CASCADE, related_name="profile")
    # Demographic
    age = models.CharField(_("age"), max_length=5, choices=Age, blank=True)
    gender = models.CharField(_("gender"), max_length=5, choices=Gender, blank=True)
    education = models.CharField(_("education"), max_length=9, choices=Education, blank=True)
    occupation = models.CharField(_("occupation"), max_length=80, blank=True)
    income = models.CharField(_("household income a month"), max_length=3, choices=Income, blank=True)
    household = models.PositiveSmallIntegerField(
        _("people in the household"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    employees = models.PositiveIntegerField(_("people at the business"), null=True, blank=True)
    # Psychographic
    style = models.CharField(_("way of life"), max_length=9, choices=Style, blank=True)
    interests = models.CharField(_("interests"), max_length=200, blank=True)
    # Behavioural
    occasion = models.CharField(_("buys mostly"), max_length=7, choices=Occasion, blank=True)
    decision = models.CharField(_("who decides"), max_length=8, choices=Decision, blank=True)
    media = models.CharField(_("hears of us by"), max_length=120, blank=True)
    other_suppliers = models.CharField(_("other suppliers"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_by = TenantForeignKey(Member, null=True, blank=True, related_name="+", editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("profile")
        constraints = [models.UniqueConstraint(fields=["organization", "customer"], name="profile_of_customer")]
        indexes = [
            models.Index(
                fields=["organization", name],
                include=["customer"],
                condition=~models.Q(**{name: ""}),
                name=f"profile_by_{name}",
            )
            for name in ("age", "gender", "education", "income", "style", "occasion", "decision")
        ]

    def __str__(self) -> str:
        return self.customer.name


class Factor(OrganizationOwned):
    """How much something matters to a customer when they choose where to buy."""

    class What(models.TextChoices):
        PRICE = "price", _("Price")
        QUALITY = "quality", _("Quality")
        SERVICE = "service", _("How they are served")
        SPEED = "speed", _("Speed")
        CLOSENESS = "closeness", _("Closeness")
        TERMS = "terms", _("Terms of payment")
        CHOICE = "choice", _("Choice of goods")
        HALAL = "halal", _("Halal")
        BRAND = "brand", _("Brand")
        TRUST = "trust", _("Trust and acquaintance")

    customer = TenantForeignKey(Customer, models.CASCADE, related_name="factors")
    what = models.CharField(_("factor"), max_length=9, choices=What)
    weight = models.PositiveSmallIntegerField(
        _("matters (1 little, 5 much)"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("factor")
        ordering = ["-weight", "what"]
        constraints = [models.UniqueConstraint(fields=["organization", "customer", "what"], name="factor_of_customer")]
        indexes = [
            models.Index(
                fields=["organization", "what"],
                include=["customer"],
                condition=models.Q(weight__gte=4),
                name="factor_that_matters",
            )
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.weight}"


class ProductUse(OrganizationOwned):
    """How much of a product a customer needs, from whomever they buy it, and what they use it for."""

    customer = TenantForeignKey(Customer, models.CASCADE, related_name="uses")
    product = TenantForeignKey(Product, models.CASCADE, verbose_name=_("product"), related_name="uses")
    needed = models.DecimalField(  # in the product's own unit
        _("needs a month"), max_digits=12, decimal_places=3, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    used_for = models.CharField(_("used for"), max_length=160, blank=True)
    when = models.CharField(_("when"), max_length=120, blank=True)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_by = TenantForeignKey(Member, null=True, blank=True, related_name="+", editable=False)

    objects = OrganizationManager.from_queryset(OfCustomersQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("use of a product")
        constraints = [models.UniqueConstraint(fields=["organization", "customer", "product"], name="use_of_product")]
        indexes = [models.Index(fields=["organization", "product"], name="use_by_product")]

    def __str__(self) -> str:
        return self.product.name

    @property
    def version(self) -> int:
        """Which writing of it this is: the moment, in microseconds."""
        return round(self.updated_at.timestamp() * 1_000_000)
