"""What follows what, up the list of trades: event → functions, by their dotted names, which only the worker imports.

A function takes the event, in the scope of its organisation, and may be called twice for the same one.
"""

KNOW = ("sapa.lifecycle.reacting.know_customer",)
RETURN = "sapa.lifecycle.reacting.note_return"

REACTIONS: dict[str, tuple[str, ...]] = {
    # what a customer is told by in figures
    "customer.created": KNOW,
    "customer.changed": KNOW,
    "customer.contacted": KNOW,
    "customer.reached": KNOW,
    "customer.stepped_back": KNOW,
    "inquiry.received": KNOW,
    "inquiry.accepted": KNOW,
    "inquiry.noted": KNOW,
    "inquiry.rejected": KNOW,
    "invoice.posted": (*KNOW, RETURN),
    "invoice.cancelled": KNOW,
    "credit_note.posted": KNOW,
    "credit_note.cancelled": KNOW,
    "payment.received": KNOW,
    "payment.allocated": KNOW,
    "payment.cancelled": KNOW,
    "payment.refunded": KNOW,
    "quotation.accepted": KNOW,
    "quotation.asked": KNOW,
    "order.confirmed": KNOW,
    "order.approved": KNOW,
    "order.cancelled": KNOW,
    "return.posted": KNOW,
    "return.cancelled": KNOW,
    "touch.logged": KNOW,
    "note.written": KNOW,
    "phone.dialled": KNOW,
    "whatsapp.opened": KNOW,
    "birthday.greeted": KNOW,
    "task.completed": KNOW,
    "task.reopened": KNOW,
    "customer.pinned": KNOW,
    "customer.unpinned": KNOW,
    "customer.marked_bad": KNOW,
    "customer.unmarked_bad": KNOW,
    "use.noted": KNOW,
    "use.removed": KNOW,
    "customer.departed": KNOW,
    "customer.returned": KNOW,
    # what they mean for everybody
    "lifecycle_rules.changed": ("sapa.lifecycle.reacting.know_everybody",),
    "organization.imported": ("sapa.lifecycle.reacting.know_everybody", RETURN),
}
