"""People, and what they are in an organisation."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.team.querysets import TargetQuerySet
from sapa.team.roles import RIGHTS, Role, Scope
from sapa.team.teams import led_by
from sapa.tenancy.models import (
    Organization,
    OrganizationManager,
    OrganizationOwned,
    OrganizationQuerySet,
    TenantForeignKey,
)


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, *, name: str, email: str = "", phone: str = "", password: str | None = None, language: str = "id"
    ) -> "User":
        """A person who can log in by e-mail or phone (E.164)."""
        user = self.model(name=name, email=email.strip().lower() or None, phone=phone or None, language=language)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with a login, a member of any number of organisations."""

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, unique=True, null=True, blank=True)  # E.164
    language = models.CharField(_("language"), max_length=5, default="id")
    is_active = models.BooleanField(default=True)
    # The doors this person may knock at; what they are inside is the Member row behind each.
    organizations = models.ManyToManyField(Organization, related_name="users", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | models.Q(phone__isnull=False), name="user_reachable"
            ),
            models.UniqueConstraint(Lower("email"), name="user_email_folded"),
        ]

    def __str__(self) -> str:
        return self.name


class BusinessUnit(OrganizationOwned):
    """A unit usaha: water, tourism, catering, the shop. A dimension of every sale."""

    name = models.CharField(_("name"), max_length=80)
    code = models.CharField(_("code"), max_length=8, blank=True)  # in the numbers of its documents
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("business unit")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="unit_name")]

    def __str__(self) -> str:
        return self.name


class Territory(OrganizationOwned):
    """A wilayah kerja: regions (of any level) given to members."""

    name = models.CharField(_("name"), max_length=80)
    region_codes = models.JSONField(_("regions"), default=list, blank=True)  # Kemendagri's codes, any level

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="territory_name")]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(OrganizationQuerySet):
    def at_work(self) -> "MemberQuerySet":
        """Those to whom work can be given: every pick list of members."""
        return self.filter(left_at__isnull=True)

    def directors(self) -> "MemberQuerySet":
        """Those who can still do everything: there is always one."""
        return self.at_work().filter(role=Role.DIRECTOR, user__isnull=False)


