"""How django-allauth sees our people: who logs in with what, and how their second factor is kept."""

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "account/messages/password_changed.txt": _("Your password was changed. Other devices must log in again."),
    "mfa/messages/totp_activated.txt": _("Logging in now asks for a code from your phone."),
    "mfa/messages/totp_deactivated.txt": _("Logging in no longer asks for a code."),
    "mfa/messages/webauthn_added.txt": _("The passkey was added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes were made. The old ones no longer work."),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "invalid_login": _("The phone number, e-mail or password is not right."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("The password is not right."),
        "incorrect_code": _("The code is not right."),
        "invalid_password_reset": _("This link was used before or is too old."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Signing up makes an organisation as well: `/signup/`, not allauth's."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        request.session["seen"] = int(time.time())  # see PersonMiddleware

    def reauthenticate(self, user: Any, password: str) -> bool:
        found = self.authenticate(self.request, username=user.email or user.phone, password=password)
        return found is not None and found.pk == user.pk

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """In our words, and only what cannot be seen by itself."""
        if text := MESSAGES.get(message_template or ""):
            messages.add_message(request, level, str(text))


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": _("The code is not right.")}

    def encrypt(self, text: str) -> str:
        """A stolen copy of the database gives nobody the second factor."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Sapa"}

    def get_totp_label(self, user: Any) -> str:
        return str(user.email or user.phone)


def _cipher() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(f"sapa.mfa:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
