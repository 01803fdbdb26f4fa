"""The paper of each kind of document, in the active language. A few queries each, whatever the number of lines."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from sapa.lib import qris
from sapa.lib.invalid import Invalid
from sapa.lib.numbers import format_number
from sapa.lib.terbilang import in_words, wants_stamp
from sapa.sales.lines import settings_of
from sapa.sales.models import (
    Allocation,
    CreditNote,
    CreditNoteLine,
    Delivery,
    DeliveryLine,
    Document,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Payment,
    Quotation,
    QuotationLine,
    SalesSettings,
)
from sapa.sales.papers.sheet import Code, Column, Letterhead, Note, Sheet, Signature, Sum, as_svg
from sapa.sales.papers.speaking import Speaker, letterhead, recipient
from sapa.tenancy.models import Organization


def paper_of(document: Document, organization: Organization) -> Sheet:
    """The paper of a document. Raises KeyError for a kind that has none."""
    settings = settings_of()
    return BUILDERS[type(document)](document, Speaker(organization), settings, letterhead(organization, settings))


def _quotation(quotation: Quotation, say: Speaker, settings: SalesSettings, head: Letterhead) -> Sheet:
    facts = [
        (_("Date"), say.day(quotation.on)),
        (_("Valid until"), say.day(quotation.valid_until)),
        (_("Payment"), say.terms_after(quotation.terms_days)),
    ]  # fmt: skip
    if quotation.owner:
        facts.append((_("Salesperson"), quotation.owner.name))
    lines = list(QuotationLine.objects.filter(quotation=quotation).select_related("promotion"))
    accepted = Signature(_("Agreed"), quotation.accepted_name, as_svg(quotation.signature))
    draft = _("Draft") if quotation.status == Quotation.Status.DRAFT else ""
    return Sheet(
        say.language, head, _("Quotation"), str(quotation) if quotation.number else "", _("For"),
        recipient(quotation.customer, quotation.contact), facts, say.columns(), say.rows(lines), say.sums(quotation),
        notes=_notes((_("Terms"), quotation.terms)), signatures=[_signer(settings, head), accepted],
        mark=_mark(quotation) or draft, page=_("Page"),
    )  # fmt: skip


def _order(order: Order, say: Speaker, settings: SalesSettings, head: Letterhead) -> Sheet:
    facts = [(_("Date"), say.day(order.on)), (_("Payment"), say.terms_after(order.terms_days))]
    if order.deliver_on:
        facts.append((_("Deliver on"), say.day(order.deliver_on)))
    if order.quotation:
        facts.append((_("Quotation"), str(order.quotation)))
    lines = list(OrderLine.objects.filter(order=order).select_related("promotion"))
    held = _("Waiting for approval") if order.status == Order.Status.HELD else ""
    return Sheet(
        say.language, head, _("Sales order"), order.number, _("For"), recipient(order.customer, order.contact), facts,
        say.columns(), say.rows(lines), say.sums(order),
        signatures=[_signer(settings, head), Signature(_("Ordered by"))], mark=_mark(order) or held, page=_("Page"),
    )  # fmt: skip


def _delivery(delivery: Delivery, say: Speaker, settings: SalesSettings, head: Letterhead) -> Sheet:
    """Without prices: who carries goods need not know them."""
    facts = [(_("Date"), say.day(delivery.on)), (_("Sales order"), delivery.order.number)]
    facts += [(_("Who delivers"), delivery.carrier)] if delivery.carrier else []
    facts += [(_("Vehicle"), delivery.vehicle)] if delivery.vehicle else []
    own = DeliveryLine.objects.filter(delivery=delivery).select_related("order_line__product")
    rows = [
        [
            (str(place), ""),
            (line.order_line.description, line.order_line.product.sku if line.order_line.product else ""),
            (f"{format_number(line.quantity, say.language)} {line.order_line.measure}".strip(), ""),
        ]
        for place, line in enumerate(own, 1)
    ]
    columns = [Column("#", is_number=True), Column(_("Description")), Column(_("Qty"), is_number=True)]
    received = Signature(_("Received by"), delivery.received_by, as_svg(delivery.signature))
    places = [_signer(settings, head), Signature(_("Delivered by"), delivery.carrier), received]
    return Sheet(
        say.language, head, _("Delivery note"), delivery.number, _("For"), recipient(delivery.customer), facts, columns,
        rows, notes=_notes((_("Note"), delivery.note), (_("Remark"), delivery.received_note)), signatures=places,
        mark=_mark(delivery), page=_("Page"),
    )  # fmt: skip


def _invoice(invoice: Invoice, say: Speaker, settings: SalesSettings, head: Letterhead) -> Sheet:
    facts = [(_("Date"), say.day(invoice.on)), (_("Due"), say.day(invoice.due_on))]
    facts += [(_("Sales order"), invoice.order.number)] if invoice.order else []
    lines = list(InvoiceLine.objects.filter(invoice=invoice).select_related("promotion"))
    sums = say.sums(invoice)
    if invoice.paid or invoice.credited:
        sums += [Sum(_("Paid"), say.money(-invoice.paid))] if invoice.paid else []
        sums += [Sum(_("Credited"), say.money(-invoice.credited))] if invoice.credited else []
        sums.append(Sum(_("Still to pay"), say.money(invoice.balance), is_total=True))
    title = _("Invoice, down payment") if invoice.kind == Invoice.Kind.DOWN_PAYMENT else _("Invoice")
    return Sheet(
        say.language, head, title, invoice.number, _("For"), recipient(invoice.customer), facts, say.columns(),
        say.rows(lines), sums, words=in_words(invoice.total, say.currency, say.language),
        notes=_notes((_("Pay to"), settings.bank_account), ("", settings.invoice_notes)),
        code=_code(invoice, say, settings), signatures=[_signer(settings, head)],
        mark=_mark(invoice) or (_("Paid in full") if not invoice.balance and invoice.paid else ""), page=_("Page"),
    )  # fmt: skip


def _credit_note(note: CreditNote, say: Speaker, settings: SalesSettings, head: Letterhead) -> Sheet:
    facts = [(_("Date"), say.day(note.on)), (_("Invoice"), note.invoice.number), (_("Reason"), note.reason)]
    lines = list(CreditNoteLine.objects.filter(credit_note=note).select_related("promotion"))
    return Sheet(
        say.language, head, _("Credit note"), note.number, _("For"), recipient(note.customer), facts, say.columns(),
        say.rows(lines), say.sums(note), words=in_words(note.total, say.currency, say.language),
        signatures=[_signer(settings, head)], mark=_mark(note), page=_("Page"),
    )  # fmt: skip


def _receipt(payment: Payment, say: Speaker, settings: SalesSettings, head: Letterhead) -> Sheet:
    """A kuitansi: from whom, how much in words, for what."""
    shares = Allocation.objects.filter(payment=payment, kind=Allocation.Kind.PAID).select_related("invoice")
    for_what = payment.purpose or ", ".join(dict.fromkeys(share.invoice.number for share in shares if share.invoice))
    facts = [
        (_("Received from"), payment.paid_by or payment.customer.name),
        (_("The sum of"), in_words(payment.amount, say.currency, say.language)),
        (_("In payment of"), for_what or _("Deposit")),
        (_("How"), " · ".join(part for part in (payment.get_method_display(), payment.reference) if part)),
    ]
    stamped = wants_stamp(payment.amount, say.currency, payment.on)
    place = Signature(say.day(payment.on), settings.signer or head.name)
    return Sheet(
        say.language, head, _("Receipt"), payment.number, "", [], facts, sums=[Sum("", say.money(payment.amount))],
        notes=_notes(("", _("A receipt above Rp5,000,000 needs a stamp of Rp10,000.") if stamped else "")),
        signatures=[place], stamp=_("Stamp Rp10,000") if stamped else "", mark=_mark(payment), page=_("Page"),
        template="receipt",
    )  # fmt: skip


def _code(invoice: Invoice, say: Speaker, settings: SalesSettings) -> Code | None:
    """The QRIS with what is still to pay in it, where the organisation has one."""
    if not settings.qris or invoice.balance <= 0 or say.currency != "IDR":
        return None
    try:
        payload = qris.with_amount(settings.qris, invoice.balance)
    except Invalid:
        return None  # more than QRIS takes
    told = [_("QRIS with the amount"), say.money(invoice.balance), _("We confirm your payment by hand.")]
    return Code(qris.svg(payload).decode(), told)


def _signer(settings: SalesSettings, head: Letterhead) -> Signature:
    return Signature(settings.signer_title or head.name, settings.signer)


def _notes(*told: tuple[str, str]) -> list[Note]:
    return [Note(heading, text) for heading, text in told if text.strip()]


def _mark(document: Document) -> str:
    return _("Cancelled") if document.is_cancelled else ""


type Builder = Callable[[Any, Speaker, SalesSettings, Letterhead], Sheet]
BUILDERS: dict[type[Model], Builder] = {
    Quotation: _quotation,
    Order: _order,
    Delivery: _delivery,
    Invoice: _invoice,
    CreditNote: _credit_note,
    Payment: _receipt,
}
NEEDED: dict[type[Model], Sequence[str]] = {
    Quotation: ("customer__region", "contact", "owner", "signature"),
    Order: ("customer__region", "contact", "quotation"),
    Delivery: ("customer__region", "order", "signature"),
    Invoice: ("customer__region", "order"),
    CreditNote: ("customer__region", "invoice"),
    Payment: ("customer",),
}
