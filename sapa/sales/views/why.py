"""Cancelling and closing: each asks why in the same small form, and the reason stands on the document."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.sales.forms.order import WhyForm
from sapa.sales.models import Document

type Verb = Callable[..., Any]  # verb(document, reason=…, by=…, now=…)


def ask_why(
    request: Any, document: Document, verb: Verb, *, heading: str, told: str, said: str, back: str
) -> HttpResponse:
    """The form, or what came of it. `told` says what will happen, `said` what has; `back` is the document's page."""
    form = WhyForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/why.html", form, document=document, heading=heading, told=told, back=back)
    try:
        verb(document, reason=form.cleaned_data["reason"], by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, back, error)
    return done(request, back, said)
