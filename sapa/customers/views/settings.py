"""Settings of customers: questions of one's own, tags, sources."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.customers import arranging
from sapa.customers.forms.settings import NameForm, QuestionForm
from sapa.customers.models import CustomField, Source, Tag
from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.team.access import requires

NAMED: dict[str, Any] = {"tag": Tag, "source": Source}
QUESTION_FORM, NAME_FORM = "customers/question_form.html", "customers/name_form.html"
settings_manage = requires("settings.manage")


@require_safe
@settings_manage
def overview(request: Any) -> HttpResponse:
    context = {
        "questions": CustomField.objects.filter(archived_at=None),
        "archived_questions": CustomField.objects.exclude(archived_at=None),
        "tags": arranging.tags_in_use(),
        "sources": Source.objects.all(),
    }
    return render(request, "customers/settings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@settings_manage
def add_question(request: Any) -> HttpResponse:
    form = QuestionForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, QUESTION_FORM, form)
    return _answer(request, lambda: arranging.add_question(**form.cleaned_data, by=request.member))


@require_http_methods(["GET", "HEAD", "POST"])
@settings_manage
def edit_question(request: Any, pk: int) -> HttpResponse:
    question = get_object_or_404(CustomField, pk=pk)
    form = QuestionForm(request.POST or None, question=question)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, QUESTION_FORM, form, question=question)
    return _answer(request, lambda: arranging.change_question(question, fields=form.cleaned_data, by=request.member))


@require_POST
@settings_manage
def move_question(request: Any, pk: int) -> HttpResponse:
    question = get_object_or_404(CustomField, pk=pk)
    up = request.POST.get("to") != "down"
    return _answer(request, lambda: arranging.move_question(question, up=up, by=request.member))


@require_POST
@settings_manage
def archive_question(request: Any, pk: int) -> HttpResponse:
    return _archive(request, get_object_or_404(CustomField, pk=pk))


@require_POST
@settings_manage
def archive_source(request: Any, pk: int) -> HttpResponse:
    return _archive(request, get_object_or_404(Source, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@settings_manage
def add_named(request: Any, kind: str) -> HttpResponse:
    model = NAMED[kind]
    form = NameForm(request.POST or None, most=model._meta.get_field("name").max_length)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, NAME_FORM, form, kind=kind)
    try:
        arranging.add_named(model, form.cleaned_data["name"], by=request.member)
    except Refused as error:
        form.add_error("name", str(error.message))
        return form_page(request, NAME_FORM, form, kind=kind)
    return done(request, reverse("customers:settings"), _("Saved."))


@require_http_methods(["GET", "HEAD", "POST"])
@settings_manage
def rename(request: Any, kind: str, pk: int) -> HttpResponse:
    model = NAMED[kind]
    row = get_object_or_404(model, pk=pk)
    form = NameForm(request.POST or None, most=model._meta.get_field("name").max_length, name=row.name)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, NAME_FORM, form, kind=kind, row=row)
    try:
        arranging.rename(row, form.cleaned_data["name"], by=request.member)
    except Refused as error:
        form.add_error("name", str(error.message))
        return form_page(request, NAME_FORM, form, kind=kind, row=row)
    return done(request, reverse("customers:settings"), _("Saved."))


@require_POST
@settings_manage
def delete_tag(request: Any, pk: int) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=pk)
    return _answer(request, lambda: arranging.delete_tag(tag, by=request.member))


def _archive(request: Any, row: CustomField | Source) -> HttpResponse:
    archived = request.POST.get("back") is None
    return _answer(request, lambda: arranging.set_archived(row, archived=archived, by=request.member))


def _answer(request: Any, verb: Callable[[], Any]) -> HttpResponse:
    try:
        verb()
    except Refused as error:
        return refused(request, reverse("customers:settings"), error)
    return done(request, reverse("customers:settings"), _("Saved."))
