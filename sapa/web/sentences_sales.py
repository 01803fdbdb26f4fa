"""What the timeline says of the catalogue's prices and stock, and of the papers of a sale: see sentences.py."""

from django.utils.translation import gettext_lazy as _

from sapa.web.telling import Telling

TELLINGS_OF_SALES: dict[str, Telling] = {
    # how an organisation sells
    "sales_settings.changed": Telling(_("%(by)s changed how the organisation sells"), "receipt-text"),
    "number_template.set": Telling(_("%(by)s set how numbers are written: %(name)s"), "hash"),
    "number_template.removed": Telling(_("%(by)s removed the way numbers were written: %(name)s"), "hash"),
    # quotations
    "quotation.drafted": Telling(_("%(by)s wrote a quotation: %(total)s"), "file-pen-line"),
    "quotation.changed": Telling(_("%(by)s changed a quotation: %(total)s"), "file-pen-line"),
    "quotation.sent": Telling(_("%(by)s sent the quotation %(name)s: %(total)s"), "send"),
    "quotation.opened": Telling(_("The customer opened the quotation %(name)s"), "eye"),
    "quotation.accepted": Telling(_("%(who)s accepted the quotation %(name)s: %(total)s"), "thumbs-up"),
    "quotation.refused": Telling(_("The quotation %(name)s was refused"), "thumbs-down"),
    "quotation.expired": Telling(_("The quotation %(name)s has expired"), "hourglass"),
    "quotation.replaced": Telling(_("%(by)s replaced the quotation %(name)s by a new version"), "copy-plus"),
    "quotation.cancelled": Telling(_("%(by)s cancelled the quotation %(name)s"), "ban"),
    "quotation.asked": Telling(_("%(who)s asked about the quotation %(name)s"), "message-circle-question-mark"),
    # stock
    "stock.opened": Telling(_("%(by)s began to count the stock of %(name)s: %(quantity)s %(uom)s"), "clipboard-list"),
    "stock.purchased": Telling(_("%(by)s bought %(quantity)s %(uom)s of %(name)s"), "package-plus"),
    "stock.adjusted": Telling(
        _("%(by)s corrected the stock of %(name)s: %(before)s → %(quantity)s %(uom)s"), "clipboard-pen"
    ),
    "stock.moved": Telling(
        _("%(by)s moved %(quantity)s %(uom)s of %(name)s from %(source)s to %(target)s"), "arrow-left-right"
    ),
    "stock.stopped": Telling(_("%(by)s does not count the stock of %(name)s any more"), "clipboard-x"),
    # orders
    "order.confirmed": Telling(_("%(by)s confirmed the sales order %(name)s: %(total)s"), "clipboard-check"),
    "order.held": Telling(_("%(by)s wrote the sales order %(name)s, which waits for approval: %(total)s"), "clipboard"),
    "order.approved": Telling(_("%(by)s approved the sales order %(name)s: %(total)s"), "clipboard-check"),
    "order.cancelled": Telling(_("%(by)s cancelled the sales order %(name)s"), "clipboard-x"),
    "order.closed": Telling(_("%(by)s closed the sales order %(name)s; the rest is not delivered"), "clipboard-minus"),
    # deliveries and returns
    "delivery.posted": Telling(_("%(by)s sent the goods with the delivery note %(name)s"), "truck"),
    "delivery.signed": Telling(_("%(name)s was received"), "signature"),
    "delivery.cancelled": Telling(_("%(by)s cancelled the delivery note %(name)s"), "truck"),
    "return.posted": Telling(_("%(by)s took goods back with the return %(name)s"), "undo-2"),
    "return.cancelled": Telling(_("%(by)s cancelled the return %(name)s"), "undo-2"),
    # invoices, credit notes and payments
    "invoice.posted": Telling(_("%(by)s wrote the invoice %(name)s: %(total)s, due %(due_on)s"), "receipt-text"),
    "invoice.cancelled": Telling(_("%(by)s cancelled the invoice %(name)s: %(total)s"), "ban"),
    "invoice.sent": Telling(_("%(by)s sent the invoice %(name)s"), "send"),
    "credit_note.cancelled": Telling(_("%(by)s cancelled the credit note %(name)s on %(invoice)s: %(total)s"), "ban"),
    "credit_note.posted": Telling(_("%(by)s wrote the credit note %(name)s on %(invoice)s: %(total)s"), "receipt"),
    "payment.received": Telling(_("%(by)s received %(amount)s (%(method)s), receipt %(name)s"), "banknote"),
    "payment.allocated": Telling(_("%(by)s let %(amount)s of the payment %(name)s pay %(invoices)s"), "banknote"),
    "payment.refunded": Telling(_("%(by)s paid %(amount)s of the payment %(name)s back"), "banknote-arrow-up"),
    "payment.cancelled": Telling(_("%(by)s cancelled the payment %(name)s: %(amount)s"), "banknote-x"),
    "credit.changed": Telling(_("%(by)s changed what %(name)s may owe"), "hand-coins"),
    "tax_invoices.exported": Telling(_("%(by)s took out %(count)s tax invoices for Coretax"), "landmark"),
}
