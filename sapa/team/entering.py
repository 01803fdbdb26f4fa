"""Letting in somebody who has just typed a password, at signing up or by an invitation."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from sapa.team.authentication import user_of
from sapa.team.models import User


def enter(request: HttpRequest, user: User, url: str) -> HttpResponse:
    """Log in and go to `url`, by way of the second step if the person has one."""
    credentials = {"username": user.email or user.phone}
    return perform_password_login(request, credentials, Login(user=user, redirect_url=url))


def same_person(request: HttpRequest, data: Any) -> User | None:
    """Who has this phone or e-mail and this password already: a form that was sent twice. Throttled as a log-in is."""
    login = next((data[name] for name in ("phone", "email") if data.get(name)), "")
    user = user_of(login) if login else None
    if user is None:
        return None
    try:
        return get_adapter(request).authenticate(
            request, username=user.email or user.phone, password=data.get("password", "")
        )
    except ValidationError:
        return None
