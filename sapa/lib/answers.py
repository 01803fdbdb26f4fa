"""How views answer: forms that lost nothing, and verbs that are done or were refused."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from sapa.lib.errors import AlreadyDone, Refused

SEE_OTHER = 303


def form_page(request: HttpRequest, template: str, form: BaseForm, **context: Any) -> HttpResponse:
    """The page of a form: 200 at first, 422 with everything as it was typed when something is wrong."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def done(request: HttpRequest, url: str, message: object = "", *, undo: str = "") -> HttpResponse:
    """After a verb: go to `url` and say so. `undo` is the address that a POST undoes it at."""
    if message:
        messages.success(request, str(message), extra_tags=f"undo:{undo}" if undo else "")
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    response = HttpResponseRedirect(url)
    response.status_code = SEE_OTHER
    return response


def refused(request: HttpRequest, url: str, error: Refused) -> HttpResponse:
    """After a verb that would not: go to `url`, where a message says why. A repeated verb is no error."""
    level = messages.INFO if isinstance(error, AlreadyDone) else messages.ERROR
    messages.add_message(request, level, str(error.message))
    return done(request, url)
