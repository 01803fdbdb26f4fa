"""Forms about logging in, and about the person who does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sapa.lib.forms import PhoneField, Segments
from sapa.lib.names import clean_name
from sapa.lib.phones import InvalidPhone, normalise
from sapa.lib.text import tidy
from sapa.team.models import User

PASSWORD_HELP = _("At least 8 characters, and nothing that others guess easily.")
PHONE_TAKEN = _("Somebody already logs in with this phone number. If it is you, log in first.")
TAKEN = _("Somebody already logs in with this phone number or e-mail. If it is you, log in first.")
EMAIL_TAKEN = _("Somebody already logs in with this e-mail. If it is you, log in first.")


def password_field(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=200, **options)


def login_key(login: str) -> str:
    """An e-mail in small letters, a phone number as E.164, anything else as it is."""
    login = login.strip().lower()
    if "@" in login:
        return login
    try:
        return normalise(login)
    except InvalidPhone:
        return login


def code_field() -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    return forms.CharField(label=_("Code"), widget=forms.TextInput(attributes), max_length=20)


class LoginForm(forms.Form):
    """By phone number in any spelling, or by e-mail. allauth's throttle and its second step stay in place."""

    password = password_field(_("Password"), "current-password")
    field_order = ["login", "password"]
    user: User | None = None

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        hints = {"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        field = forms.CharField(label=_("Phone number or e-mail"), max_length=254, widget=forms.TextInput(hints))
        self.fields["login"] = field
        self.order_fields(self.field_order)

    def clean_login(self) -> str:
        """One spelling of each, so that the throttle counts tries of one person together."""
        return login_key(self.cleaned_data["login"])

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            self.user = get_adapter(self.request).authenticate(self.request, **self._credentials())
            if self.user is None:
                raise get_adapter(self.request).validation_error("invalid_login")
        return self.cleaned_data

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """To the page asked for, or to the second step."""
        return perform_password_login(request, self._credentials(), Login(user=self.user, redirect_url=redirect_url))

    def _credentials(self) -> dict[str, str]:
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data["password"]}


class NewPasswordMixin(forms.Form):
    """A new password, typed once: it can be looked at."""

    password1 = password_field(_("New password"), "new-password", help_text=PASSWORD_HELP)

    def clean_password1(self) -> str:
        validate_password(self.cleaned_data["password1"], self.user)  # type: ignore[attr-defined]
        return self.cleaned_data["password1"]


class ChangePasswordForm(NewPasswordMixin, account.ChangePasswordForm):
    oldpassword = password_field(_("Current password"), "current-password")
    password2 = None
    field_order = ["oldpassword", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **{name: value for name, value in kwargs.items() if name != "user"})
        self.user = kwargs["user"]


class NewPasswordForm(NewPasswordMixin, account.ResetPasswordKeyForm):
    """Reached by the link in the e-mail."""

    password2 = None

    def __init__(self, *args: Any, user: User, temp_key: str, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        self.user, self.temp_key = user, temp_key


class ResetPasswordForm(account.ResetPasswordForm):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "email", "autofocus": True}))


class ReauthenticateForm(account.ReauthenticateForm):
    password = password_field(_("Password"), "current-password")


class CodeForm(mfa.AuthenticateForm):
    code = code_field()


class CodeAgainForm(mfa.ReauthenticateForm):
    code = code_field()


class ActivateTOTPForm(totp.ActivateTOTPForm):
    code = code_field()


@contextmanager
def understood() -> Iterator[None]:
    """What a browser never sends is a wrong code, not an error of ours."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class AuthenticatePasskeyForm(webauthn.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        with understood():
            return super().clean_credential()


class LoginPasskeyForm(webauthn.LoginWebAuthnForm):
    def clean_credential(self) -> Any:
        with understood():
            return super().clean_credential()


class PasskeyAgainForm(webauthn.ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        with understood():
            return super().clean_credential()


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """Always one that logs in by itself: a finger or a face in place of the password."""

    name = forms.CharField(label=_("Name of this device"), max_length=60, required=False)
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.CheckboxInput({"class": "hidden"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})["name"] = ""
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        return tidy(self.cleaned_data["name"]) or gettext("Passkey")

    def clean(self) -> dict[str, Any]:
        with understood():
            return super().clean()


class ReachableForm(forms.Form):
    """Who somebody is and how they log in: by phone, by e-mail, or by either."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    phone = PhoneField(label=_("Phone number"), required=False, help_text=_("You log in with it, or with the e-mail."))
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput({"autocomplete": "email", "autocapitalize": "none"})
    )

    person: User | None = None  # whose form it is, once they have a login

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if email and self._others().filter(email=email).exists():
            raise ValidationError(EMAIL_TAKEN, code="taken")
        return email

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and self._others().filter(phone=phone).exists():
            raise ValidationError(PHONE_TAKEN, code="taken")
        return phone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not (given.get("phone") or given.get("email") or self.has_error("phone") or self.has_error("email")):
            self.add_error("phone", ValidationError(_("Give a phone number or an e-mail to log in with.")))
        return given

    def _others(self) -> Any:
        return User.objects.exclude(pk=self.person.pk) if self.person else User.objects.all()


class NewPersonForm(ReachableForm):
    """Somebody who gets a login: signing up, or following an invitation."""

    password = password_field(_("Password"), "new-password", help_text=PASSWORD_HELP)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if password := given.get("password"):
            person = User(
                name=given.get("name", ""), email=given.get("email") or None, phone=given.get("phone") or None
            )
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return given

    def save(self) -> User:
        """The person, with a login, whose language is the one in which they filled in the form."""
        given = {name: self.cleaned_data[name] for name in ("name", "email", "phone", "password")}
        return User.objects.create_user(**given, language=get_language() or settings.LANGUAGE_CODE)


class ProfileForm(ReachableForm):
    """A person's own page."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=Segments)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        own = {"name": person.name, "phone": person.phone, "email": person.email, "language": person.language}
        kwargs["initial"] = own
        super().__init__(*args, **kwargs)
        self.person = person
