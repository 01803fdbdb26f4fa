"""What the timeline says of each kind of event.

`%(by)s` is who did it and `%(name)s` what it was done to; every other place is a key of the event's data,
shown as its page would show it. A test fails on a kind that is recorded anywhere and has no sentence here.
"""

from django.utils.translation import gettext_lazy as _

from sapa.web.sentences_lifecycle import SWITCHED, TELLINGS_OF_LIFECYCLE
from sapa.web.sentences_sales import TELLINGS_OF_SALES
from sapa.web.telling import Telling

TELLINGS: dict[str, Telling] = {
    "organization.founded": Telling(_("%(name)s was founded"), "sprout"),
    "organization.changed": Telling(_("%(by)s changed the organisation's profile"), "building-2"),
    "organization.imported": Telling(_("%(rows)s rows were imported from %(file)s"), "file-input"),
    # the team
    "member.invited": Telling(_("%(by)s invited %(name)s as %(role)s"), "mail"),
    "member.joined": Telling(_("%(name)s joined as %(role)s"), "user-plus"),
    "member.changed": Telling(_("%(by)s changed the place of %(name)s"), "user-pen"),
    "member.left": Telling(_("%(name)s left; written down by %(by)s"), "user-minus"),
    "member.returned": Telling(_("%(name)s is back; written down by %(by)s"), "user-check"),
    "invitation.renewed": Telling(_("%(by)s renewed the invitation of %(name)s"), "mail"),
    "invitation.withdrawn": Telling(_("%(by)s withdrew the invitation of %(name)s"), "mail-x"),
    "member.mail_wished": Telling(_("%(by)s wishes the day's list by e-mail"), "mail-check"),
    "member.mail_declined": Telling(_("%(by)s wishes no more mail in the morning"), "mail-x"),
    "unit.added": Telling(_("%(by)s added the business unit %(name)s"), "blocks"),
    "unit.changed": Telling(_("%(by)s renamed the business unit %(name)s"), "blocks"),
    "unit.archived": Telling(_("%(by)s archived the business unit %(name)s"), "archive"),
    "unit.restored": Telling(_("%(by)s restored the business unit %(name)s"), "archive-restore"),
    "territory.added": Telling(_("%(by)s added the territory %(name)s"), "map"),
    "territory.changed": Telling(_("%(by)s changed the territory %(name)s"), "map"),
    "territory.removed": Telling(_("%(by)s removed the territory %(name)s"), "map"),
    # goals
    "target.set": Telling(_("%(by)s set a goal for %(whose)s, %(period)s: %(measure)s %(goal)s"), "target"),
    "target.changed": Telling(
        _("%(by)s changed a goal of %(whose)s, %(period)s: %(measure)s %(was)s → %(goal)s"), "target"
    ),
    "target.removed": Telling(_("%(by)s removed a goal of %(whose)s, %(period)s: %(measure)s %(goal)s"), "target"),
    # places
    "channel.added": Telling(_("%(by)s added the channel %(name)s"), "store"),
    "channel.renamed": Telling(_("%(by)s renamed the channel %(name)s"), "store"),
    "channel.moved": Telling(_("%(by)s moved the channel %(name)s"), "store"),
    "channel.archived": Telling(_("%(by)s archived the channel %(name)s"), "archive"),
    "channel.restored": Telling(_("%(by)s restored the channel %(name)s"), "archive-restore"),
    "outlet_type.added": Telling(_("%(by)s added the outlet type %(name)s"), "store"),
    "outlet_type.renamed": Telling(_("%(by)s renamed the outlet type %(name)s"), "store"),
    "outlet_type.moved": Telling(_("%(by)s moved the outlet type %(name)s"), "store"),
    "outlet_type.archived": Telling(_("%(by)s archived the outlet type %(name)s"), "archive"),
    "outlet_type.restored": Telling(_("%(by)s restored the outlet type %(name)s"), "archive-restore"),
    # customers
    "customer.created": Telling(_("%(by)s added %(name)s"), "user-round-plus"),
    "customer.changed": Telling(_("%(by)s changed %(name)s"), "pencil"),
    "customer.try_moved": Telling(_("%(by)s will try again with %(name)s on %(to)s"), "calendar-clock"),
    "birthday.greeted": Telling(_("%(by)s wished %(name)s a happy birthday"), "cake"),
    "birthday.ungreeted": Telling(_("%(by)s took the greeting of %(name)s back"), "undo-2"),
    "lifecycle_rules.changed": Telling(_("%(by)s changed the rules of the stages"), "footprints"),
    "customer.staged": Telling(_("%(name)s: %(before)s → %(after)s"), "footprints"),
    # from files
    "customer.imported": Telling(_("%(name)s was imported from %(file)s, row %(row)s"), "file-input"),
    "product.imported": Telling(_("The product %(name)s was imported from %(file)s, row %(row)s"), "file-input"),
    "stock.imported": Telling(
        _("The stock of %(name)s was imported from %(file)s, row %(row)s: %(quantity)s %(uom)s"), "file-input"
    ),
    "price_list.imported": Telling(
        _("Prices of %(name)s were imported from %(file)s, from row %(row)s on: %(count)s"), "file-input"
    ),
    "invoice.imported": Telling(_("Invoice %(name)s was imported from %(file)s, row %(row)s: %(total)s"), "file-input"),
    "member.imported": Telling(_("%(name)s was imported from %(file)s, row %(row)s"), "file-input"),
    "opportunity.imported": Telling(
        _("The opportunity %(name)s was imported from %(file)s, row %(row)s"), "file-input"
    ),
    "opportunity.valued": Telling(_("The opportunity %(name)s got the value of its products"), "calculator"),
    "customer.assigned": Telling(_("%(by)s gave %(name)s to %(owner)s"), "user-round-check"),
    "customer.pooled": Telling(_("%(by)s put %(name)s into the pool"), "waves-horizontal"),
    "customer.returned": Telling(_("%(by)s gave %(name)s back to the pool"), "waves-horizontal"),
    "customer.tagged": Telling(_("%(by)s tagged %(name)s with %(tag)s"), "tag"),
    "customer.untagged": Telling(_("%(by)s took the tag %(tag)s off %(name)s"), "tag"),
    "segment.created": Telling(_("%(by)s made the segment %(name)s"), "users-round"),
    "segment.changed": Telling(_("%(by)s changed the segment %(name)s"), "users-round"),
    "segment.archived": Telling(_("%(by)s archived the segment %(name)s"), "archive"),
    "segment.restored": Telling(_("%(by)s restored the segment %(name)s"), "archive-restore"),
    "customers.exported": Telling(_("%(by)s took out a list of customers"), "download"),
    "contact.added": Telling(_("%(by)s added the contact %(name)s"), "contact"),
    "contact.changed": Telling(_("%(by)s changed the contact %(name)s"), "contact"),
    "contact.archived": Telling(_("%(by)s archived the contact %(name)s"), "archive"),
    "contact.restored": Telling(_("%(by)s restored the contact %(name)s"), "archive-restore"),
    "custom_field.added": Telling(_("%(by)s added the question %(name)s"), "list-plus"),
    "custom_field.changed": Telling(_("%(by)s changed the question %(name)s"), "list"),
    "custom_field.moved": Telling(_("%(by)s moved the question %(name)s"), "list"),
    "custom_field.archived": Telling(_("%(by)s archived the question %(name)s"), "archive"),
    "custom_field.restored": Telling(_("%(by)s restored the question %(name)s"), "archive-restore"),
    "tag.added": Telling(_("%(by)s added the tag %(name)s"), "tag"),
    "tag.renamed": Telling(_("%(by)s renamed the tag %(name)s"), "tag"),
    "tag.deleted": Telling(_("%(by)s deleted the tag %(name)s"), "tag"),
    "source.added": Telling(_("%(by)s added the source %(name)s"), "signpost"),
    "source.renamed": Telling(_("%(by)s renamed the source %(name)s"), "signpost"),
    "source.archived": Telling(_("%(by)s archived the source %(name)s"), "archive"),
    "source.restored": Telling(_("%(by)s restored the source %(name)s"), "archive-restore"),
    # arrivals, and the doors by which they come
    "inquiry.received": Telling(_("%(name)s filled in the form “%(form)s”"), "inbox"),
    "inquiry.noted": Telling(_("%(by)s noted where %(name)s comes from: %(door)s, %(source)s"), "signpost"),
    "inquiry.accepted": Telling(_("%(by)s let in the arrival of %(name)s"), "inbox"),
    "inquiry.rejected": Telling(_("%(by)s marked the arrival of %(name)s as spam"), "shield-ban"),
    "campaign.added": Telling(_("%(by)s added the campaign %(name)s"), "megaphone"),
    "campaign.changed": Telling(_("%(by)s changed the campaign %(name)s"), "megaphone"),
    "campaign.archived": Telling(_("%(by)s archived the campaign %(name)s"), "archive"),
    "campaign.restored": Telling(_("%(by)s restored the campaign %(name)s"), "archive-restore"),
    "capture_form.added": Telling(_("%(by)s made the form %(name)s"), "clipboard-list"),
    "capture_form.changed": Telling(_("%(by)s changed the form %(name)s"), "clipboard-list"),
    "capture_form.closed": Telling(_("%(by)s closed the form %(name)s"), "archive"),
    "capture_form.opened": Telling(_("%(by)s opened the form %(name)s again"), "archive-restore"),
    # the funnel
    "customer.contacted": Telling(_("%(by)s made contact with %(name)s (%(touch_point)s)"), "handshake"),
    "customer.accounted": Telling(
        _("%(by)s made %(name)s an account: of what was found out we can serve %(served)s"), "circle-check-big"
    ),
    "customer.promoted": Telling(_("%(by)s made an opportunity of %(name)s: “%(title)s”"), "sparkles"),
    "customer.reached": Telling(_("%(name)s reached the funnel step %(step)s"), "chevrons-up"),
    "customer.stepped_back": Telling(_("%(by)s put %(name)s back to the funnel step %(step)s"), "undo-2"),
    "customer.set_aside": Telling(_("%(by)s set %(name)s aside; try again: %(try_again_on)s"), "archive"),
    "customer.taken_up": Telling(_("%(by)s took %(name)s up again"), "archive-restore"),
    "finding.noted": Telling(_("%(by)s found out (%(finding)s): %(name)s"), "ear"),
    "finding.answered": Telling(_("%(by)s on “%(name)s”: %(answer)s (%(what)s)"), "message-circle-reply"),
    "finding.changed": Telling(_("%(by)s put “%(before)s” in other words: %(name)s"), "pencil"),
    "finding.met": Telling(_("%(by)s marked “%(name)s” as met"), "circle-check"),
    "finding.unmet": Telling(_("%(by)s marked “%(name)s” as not met"), "circle-dashed"),
    # what customers are expected to buy
    "value_model.asked": Telling(_("%(by)s had the value of customers computed anew"), "calculator"),
    "value_model.fitted": Telling(_("The value of customers was computed anew; buyers: %(customers)s"), "calculator"),
    "value_model.refused": Telling(
        _("The value of customers cannot be computed yet; buyers: %(customers)s"), "calculator"
    ),
    # activities
    "note.written": Telling(_("%(by)s noted about %(name)s (%(touch_point)s):"), "message-square-text"),
    "phone.dialled": Telling(_("%(by)s called %(name)s, %(number)s"), "phone"),
    "whatsapp.opened": Telling(_("%(by)s opened WhatsApp to %(name)s, %(number)s"), "message-circle"),
    "task.planned": Telling(_("%(by)s planned “%(name)s” for %(due_on)s"), "calendar-plus"),
    "task.completed": Telling(_("%(by)s completed “%(name)s”"), "circle-check-big"),
    "task.reopened": Telling(_("%(by)s reopened “%(name)s”"), "rotate-ccw"),
    "task.cancelled": Telling(_("%(by)s cancelled “%(name)s”"), "circle-x"),
    "task.postponed": Telling(_("%(by)s postponed “%(name)s” from %(from)s to %(to)s"), "calendar-clock"),
    "task.rescheduled": Telling(_("%(by)s moved “%(name)s” from %(from)s to %(to)s"), "calendar-days"),
    "task.handed_over": Telling(_("%(by)s handed “%(name)s” over from %(from)s to %(to)s"), "user-round-check"),
    "task.changed": Telling(_("%(by)s changed “%(name)s”"), "pencil"),
    "touch.logged": Telling(_("%(by)s noted a greeting with %(name)s (%(touch_point)s)"), "message-square-text"),
    "calendar.shared": Telling(_("%(by)s made a private address for their calendar"), "rss"),
    "calendar.stopped": Telling(_("%(by)s stopped the private address of their calendar"), "rss"),
    # the pipeline
    "opportunity.created": Telling(_("%(by)s opened the opportunity “%(name)s”: %(stage)s, %(value)s"), "handshake"),
    "opportunity.changed": Telling(_("%(by)s changed “%(name)s”"), "pencil"),
    "opportunity.moved": Telling(_("%(by)s moved “%(name)s” from %(from)s to %(to)s"), "arrow-right-left"),
    "opportunity.qualified": Telling(_("%(by)s answered the four questions of “%(name)s”"), "clipboard-check"),
    "opportunity.won": Telling(_("%(by)s won “%(name)s”: %(value)s"), "trophy"),
    "opportunity.lost": Telling(_("%(by)s lost “%(name)s”: %(reason)s"), "circle-x"),
    "opportunity.reopened": Telling(_("%(by)s reopened “%(name)s” at %(to)s"), "rotate-ccw"),
    "check.ticked": Telling(_("%(by)s ticked “%(text)s” of “%(name)s”"), "square-check"),
    "check.unticked": Telling(_("%(by)s took back “%(text)s” of “%(name)s”"), "square"),
    "profile.shared": Telling(_("%(by)s made a link to the profile for “%(name)s”"), "link"),
    "profile.opened": Telling(_("The profile sent for “%(name)s” was opened"), "eye"),
    "offer.made": Telling(_("%(by)s wrote down an offer for “%(name)s”: %(amount)s (%(side)s)"), "banknote"),
    "offer.accepted": Telling(_("%(by)s wrote down the agreement on “%(name)s”: %(amount)s"), "badge-check"),
    # how the pipeline is arranged, and the catalogue
    "pipeline.added": Telling(_("%(by)s added the pipeline %(name)s"), "git-fork"),
    "pipeline.changed": Telling(_("%(by)s changed the pipeline %(name)s"), "git-fork"),
    "pipeline.moved": Telling(_("%(by)s moved the pipeline %(name)s"), "git-fork"),
    "pipeline.archived": Telling(_("%(by)s archived the pipeline %(name)s"), "archive"),
    "pipeline.restored": Telling(_("%(by)s restored the pipeline %(name)s"), "archive-restore"),
    "procedure.added": Telling(_("%(by)s wrote the SOP %(name)s"), "list-checks"),
    "procedure.changed": Telling(_("%(by)s changed the SOP %(name)s"), "list-checks"),
    "procedure.archived": Telling(_("%(by)s archived the SOP %(name)s"), "archive"),
    "procedure.restored": Telling(_("%(by)s restored the SOP %(name)s"), "archive-restore"),
    "procedure.line_added": Telling(_("%(by)s added “%(text)s” to the SOP %(name)s"), "list-plus"),
    "procedure.line_changed": Telling(_("%(by)s wrote “%(text)s” for “%(was)s” in the SOP %(name)s"), "list-checks"),
    "procedure.line_moved": Telling(_("%(by)s moved “%(text)s” in the SOP %(name)s"), "list-checks"),
    "procedure.line_archived": Telling(_("%(by)s took “%(text)s” out of the SOP %(name)s"), "archive"),
    "procedure.line_restored": Telling(_("%(by)s brought “%(text)s” back into the SOP %(name)s"), "archive-restore"),
    "procedure.ticked": Telling(_("%(by)s ticked “%(text)s” of the SOP “%(procedure)s” for %(name)s"), "square-check"),
    "procedure.unticked": Telling(_("%(by)s took back “%(text)s” of the SOP “%(procedure)s” for %(name)s"), "square"),
    "stage.added": Telling(_("%(by)s added the stage %(name)s"), "columns-3"),
    "stage.changed": Telling(_("%(by)s changed the stage %(name)s"), "columns-3"),
    "stage.moved": Telling(_("%(by)s moved the stage %(name)s"), "columns-3"),
    "stage.deleted": Telling(_("%(by)s deleted the stage %(name)s; deals moved: %(moved)s"), "columns-3"),
    "lost_reason.added": Telling(_("%(by)s added the reason %(name)s"), "list-plus"),
    "lost_reason.renamed": Telling(_("%(by)s renamed the reason %(name)s"), "list"),
    "lost_reason.archived": Telling(_("%(by)s archived the reason %(name)s"), "archive"),
    "lost_reason.restored": Telling(_("%(by)s restored the reason %(name)s"), "archive-restore"),
    "price_list.added": Telling(_("%(by)s made the price list %(name)s"), "tags"),
    "price_list.changed": Telling(_("%(by)s changed the price list %(name)s"), "tags"),
    "price_list.archived": Telling(_("%(by)s archived the price list %(name)s"), "archive"),
    "price_list.restored": Telling(_("%(by)s restored the price list %(name)s"), "archive-restore"),
    "price.set": Telling(_("%(by)s set a price in %(name)s: %(what)s, %(price)s / %(per)s"), "tag"),
    "price.removed": Telling(_("%(by)s took a price out of %(name)s: %(what)s, %(price)s / %(per)s"), "tag"),
    "promotion.added": Telling(_("%(by)s made the promotion %(name)s"), "ticket-percent"),
    "promotion.changed": Telling(_("%(by)s changed the promotion %(name)s"), "ticket-percent"),
    "promotion.archived": Telling(_("%(by)s ended the promotion %(name)s"), "archive"),
    "promotion.restored": Telling(_("%(by)s let the promotion %(name)s run again"), "archive-restore"),
    "product.created": Telling(_("%(by)s added the product %(name)s"), "package-plus"),
    "product.changed": Telling(_("%(by)s changed the product %(name)s"), "package"),
    "product.archived": Telling(_("%(by)s took %(name)s off sale"), "archive"),
    "product.restored": Telling(_("%(by)s put %(name)s on sale again"), "archive-restore"),
    **TELLINGS_OF_SALES,
    **TELLINGS_OF_LIFECYCLE,
    # what belongs to the pages
    "saved_view.created": Telling(_("%(by)s saved the view %(name)s"), "bookmark"),
    "saved_view.changed": Telling(_("%(by)s changed the view %(name)s"), "bookmark"),
    "saved_view.deleted": Telling(_("%(by)s deleted the view %(name)s"), "bookmark-x"),
    "saved_view.restored": Telling(_("%(by)s restored the view %(name)s"), "bookmark"),
}
UNKNOWN = Telling(_("%(by)s: %(kind)s, %(name)s"), "circle-dot")

