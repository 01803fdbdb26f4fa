"""The page of one opportunity."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.activities.models import Activity
from sapa.customers.models import Phone
from sapa.lib.phones import whatsapp_url
from sapa.pipeline import moving, qualifying
from sapa.pipeline.models import (
    Offer,
    Opportunity,
    OpportunityLine,
    ProfileLink,
    Qualification,
    Stage,
    Step,
)
from sapa.pipeline.views.seeing import find
from sapa.team.access import requires
from sapa.tenancy.prepared import ask

PLANNED = 10


@require_safe
@requires("opportunities.view")
def opportunity(request: Any, pk: int) -> HttpResponse:
    return show(request, find(request, pk, whole=True))


def show(request: Any, found: Opportunity) -> HttpResponse:
    """The page. What a step asks for is shown while the deal stands in it; the rest is a tap away."""
    today, member = timezone.localdate(), request.member
    may_change = member.may("opportunities.change")
    lines = ask("pipeline.lines", (), _lines, opportunity=found.pk)
    context = {
        "opportunity": found,
        "board_of": f"{reverse('pipeline:board')}?pipeline={found.pipeline_id}",
        "may_change": may_change,
        "lines": lines,
        "availability": qualifying.of_lines(lines),
        "stepper": _steps(found, list(found.pipeline.stages.all()), may_change),
        "checks": moving.checklist(found) if found.is_open else [],
        "is_rotting": found.is_rotting(today),
        "is_floating": found.is_floating(today),
        "days": found.days_in_stage(today),
        "planned": _planned(found, today),
        "may_act": member.may("activities.change"),
        **_of_step(request, found, lines),
    }
    return render(request, "pipeline/opportunity.html", context)


def _steps(found: Opportunity, stages: list[Stage], may_change: bool) -> list[dict[str, Any]]:
    """The stages as `ui/steps.html` draws them; each other one leads to the move."""
    page = reverse("pipeline:stage", args=[found.pk])
    shown = [stage for stage in stages if not stage.is_closed or stage.pk == found.stage_id]
    movable = may_change and found.is_open
    return [
        {
            "name": stage.name,
            "done": stage.position < found.stage.position and stage.pk != found.stage_id,
            "current": stage.pk == found.stage_id,
            "url": f"{page}?to={stage.pk}" if movable and stage.pk != found.stage_id else "",
        }
        for stage in shown
    ]


def _of_step(request: Any, found: Opportunity, lines: list[OpportunityLine]) -> dict[str, Any]:
    """What the deal's step has asked for so far: the answers, the profiles, or the offers."""
    match found.stage.step:
        case Step.CANDIDATE | Step.QUALIFIED:
            rows = Qualification.objects.filter(opportunity=found).select_related("decider", "answered_by")
            return {"asks": True, "qualification": rows.first()}
        case Step.PROPOSAL:
            return {"profiles": profiles_of(request, found, lines)}
        case _:
            offers = Offer.objects.filter(opportunity=found).select_related("by")
            return {"offers": list(offers), "negotiates": True}


def profiles_of(request: Any, found: Opportunity, lines: list[OpportunityLine]) -> list[dict[str, Any]]:
    """The company's profile and those of the products in the deal: each with its link, if one was made."""
    number = Phone.objects.filter(customer_id=found.customer_id).order_by("contact_id", "position").values("number")
    rows = ProfileLink.objects.filter(opportunity=found).annotate(phone=Subquery(number[:1]))
    links = {link.product_id: link for link in rows}
    products = {line.product_id: line.product for line in lines if line.product_id}
    page = reverse("pipeline:profile_pdf", args=[found.pk])
    profiles = []
    for pk, product in [(None, None), *products.items()]:
        link = links.get(pk)
        address = f"{settings.BASE_URL}/public/{request.organization.slug}/{link.token}/" if link else ""
        profiles.append(
            {
                "product": product,
                "link": link,
                "address": address,
                "pdf_url": f"{page}?product={pk}" if pk else page,
                "whatsapp_url": _whatsapp(request, found, product, link.phone, address) if link else "",
            }
        )
    return profiles


def _whatsapp(request: Any, found: Opportunity, product: Any, phone: str | None, address: str) -> str:
    """A draft in WhatsApp with the link in it; the person sends it. Empty without a number, and for an example."""
    if not phone or request.organization.is_demo:
        return ""
    greeting = _("Hello %(name)s, this is %(by)s of %(organization)s. Here is the profile of %(what)s: %(link)s") % {
        "name": found.contact.greeting_name if found.contact else found.customer.greeting_name,
        "by": request.member.name,
        "organization": request.organization.name,
        "what": product.name if product else request.organization.name,
        "link": address,
    }
    return whatsapp_url(phone, greeting)


def _planned(found: Opportunity, today: date) -> list[tuple[Activity, bool]]:
    rows = ask("pipeline.planned", (), _activities, opportunity=found.pk)
    return [(one, one.is_overdue(today)) for one in rows]


def _activities(ids: Mapping[str, int]) -> QuerySet:
    rows = Activity.objects.open().filter(subject_kind="opportunity", subject_id=ids["opportunity"])
    return rows.select_related("assigned_to").order_by("due_on")[:PLANNED]


def _lines(ids: Mapping[str, int]) -> QuerySet:
    return OpportunityLine.objects.filter(opportunity=ids["opportunity"]).select_related("product")
