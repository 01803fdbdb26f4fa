"""The whole path of a customer through the stages, each step with its sentence."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sapa.customers.models import LifecycleStage
from sapa.lib import keyset
from sapa.lifecycle.models import StageChange
from sapa.lifecycle.ruling import rules_of
from sapa.lifecycle.saying import remembered
from sapa.lifecycle.views.finding import find
from sapa.team.access import requires

ORDER = ("-on", "-pk")


@require_safe
@requires("customers.view")
def of_customer(request: Any, pk: int) -> HttpResponse:
    """Pages of 25, the newest first."""
    customer, rules = find(request, pk), rules_of()
    rows = StageChange.objects.visible_to(request.member).filter(customer=customer)
    page = keyset.page(rows, ORDER, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    steps = [
        (step, remembered(step.reason, step.data, rules, request.member), _goes_up(step.before, step.after))
        for step in page.rows
    ]
    return render(request, "lifecycle/path.html", {"customer": customer, "page": page, "steps": steps})


def _goes_up(before: str, after: str) -> bool:
    return LifecycleStage.values.index(after) > LifecycleStage.values.index(before)