class Member(OrganizationOwned):
    """A person's place in one organisation. Without a user it is a name that cannot log in (yet)."""

    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="members")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    unit = TenantForeignKey(BusinessUnit, verbose_name=_("business unit"), null=True, blank=True)
    supervisor = TenantForeignKey("self", verbose_name=_("supervisor"), null=True, blank=True, related_name="led")
    territory = TenantForeignKey(Territory, verbose_name=_("territory"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    morning_mail = models.BooleanField(_("the day's list by e-mail"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OrganizationManager.from_queryset(MemberQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("member")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"], condition=models.Q(user__isnull=False), name="member_user"
            )
        ]
        indexes = [
            models.Index(fields=["organization", "supervisor"], name="member_supervisor"),
            models.Index(fields=["organization", "name", "id"], name="member_name"),
            models.Index(fields=["user"], name="member_of_user"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_at_work(self) -> bool:
        return self.left_at is None

    def may(self, permission: str) -> bool:
        return permission in RIGHTS[self.role].permissions

    @property
    def scope(self) -> Scope:
        return RIGHTS[self.role].scope

    @cached_property
    def team_ids(self) -> list[int]:
        """This member and everyone they lead, at any depth."""
        return led_by(self.pk, Member.objects.values_list("pk", "supervisor_id"))

    def seen(self, owner: str = "owner", unit: str = "unit") -> models.Q:
        """The condition on rows with an owner and a unit that `visible_to` of each trade applies."""
        if self.scope == Scope.ALL:
            return models.Q()
        mine = models.Q(**{f"{owner}_id": self.pk})
        if self.scope == Scope.TEAM:
            return models.Q(**{f"{owner}_id__in": self.team_ids})
        if self.scope == Scope.UNIT and self.unit_id:
            return mine | models.Q(**{f"{unit}_id": self.unit_id})
        return mine

    def sees(self, row: Any) -> bool:
        """Whether `visible_to` would show this row with an owner and a unit."""
        if self.scope == Scope.ALL or row.owner_id == self.pk:
            return True
        if self.scope == Scope.TEAM:
            return row.owner_id in self.team_ids
        return self.scope == Scope.UNIT and self.unit_id is not None and row.unit_id == self.unit_id


class InvitationState(models.TextChoices):
    OPEN = "open", _("Invited")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class InvitationQuerySet(OrganizationQuerySet):
    def open(self, on: datetime) -> "InvitationQuerySet":
        """Those whose link still works, for the members page."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=on)

    def unanswered(self) -> "InvitationQuerySet":
        """Open and expired ones: the members page offers to renew the latter."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(OrganizationOwned):
    """A link by which a person becomes a member. Only the token's SHA-256 is kept."""

    token_hash = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)  # E.164
    role = models.CharField(_("role"), max_length=20, choices=Role)
    unit = TenantForeignKey(BusinessUnit, verbose_name=_("business unit"), null=True, blank=True)
    supervisor = TenantForeignKey(Member, verbose_name=_("supervisor"), null=True, blank=True, related_name="+")
    territory = TenantForeignKey(Territory, verbose_name=_("territory"), null=True, blank=True)
    member = TenantForeignKey(Member, null=True, blank=True, related_name="invitations")  # who gets a login, if known
    invited_by = TenantForeignKey(Member, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = OrganizationManager.from_queryset(InvitationQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("invitation")
        constraints = [models.UniqueConstraint(fields=["organization", "token_hash"], name="invitation_token")]
        indexes = [models.Index(fields=["organization", "-created_at"], name="invitation_newest")]

    def __str__(self) -> str:
        return self.name

    def state(self, now: datetime) -> "InvitationState":
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.withdrawn_at:
            return InvitationState.WITHDRAWN
        return InvitationState.EXPIRED if self.expires_at <= now else InvitationState.OPEN


class Target(OrganizationOwned):
    """A goal for a month or a quarter: of the whole organisation, a unit, a team (by who leads it) or a member."""

    class Measure(models.TextChoices):
        """What is counted; `insight.targets` writes out how."""

        PROSPECTS = "prospects", _("New prospects")
        CONTACTS = "contacts", _("Prospects contacted")
        VISITS = "visits", _("Visits made")
        OPPORTUNITIES = "opportunities", _("Opportunities opened")
        REVENUE = "revenue", _("Revenue won")
        CONVERSION = "conversion", _("Conversion of decided deals")

    class Length(models.TextChoices):
        MONTH = "month", _("Month")
        QUARTER = "quarter", _("Quarter")

    measure = models.CharField(_("measure"), max_length=13, choices=Measure)
    length = models.CharField(_("period"), max_length=7, choices=Length, default=Length.MONTH)
    starts_on = models.DateField(_("from"))  # the first day of the month or quarter
    unit = TenantForeignKey(BusinessUnit, models.CASCADE, verbose_name=_("business unit"), null=True, blank=True)
    team_of = TenantForeignKey(
        Member, models.CASCADE, verbose_name=_("team of"), null=True, blank=True, related_name="+"
    )
    member = TenantForeignKey(
        Member, models.CASCADE, verbose_name=_("member"), null=True, blank=True, related_name="targets"
    )
    amount = models.BigIntegerField(_("goal"))  # a number, minor units for revenue, percent for conversion
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OrganizationManager.from_queryset(TargetQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("target")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "measure", "length", "starts_on"],
                condition=models.Q(unit__isnull=True, team_of__isnull=True, member__isnull=True),
                name="target_of_organization",
            ),
            *(
                models.UniqueConstraint(
                    fields=["organization", "measure", "length", "starts_on", of],
                    condition=models.Q(**{f"{of}__isnull": False}),
                    name=f"target_of_{of}",
                )
                for of in ("unit", "team_of", "member")
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="target_amount"),
            models.CheckConstraint(
                condition=models.Q(unit__isnull=True, team_of__isnull=True)
                | models.Q(unit__isnull=True, member__isnull=True)
                | models.Q(team_of__isnull=True, member__isnull=True),
                name="target_of_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_measure_display())
