"""Signing up: an organisation and its director."""

from typing import Any

from allauth.core.internal.ratelimit import consume_or_429
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from sapa.team.entering import enter, same_person
from sapa.team.forms import TAKEN, NewPersonForm
from sapa.team.models import User
from sapa.tenancy.models import Organization
from sapa.web.founding import found_organization
from sapa.web.founding_form import OrganizationForm, Together, free_slug


@sensitive_post_parameters("person-password")
@never_cache
def sign_up(request: Any) -> HttpResponse:
    """One page with two parts; whoever is logged in already founds one more organisation."""
    if refusal := consume_or_429(request, app="allauth.account", action="signup"):
        return refusal
    form = OrganizationForm(request.POST or None)
    person = None if request.user.is_authenticated else NewPersonForm(request.POST or None, prefix="person")
    if request.method == "POST":
        if again := _founded_before(request):
            return again
        if _all_valid(form, person) and (response := _found(request, form, person)):
            return response
    status = 422 if request.method == "POST" else 200
    return render(
        request, "web/sign_up.html", {"form": form, "person": person, "both": Together(form, person)}, status=status
    )


def _all_valid(*forms: Any) -> bool:
    """All of them, so that each part shows what is wrong with it."""
    return not [form for form in forms if form is not None and not form.is_valid()]


def _found(request: Any, form: OrganizationForm, person: NewPersonForm | None) -> HttpResponse | None:
    """Into the new organisation; None if somebody took the address or the phone number in the same moment."""
    try:
        with transaction.atomic():
            director = person.save() if person else request.user
            organization = found_organization(director=director, **form.cleaned_data)
    except IntegrityError:
        (person or form).add_error(None, TAKEN)
        return None
    url = f"/{organization.slug}/"
    return enter(request, director, url) if person else HttpResponseRedirect(url, status=303)


def _founded_before(request: Any) -> HttpResponse | None:
    """The same form a second time, by an impatient finger: the same answer."""
    data = {name: request.POST.get(f"person-{name}", "") for name in ("phone", "email", "password")}
    user: User | None = request.user if request.user.is_authenticated else same_person(request, data)
    if user is None:
        return None
    name, slug = request.POST.get("name", "").strip(), request.POST.get("slug", "")
    found = user.organizations.filter(name=name)
    organization = (found.filter(slug=slug) if slug else found).first()
    if organization is None:
        return None
    url = f"/{organization.slug}/"
    return HttpResponseRedirect(url, status=303) if request.user.is_authenticated else enter(request, user, url)


@require_safe
def suggest_address(request: HttpRequest) -> HttpResponse:
    """The field of the address, filled in from the name: for the script of the page."""
    form = OrganizationForm(initial={"slug": free_slug(request.GET.get("name", ""))})
    return render(request, "web/_address.html", {"form": form})


def welcome(request: Any) -> HttpResponse:
    """The front door: what Sapa is; for who is logged in, their organisation, or the choice of one."""
    if not request.user.is_authenticated:
        return render(request, "web/welcome.html")
    organizations: list[Organization] = list(request.user.organizations.order_by("name", "pk")[:101])
    if len(organizations) == 1:
        return HttpResponseRedirect(f"/{organizations[0].slug}/")
    return render(request, "web/organizations.html", {"organizations": organizations})