# How a customer came to its owner, by `data["how"]`; events from before it was noted have none.
ASSIGNED: dict[str, Telling] = {
    "hand": Telling(_("%(by)s gave %(name)s to %(owner)s by hand"), "user-round-check"),
    "bulk": Telling(_("%(by)s gave %(name)s to %(owner)s, with others at once"), "users-round"),
    "round_robin": Telling(_("%(by)s shared %(name)s out: in turn it went to %(owner)s"), "users-round"),
    "territory": Telling(_("%(by)s shared %(name)s out: by territory it went to %(owner)s"), "map"),
    "load": Telling(_("%(by)s shared %(name)s out: %(owner)s had the least to do"), "users-round"),
    "claimed": Telling(_("%(owner)s claimed %(name)s from the pool"), "hand"),
    "form": Telling(_("%(name)s came by a public form and went to %(owner)s"), "user-round-check"),
    "import": Telling(_("%(name)s came from a file and went to %(owner)s"), "file-input"),
    "undo": Telling(_("%(by)s undid the sharing out of %(name)s; owner again: %(owner)s"), "rotate-ccw"),
}


def telling_of(kind: str, how: object = None) -> Telling:
    """The sentence of an event: of its kind, and of the way where there are several: how a customer was given away."""
    if kind == "customer.assigned" and how in ASSIGNED:
        return ASSIGNED[str(how)]
    if kind == "customer.departed" and how == "switched":
        return SWITCHED
    return TELLINGS.get(kind, UNKNOWN)
