"""What the timeline says of each kind of event.

`%(by)s` is who did it and `%(name)s` what it was done to; every other place is a key of the event's data,
shown as its page would show it. A test fails on a kind that is recorded anywhere and has no sentence here.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Telling:
    """A sentence, lazily translated, and the icon before it."""

    sentence: str | Promise
    icon: str


TELLINGS: dict[str, Telling] = {
    "organization.founded": Telling(_("%(name)s was founded"), "sprout"),
    "organization.changed": Telling(_("%(by)s changed the organisation's profile"), "building-2"),
    # the team
    "member.invited": Telling(_("%(by)s invited %(name)s as %(role)s"), "mail"),
    "member.joined": Telling(_("%(name)s joined as %(role)s"), "user-plus"),
    "member.changed": Telling(_("%(by)s changed the place of %(name)s"), "user-pen"),
    "member.left": Telling(_("%(name)s left; written down by %(by)s"), "user-minus"),
    "member.returned": Telling(_("%(name)s is back; written down by %(by)s"), "user-check"),
    "invitation.renewed": Telling(_("%(by)s renewed the invitation of %(name)s"), "mail"),
    "invitation.withdrawn": Telling(_("%(by)s withdrew the invitation of %(name)s"), "mail-x"),
    "unit.added": Telling(_("%(by)s added the business unit %(name)s"), "blocks"),
    "unit.changed": Telling(_("%(by)s renamed the business unit %(name)s"), "blocks"),
    "unit.archived": Telling(_("%(by)s archived the business unit %(name)s"), "archive"),
    "unit.restored": Telling(_("%(by)s restored the business unit %(name)s"), "archive-restore"),
    "territory.added": Telling(_("%(by)s added the territory %(name)s"), "map"),
    "territory.changed": Telling(_("%(by)s changed the territory %(name)s"), "map"),
    "territory.removed": Telling(_("%(by)s removed the territory %(name)s"), "map"),
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
    # what belongs to the pages
    "saved_view.created": Telling(_("%(by)s saved the view %(name)s"), "bookmark"),
    "saved_view.changed": Telling(_("%(by)s changed the view %(name)s"), "bookmark"),
    "saved_view.deleted": Telling(_("%(by)s deleted the view %(name)s"), "bookmark-x"),
    "saved_view.restored": Telling(_("%(by)s restored the view %(name)s"), "bookmark"),
}
UNKNOWN = Telling(_("%(by)s: %(kind)s, %(name)s"), "circle-dot")
