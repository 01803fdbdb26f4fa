"""`manage.py create_member SLUG --name NAME --role ROLE --email …`: a member of an organisation, with a login."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from sapa.lib.commands import SpokenCommand
from sapa.lib.names import clean_name
from sapa.lib.phones import InvalidPhone, normalise
from sapa.pipeline.campaigning import give_own_form
from sapa.team.arranging import add_unit
from sapa.team.authentication import user_of
from sapa.team.joining import add_member
from sapa.team.models import BusinessUnit, Member, User
from sapa.team.roles import Role
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


class Command(SpokenCommand):
    help = "Makes a member. Without an e-mail or a phone number it is a name that cannot log in. Twice is once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the organisation's address")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--email", default="")
        parser.add_argument("--phone", default="")
        parser.add_argument("--password", default="", help="made and printed if there is none")
        parser.add_argument("--unit", default="", help="its name; made if there is none")
        parser.add_argument("--supervisor", default="", help="the name of a member")

    @transaction.atomic
    def handle(self, *, slug: str, **given: Any) -> None:
        organization = Organization.objects.filter(slug=slug).first()
        if organization is None:
            raise CommandError(_("There is no organisation “%(slug)s”.") % {"slug": slug})
        given["name"] = _name(given["name"])
        given["email"], given["phone"] = _email(given["email"]), _phone(given["phone"])
        with organization_scope(organization):
            user = _user_of(given)
            if there := _there(user, given["name"]):
                told = {"name": there.name, "role": there.get_role_display()}
                self.stdout.write(_("“%(name)s” is a member already (%(role)s).") % told)
                return
            place = {"unit": _unit(given["unit"]), "supervisor": _supervisor(given["supervisor"])}
            made = ""
            if user is None and (given["email"] or given["phone"]):
                user, made = _new_user(given)
            member = add_member(
                user=user, name=given["name"], role=given["role"], by=None, phone=given["phone"], **place
            )
            if [one.pk for one in Member.objects.filter(role=Role.DIRECTOR)] == [member.pk]:
                give_own_form(member)
        self.stdout.write(
            _("Made “%(name)s”, %(role)s of /%(slug)s/.") % {**given, "slug": slug, "role": Role(given["role"]).label}
        )
        if made:
            self.stdout.write(_("Password: %(password)s") % {"password": made})


def _name(text: str) -> str:
    most = Member._meta.get_field("name").max_length or 0
    try:
        name = clean_name(text)
    except ValidationError as error:
        raise CommandError(f"--name: {' '.join(error.messages)}") from error
    if len(name) > most:
        raise CommandError(_("--name: at most %(most)d letters.") % {"most": most})
    return name


def _email(text: str) -> str:
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise CommandError(_("--email: “%(text)s” is no e-mail address.") % {"text": text}) from error
    return text.strip().lower()


def _phone(text: str) -> str:
    try:
        return normalise(text) if text else ""
    except InvalidPhone as error:
        raise CommandError(f"--phone: {error}") from error


def _user_of(given: dict[str, Any]) -> User | None:
    """Who logs in with this e-mail or phone number already, perhaps in another organisation."""
    found = {user for login in (given["email"], given["phone"]) if login and (user := user_of(login))}
    if len(found) > 1:
        raise CommandError(_("The e-mail and the phone number belong to two different people."))
    return next(iter(found), None)


def _there(user: User | None, name: str) -> Member | None:
    if user is not None:
        return Member.objects.filter(user=user).first()
    return Member.objects.filter(user__isnull=True, name=name).first()


def _unit(name: str) -> BusinessUnit | None:
    if not name:
        return None
    return BusinessUnit.objects.filter(name=name).first() or add_unit(name, by=None)


def _supervisor(name: str) -> Member | None:
    if not name:
        return None
    found = list(Member.objects.at_work().filter(name=name)[:2])
    if len(found) != 1:
        several = _("--supervisor: several members are called “%(name)s”.")
        raise CommandError((several if found else _("--supervisor: no member is called “%(name)s”.")) % {"name": name})
    return found[0]


def _new_user(given: dict[str, Any]) -> tuple[User, str]:
    """The new login, and its password if it was made here."""
    made = "" if given["password"] else secrets.token_urlsafe(9)
    try:
        validate_password(given["password"] or made)
    except ValidationError as error:
        raise CommandError(f"--password: {' '.join(error.messages)}") from error
    login = {name: given[name] for name in ("name", "email", "phone")}
    return User.objects.create_user(**login, password=given["password"] or made), made
