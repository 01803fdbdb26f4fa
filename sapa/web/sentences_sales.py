"""What the timeline says of the catalogue's prices and stock, and of the papers of a sale: see sentences.py."""

from django.utils.translation import gettext_lazy as _

from sapa.web.telling import Telling

TELLINGS_OF_SALES: dict[str, Telling] = {
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
}
