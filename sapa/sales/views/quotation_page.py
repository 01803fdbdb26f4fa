"""The page of one quotation, and what each of its acts leads back to."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.customers.models import Phone
from sapa.lib.dates import format_date
from sapa.lib.money import format_money
from sapa.lib.phones import whatsapp_url
from sapa.sales import quoting
from sapa.sales.chain import chain_of
from sapa.sales.models import Quotation
from sapa.sales.views.finding import find_document

Status = Quotation.Status
NEEDED = ("customer", "owner", "unit", "contact", "opportunity__stage", "opportunity__pipeline", "created_by")


def find(request: Any, pk: int) -> Quotation:
    """The quotation, or 404 where the member may not see it."""
    found: Quotation = find_document(request.member, pk, "quotation", _whole)
    return found


def _whole() -> Any:
    return Quotation.objects.select_related(*NEEDED, "replaces", "signature").defer("signature__content")


def context_of(request: Any, found: Quotation) -> dict[str, Any]:
    """What the page shows: the lines, the sums, the chain, the questions, and the next act."""
    member, status = request.member, Status(found.status)
    may_change = member.may("sales.change")
    chain = chain_of(found)
    ordered = any(link.kind and not link.is_gone and "/orders/" in link.url for link in chain)
    later = Quotation.objects.filter(replaces=found).first() if found.number else None
    open_ = may_change and found.is_open and not ordered
    return {
        "quotation": found,
        "lines": quoting.lines_of(found),
        "chain": chain,
        "questions": list(found.questions.all()),
        "badge": found.badge,
        "later": later,
        "address": public_address(request.organization, found),
        "shows_cost": member.may("catalogue.cost"),
        "may_change": may_change,
        "may_send": may_change and status == Status.DRAFT,
        "may_confirm": open_,
        "may_answer": open_ and status in quoting.ANSWERABLE_FOR_THEM,
        "may_revise": may_change and status in quoting.REVISABLE and not ordered and later is None,
        "may_cancel": may_change and status in quoting.CANCELLABLE and not ordered,
        "is_late": status == Status.SENT and found.valid_until < timezone.localdate(),
    }


def public_address(organization: Any, found: Quotation) -> str:
    """The link for the customer; "" before it is sent."""
    return f"{settings.BASE_URL}/public/quotations/{organization.slug}/{found.token}/" if found.token else ""


def whatsapp_draft(request: Any, found: Quotation) -> str:
    """A draft in WhatsApp with the link in it; the person sends it. "" without a number, and for an example."""
    of_contact = Phone.objects.filter(contact=found.contact_id) if found.contact_id else Phone.objects.none()
    theirs = of_contact.first() or Phone.objects.filter(customer=found.customer_id).order_by("contact_id").first()
    if theirs is None or request.organization.is_demo:
        return ""
    return whatsapp_url(theirs.number, message_of(request, found))


def message_of(request: Any, found: Quotation) -> str:
    """The words that go with the link, in the member's language."""
    return _(
        "Hello %(name)s, this is %(by)s of %(organization)s. Here is our quotation %(number)s of %(total)s, "
        "valid until %(day)s: %(link)s You can read it, ask, and accept it there. Thank you!"
    ) % {
        "name": (found.contact or found.customer).greeting_name,
        "by": request.member.name,
        "organization": request.organization.name,
        "number": found.number,
        "total": format_money(found.total, request.organization.currency),
        "day": format_date(found.valid_until),
        "link": public_address(request.organization, found),
    }
