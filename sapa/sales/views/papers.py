"""Documents as PDFs, to look at, print or send on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from sapa.customers.models import Customer
from sapa.sales import statements
from sapa.sales.forms.paying import PeriodForm
from sapa.sales.models import CreditNote, Delivery, Document, Invoice, Order, Payment, Quotation
from sapa.sales.papers import Sheet, paper_of, statement_paper
from sapa.sales.papers.building import NEEDED
from sapa.team.access import requires
from sapa.tenancy.models import Organization

# By the place where their pages stand.
PAPERS: dict[str, tuple[str, type[Document]]] = {
    "quotations": ("quotation", Quotation),
    "orders": ("order", Order),
    "deliveries": ("delivery", Delivery),
    "invoices": ("invoice", Invoice),
    "credit-notes": ("credit_note", CreditNote),
    "payments": ("receipt", Payment),
}


@require_safe
@requires("sales.view")
def paper(request: Any, pk: int, place: str) -> HttpResponse:
    """The PDF of a document; ?language=en (or id) is another language than the reader's."""
    model = PAPERS[place][1]
    rows: Any = model._default_manager
    row = get_object_or_404(rows.visible_to(request.member).select_related(*NEEDED[model]), pk=pk)
    return answer(request, row, request.organization)


@require_safe
@requires("sales.view")
def statement(request: Any, pk: int) -> HttpResponse:
    """The statement of a customer's account: ?since=…&until=…, this year without them."""
    customer = get_object_or_404(Customer.objects.visible_to(request.member).select_related("region"), pk=pk)
    until = timezone.localdate()
    since, period = until.replace(month=1, day=1), PeriodForm(request.GET)
    if period.is_valid():
        since, until = period.cleaned_data["since"], period.cleaned_data["until"]
    told = statements.statement(customer, since=since, until=until, member=request.member)
    with translation.override(language_of(request)):
        return respond(statement_paper(told, request.organization))


def answer(request: HttpRequest, document: Document, organization: Organization) -> HttpResponse:
    """A document's PDF in the language that was asked for. Whoever calls this has looked who may see it."""
    with translation.override(language_of(request)):
        return respond(paper_of(document, organization))


def respond(sheet: Sheet) -> HttpResponse:
    response = HttpResponse(sheet.pdf(), content_type="application/pdf")
    quoted = sheet.file_name.replace('"', "")
    response["Content-Disposition"] = f'inline; filename="{quoted}"'
    response["Cache-Control"] = "private, no-store"
    return response


def language_of(request: HttpRequest) -> str:
    """The one asked for by ?language=…, or the reader's."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language()
