"""Tags that bring parts of other trades onto a page: panels of the card, timelines, saved views of a list."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from sapa.events.models import Event
from sapa.lib.panel import Panel
from sapa.pipeline.procedures import beside
from sapa.sales.models import Quotation
from sapa.sales.quoting import BEFORE_PROPOSAL
from sapa.web import saving, timeline
from sapa.web.drawing_stories import draw_story
from sapa.web.models import SavedView

register = template.Library()
QUOTATIONS = 10  # shown on the page of their opportunity


@register.simple_tag(takes_context=True)
def panel(context: Context, part: Panel) -> SafeString:
    """`{% panel part %}`: draws a trade's panel with what it brought."""
    with context.push(**part.context):
        return context.template.engine.get_template(part.template).render(context)  # type: ignore[union-attr]


@register.simple_tag(takes_context=True)
def story(context: Context, lines: Iterable[timeline.Line]) -> SafeString:
    """`{% story lines %}`: the lines of a timeline, inside its list."""
    request = context.get("request")  # not in a part that is drawn on its own
    return draw_story(lines, request.path if request else "")


@register.inclusion_tag("web/_timeline.html", takes_context=True)
def timeline_of(context: Context, subject: Any) -> dict[str, Any]:
    """`{% timeline_of opportunity %}`: what happened with it, newest first; more on demand."""
    lines, following = timeline.page(Event.objects.of_subject(subject), context["request"].member)
    name = f"web:{subject._meta.model_name}_timeline"
    return {"lines": lines, "next": following, "more_url": reverse(name, args=[subject.pk])}


@register.inclusion_tag("pipeline/_procedures.html", takes_context=True)
def procedures(context: Context, subject: Any, **what: Any) -> dict[str, Any]:
    """`{% procedures subject=customer step=customer.step %}` (or stage=…, kind=…): the SOPs beside the work."""
    request = context["request"]
    return {
        "procedures": beside(subject, **what),
        "kind": subject._meta.model_name,
        "subject": subject,
        "may_tick": request.member.may("activities.change"),
        "next": request.get_full_path(),
        "request": request,
    }


@register.inclusion_tag("ui/views.html", takes_context=True)
def saved_views(context: Context, list_name: str) -> dict[str, Any]:
    """`{% saved_views "customers" %}` above a list: its views as tabs, and a way to save what it shows now."""
    request = context["request"]
    now, path = saving.clean(request.META.get("QUERY_STRING", "")), request.path
    views = [
        {"name": view.name, "url": f"{path}?{view.query}", "active": view.query == now, "shared": view.shared}
        for view in SavedView.objects.for_list(list_name, request.member)
    ]
    new = bool(now) and not any(view["active"] for view in views)
    asked = urlencode({"list_name": list_name, "query": now, "next": f"{path}?{now}"})
    return {
        "views": views,
        "all_url": path,
        "all_active": not now,
        "save_url": f"{reverse('web:view_create')}?{asked}" if new else "",
        "manage_url": reverse("web:view_list", args=[list_name]),
    }


@register.inclusion_tag("sales/_of_opportunity.html", takes_context=True)
def quotations_of(context: Context, opportunity: Any) -> dict[str, Any]:
    """`{% quotations_of opportunity %}`: its quotations, and the way to make one. One query from the proposal on.

    Before that there are none, unless somebody moved the deal back: then they are a tap away.
    """
    member = context["request"].member
    shown = member.may("sales.view") and opportunity.stage.step not in BEFORE_PROPOSAL
    rows = Quotation.objects.visible_to(member).filter(opportunity=opportunity).order_by("-on", "-pk")
    return {
        "quotations": list(rows[:QUOTATIONS]) if shown else [],
        "is_early": member.may("sales.view") and not shown,
        "opportunity": opportunity,
        "may_quote": member.may("sales.change") and opportunity.is_open,
        "currency": context["currency"],
        "shell": context["shell"],
    }
