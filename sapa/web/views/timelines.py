"""What happened, on pages and in fragments of their own."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sapa.catalogue.models import PriceList, Product, Promotion
from sapa.customers.models import Customer
from sapa.events.models import Event, EventQuerySet
from sapa.pipeline.models import Opportunity
from sapa.team.access import MemberRequest, requires
from sapa.web import timeline

type Rows = QuerySet[Any]
# Documents of a sale by the name of their model, each with where its pages stand.
PAPERS = {str(paper._meta.model_name): timeline.PLACES[str(paper._meta.model_name)] for paper in timeline.PAPERS}


@require_safe
@requires("customers.view")
def of_customer(request: MemberRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    return _answer(request, timeline.of_customer(request.member, customer), subject=customer)


@require_safe
@requires("opportunities.view")
def of_opportunity(request: MemberRequest, pk: int) -> HttpResponse:
    opportunity = get_object_or_404(Opportunity.objects.visible_to(request.member), pk=pk)
    return _answer(request, Event.objects.of_subject(opportunity), subject=opportunity)


@require_safe
@requires("catalogue.view")
def of_product(request: MemberRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Product.objects.visible_to(request.member), pk=pk)
    return _answer(request, Event.objects.of_subject(product), subject=product)


@require_safe
@requires("catalogue.view")
def of_price_list(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PriceList.objects.visible_to(request.member), pk=pk)
    return _answer(request, Event.objects.of_subject(row), subject=row)


@require_safe
@requires("catalogue.view")
def of_promotion(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Promotion, pk=pk)
    return _answer(request, Event.objects.of_subject(row), subject=row)


@require_safe
@requires("sales.view")
def of_paper(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    """The history of a document of a sale; `kind` is its model's name."""
    paper = next(paper for paper in timeline.PAPERS if paper._meta.model_name == kind)
    row = get_object_or_404(paper.objects.visible_to(request.member), pk=pk)
    return _answer(request, Event.objects.of_subject(row), subject=row)


@require_safe
@requires("audit.view")
def audit(request: MemberRequest) -> HttpResponse:
    """Everything that anybody did in the organisation."""
    return _answer(request, Event.objects.all(), subject=None)


def _answer(request: MemberRequest, events: EventQuerySet, *, subject: Any) -> HttpResponse:
    lines, following = timeline.page(events, request.member, after=request.GET.get("after", ""))
    context = {"lines": lines, "next": following, "more_url": request.path, "subject": subject}
    return render(request, "web/_timeline_rows.html" if request.htmx else "web/timeline.html", context)
