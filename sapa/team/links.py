"""Links that are given to people, and how they are given: copied, by WhatsApp, scanned, by e-mail."""

from dataclasses import dataclass
from smtplib import SMTPException

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils.translation import gettext as _

from sapa.events.recording import record
from sapa.lib.phones import whatsapp_url
from sapa.team.models import Invitation, Member


@dataclass(frozen=True)
class Share:
    """A link, and the words in which it is sent."""

    url: str
    text: str
    phone: str = ""

    @property
    def whatsapp(self) -> str:
        """Opens a draft to the person's number, or asks for one."""
        return whatsapp_url(self.phone, self.text)

    @property
    def picture(self) -> str:
        """A QR code as a data URI."""
        import segno  # 5 MB, seldom needed

        return segno.make(self.url, error="m").svg_data_uri(scale=6, border=3, light="#fff")


def root_address(name: str, **arguments: str) -> str:
    """The whole address of a page outside any organisation."""
    prefix = get_script_prefix()
    set_script_prefix("/")
    try:
        return f"{settings.BASE_URL}{reverse(name, urlconf=settings.ROOT_URLCONF, kwargs=arguments)}"
    finally:
        set_script_prefix(prefix)


def share_invitation(invitation: Invitation, token: str, by: Member) -> Share:
    url = root_address("join", slug=by.organization.slug, token=token)
    words = _("%(name)s, %(by)s invites you to %(organization)s in Sapa. Open this link within seven days: %(url)s")
    names = {"name": invitation.name, "by": by.name, "organization": by.organization.name, "url": url}
    return Share(url=url, text=words % names, phone=invitation.phone)


def mail_invitation(invitation: Invitation, share: Share, by: Member) -> bool:
    """Whether the e-mail could be handed over; the link can be given in another way as well."""
    subject = _("Invitation to %(organization)s") % {"organization": by.organization.name}
    try:
        EmailMessage(subject, share.text, to=[invitation.email]).send()
    except (SMTPException, OSError):
        return False
    return True


def may_reset_password(member: Member, by: Member) -> bool:
    """A director may give a link for a new password to who belongs to this organisation alone: a login that
    opens other doors as well is not theirs to open."""
    if member.user is None or not member.is_at_work or member.pk == by.pk:
        return False
    return by.may("team.manage") and member.user.organizations.count() == 1


@transaction.atomic
def share_new_password(member: Member, *, by: Member) -> Share:
    """A link by which the member chooses a new password, once, within three days."""
    user = member.user
    assert user is not None  # may_reset_password was asked
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    url = root_address("account_reset_password_from_key", uidb36=user_pk_to_url_str(user), key=token)
    record("member.password_link_made", member, by=by)
    text = _("%(name)s, choose a new password for Sapa by this link: %(url)s") % {"name": member.name, "url": url}
    return Share(url=url, text=text, phone=member.phone or user.phone or "")
