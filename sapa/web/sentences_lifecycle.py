"""What the timeline says of the stages of a customer, and of what people know of them: see sentences.py."""

from django.utils.translation import gettext_lazy as _

from sapa.web.telling import Telling

TELLINGS_OF_LIFECYCLE: dict[str, Telling] = {
    "customer.staged": Telling(_("%(name)s: from %(before)s to %(after)s"), "footprints"),
    "customer.pinned": Telling(_("%(by)s set the stage of %(name)s by hand: %(stage)s, until %(until)s"), "pin"),
    "customer.unpinned": Telling(_("%(by)s lets the stage of %(name)s follow what they do again"), "pin-off"),
    "pin.expired": Telling(_("The stage of %(name)s that was set by hand has run out: %(stage)s"), "pin-off"),
    "customer.marked_bad": Telling(_("%(by)s marked %(name)s as bad"), "triangle-alert"),
    "customer.unmarked_bad": Telling(_("%(by)s took the mark as bad off %(name)s"), "shield-check"),
    "customer.departed": Telling(
        _("%(name)s left us since %(since)s: %(reason)s; written down by %(by)s"), "door-open"
    ),
    "departure.corrected": Telling(_("%(by)s corrected why %(name)s left us"), "door-open"),
    "departure.undone": Telling(_("%(by)s took back that %(name)s had left us"), "rotate-ccw"),
    "customer.returned": Telling(_("%(name)s is back since %(on)s"), "undo-2"),
    "profile.changed": Telling(_("%(by)s wrote down who %(name)s is"), "clipboard-pen"),
    "use.noted": Telling(_("%(by)s noted what they need: %(name)s"), "package-search"),
    "use.removed": Telling(_("%(by)s removed what they need: %(name)s"), "package-x"),
}
SWITCHED = Telling(
    _("%(name)s left us for %(to)s since %(since)s: %(reason)s; written down by %(by)s"), "door-open"
)  # where it is known to whom
