"""A person's own page: name, phone, e-mail, language; the ways to the password and the second step."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sapa.lib.answers import done, form_page
from sapa.team.forms import ProfileForm
from sapa.team.models import User


@login_required
def account(request: Any) -> HttpResponse:
    form = ProfileForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        _keep(request.user, form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            return done(request, reverse("account"), _("Saved."))
    context = {"two_steps": is_mfa_enabled(request.user), "organizations": request.user.organizations.order_by("name")}
    return form_page(request, "team/account.html", form, **context)


@transaction.atomic
def _keep(user: User, given: dict[str, Any]) -> None:
    """The e-mail is also allauth's, which sends the link for a forgotten password there."""
    user.name, user.language = given["name"], given["language"]
    user.phone, user.email = given["phone"] or None, given["email"] or None
    user.save(update_fields=["name", "language", "phone", "email"])
    EmailAddress.objects.filter(user=user).exclude(email=given["email"]).delete()
