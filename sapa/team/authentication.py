"""Logging in with an e-mail address or a phone number."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from sapa.lib.phones import InvalidPhone, normalise
from sapa.team.models import User


def user_of(login: str) -> User | None:
    """The person with this e-mail address or phone number, in whatever way it is written."""
    login = login.strip()
    if "@" in login:
        return User.objects.filter(email=login.lower()).first()
    try:
        return User.objects.filter(phone=normalise(login)).first()
    except InvalidPhone:
        return None


class EmailOrPhoneBackend(ModelBackend):
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **others: Any
    ) -> Any:
        """The person with this phone number or e-mail and this password."""
        login = username or others.get("email")
        if not login or password is None:
            return None
        user = user_of(login)
        if user is None:
            User().set_password(password)  # takes as long as a real check: nobody learns who exists
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
