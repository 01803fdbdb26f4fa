"""The rules of the stages: read by everybody, tried and changed by who manages the settings."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.customers.models import Customer, LifecycleStage
from sapa.events.models import Event
from sapa.lib.answers import done, form_page
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict
from sapa.lib.numbers import row_id
from sapa.lifecycle import ruling
from sapa.lifecycle.figures import of_memory
from sapa.lifecycle.forms import RATED, RulesForm
from sapa.lifecycle.models import LifecycleRules, MetricsPass, RulesTrial
from sapa.lifecycle.ruling import rules_of
from sapa.lifecycle.saying import why
from sapa.team.access import requires

FORM = "lifecycle/rules/form.html"


@require_safe
@requires("customers.view")
def page(request: Any) -> HttpResponse:
    """The rules in sentences, and when everybody's figures were last gone over."""
    rules = rules_of()
    rates = [(label, rules.rates[point.value]) for point, label in RATED.items() if rules.rates.get(point.value)]
    context = {
        "rules": rules,
        "rates": rates,
        "stages": {stage.value: stage.label for stage in LifecycleStage},
        "last_pass": MetricsPass.objects.order_by("-pk").first(),
        "may_change": request.member.may("settings.manage"),
    }
    return render(request, "lifecycle/rules/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("settings.manage")
def change(request: Any) -> HttpResponse:
    """Change the rules. The address may name a trial, whose values are then offered."""
    form = _form(request, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form)
    version = form.cleaned_data["version"] or 0
    try:
        ruling.change_rules(version=version, values=form.values(), by=request.member, now=timezone.now())
    except Conflict:
        return _both_versions(request, form)
    return done(request, reverse("lifecycle:rules"), _("Saved. Everybody's stage is being worked out anew."))


@require_POST
@requires("settings.manage")
def try_out(request: Any) -> HttpResponse:
    """See who would move, before anything is saved."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return form_page(request, FORM, form)
    now = timezone.now()
    once = form.cleaned_data["once"] or uuid4()
    made = ruling.try_rules(form.values(), uuid=once, by=request.member, on=timezone.localdate(), now=now)
    return done(request, reverse("lifecycle:trial", args=[made.pk]))


@require_safe
@requires("settings.manage")
def trial(request: Any, pk: int) -> HttpResponse:
    """Who would move; while the worker is at it, that it is."""
    found = get_object_or_404(RulesTrial, pk=pk, by=request.member)
    rules = rules_of()
    form = RulesForm(instance=_tried(found, rules), currency=request.organization.currency)
    context = {"trial": found, "form": form, **_moved(request, found)}
    template = "lifecycle/rules/_trial.html" if request.htmx else "lifecycle/rules/trial.html"
    return render(request, template, context)


def _form(request: Any, data: Any) -> RulesForm:
    rules = rules_of()
    if pk := row_id(request.GET.get("trial", "")):
        found = RulesTrial.objects.filter(pk=pk, by=request.member).first()
        rules = _tried(found, rules) if found else rules
    return RulesForm(data, instance=rules, currency=request.organization.currency)


def _tried(found: RulesTrial, rules: LifecycleRules) -> LifecycleRules:
    """The rules of a trial, to be saved over those there are now."""
    tried = LifecycleRules(version=rules.version, **found.values)
    tried.pk = rules.pk
    return tried


def _moved(request: Any, found: RulesTrial) -> dict[str, Any]:
    """The flow, and those who would move furthest, with the sentences that they would have."""
    if not found.finished_at:
        return {}
    shown = found.result["shown"]
    rows = Customer.objects.visible_to(request.member).filter(pk__in=[one["customer"] for one in shown])
    names = dict(rows.values_list("pk", "name"))
    tried = LifecycleRules(**found.values)
    stages = {stage.value: stage.label for stage in LifecycleStage}
    return {
        "flow": [(stages[before], stages[after], number) for before, after, number in found.result["flow"]],
        "rows": [
            {
                "pk": one["customer"],
                "name": names[one["customer"]],
                "before": stages[one["before"]],
                "after": stages[one["after"]],
                "why": why(one["reason"], of_memory(one["figures"]), tried, request.organization.currency),
            }
            for one in shown
            if one["customer"] in names
        ],
    }


def _both_versions(request: Any, form: RulesForm) -> HttpResponse:
    rules = rules_of()
    last = Event.objects.of_subject(rules).first()
    return conflict_page(
        request,
        FORM,
        form,
        RulesForm(instance=rules, currency=request.organization.currency),
        version=rules.version,
        changed_by=last.by_name if last else "",
        changed_at=last.at if last else None,
    )
