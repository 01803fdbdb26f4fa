"""The people at an organisation: added, changed, archived, mostly in a dialog over its card."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sapa.customers import contacting
from sapa.customers.forms.contact import ContactForm
from sapa.customers.models import Contact, Customer
from sapa.events.models import Event
from sapa.lib.answers import done, form_page, refused
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict, Refused
from sapa.team.access import requires

FORM = "customers/contact_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires("customers.change")
def add(request: Any, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    form = ContactForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, customer=customer)
    given = form.cleaned_data
    contacting.add_contact(
        customer, by=request.member, fields=form.values(), phones=given["phones"], uuid=given["once"]
    )
    return done(request, customer.get_absolute_url(), _("%(name)s has been added.") % {"name": given["name"]})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("customers.change")
def edit(request: Any, pk: int) -> HttpResponse:
    contact = _contact(request, pk)
    form = ContactForm(request.POST or None, contact=contact)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, customer=contact.customer, contact=contact)
    given = form.cleaned_data
    try:
        contacting.change_contact(
            contact, version=given["version"] or 0, by=request.member, fields=form.values(), phones=given["phones"]
        )
    except Conflict:
        return _both_versions(request, form, pk)
    return done(request, contact.customer.get_absolute_url(), _("Saved."))


@require_POST
@requires("customers.change")
def archive(request: Any, pk: int) -> HttpResponse:
    contact = _contact(request, pk)
    card = contact.customer.get_absolute_url()
    try:
        contacting.archive_contact(contact, by=request.member)
    except Refused as error:
        return refused(request, card, error)
    message = _("%(name)s has been archived.") % {"name": contact.name}
    return done(request, card, message, undo=reverse("customers:contact_restore", args=[pk]))


@require_POST
@requires("customers.change")
def restore(request: Any, pk: int) -> HttpResponse:
    contact = _contact(request, pk)
    card = contact.customer.get_absolute_url()
    try:
        contacting.restore_contact(contact, by=request.member)
    except Refused as error:
        return refused(request, card, error)
    return done(request, card, _("%(name)s is back.") % {"name": contact.name})


def _contact(request: Any, pk: int) -> Contact:
    visible = Customer.objects.visible_to(request.member)
    rows = Contact.objects.select_related("customer").prefetch_related("phones")
    return get_object_or_404(rows, pk=pk, customer__in=visible)


def _both_versions(request: Any, form: ContactForm, pk: int) -> HttpResponse:
    contact = _contact(request, pk)
    last = Event.objects.of_subject(contact).first()
    return conflict_page(
        request,
        FORM,
        form,
        ContactForm(contact=contact),
        version=contact.version,
        changed_by=last.by_name if last else "",
        changed_at=last.at if last else None,
        customer=contact.customer,
        contact=contact,
    )
