"""What can be done with an item by one tap, and where that leads."""

from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import gettext as _

from sapa.customers.filter import ASIDE
from sapa.team.models import Member
from sapa.web.today.order import Act, Kind


class Acts:
    """The acts of one member on one page. Each address is looked up once, not once for each row."""

    def __init__(self, member: Member) -> None:
        self.acts_at_all = member.may("activities.change")
        self.changes = member.may("customers.change")
        self.decides = member.may("opportunities.change")
        self._done, self._tomorrow, self._other_day = _("Done"), _("Tomorrow"), _("Another day")

    def of_activity(self, pk: int) -> tuple[Act | None, tuple[Act, ...]]:
        if not self.acts_at_all:
            return None, ()
        others = [self._put_off(address("web:put_off", pk))]
        if later := address("activities:postpone", pk):
            others.append(Act(self._other_day, "calendar-clock", later, "dialog"))
        return Act(self._done, "check", address("activities:complete", pk)), tuple(others)

    def of_prospect(self, pk: int) -> tuple[Act | None, tuple[Act, ...]]:
        if not self.acts_at_all:
            return None, ()
        log = address("activities:log", pk) or address("activities:note", pk)
        others = (
            self._put_off(address("web:greet_tomorrow", pk)),
            Act(self._other_day, "calendar-clock", address("activities:plan", pk), "dialog"),
        )
        return Act(self._done, "check", log, "dialog"), others

    def of_birthday(self, pk: int, *, today: bool) -> tuple[Act | None, tuple[Act, ...]]:
        if not self.acts_at_all or not today:
            return None, ()
        return Act(_("Greeted"), "check", address("web:greet", pk)), ()

    def of_deal(self, pk: int) -> tuple[Act | None, tuple[Act, ...]]:
        if not self.decides:
            return None, ()
        move = Act(_("Move"), "arrow-right-left", address("pipeline:stage", pk), "dialog")
        plan = Act(_("Plan"), "calendar-plus", address("pipeline:plan", pk), "dialog")
        return move, (plan,) if self.acts_at_all else ()

    def of_another_try(self, pk: int) -> tuple[Act | None, tuple[Act, ...]]:
        if not self.changes:
            return None, ()
        later = address("web:try_later", pk)
        others = (self._put_off(later), Act(self._other_day, "calendar-clock", later, "dialog"))
        return Act(_("Take up again"), "rotate-ccw", address("web:take_up", pk)), others

    def _put_off(self, url: str) -> Act:
        return Act(self._tomorrow, "calendar-arrow-down", url, worded=True)


def address(name: str, pk: int) -> str:
    """`reverse(name, args=[pk])`, quick enough for a row; "" where there is no such page."""
    before, after = _halves(name, get_script_prefix())
    return f"{before}{pk}{after}" if before else ""


@lru_cache(maxsize=256)
def _halves(name: str, _prefix: str) -> tuple[str, str]:
    try:
        before, _zero, after = reverse(name, urlconf=settings.ORGANIZATION_URLCONF, args=[0]).rpartition("/0/")
    except NoReverseMatch:
        return "", ""
    return f"{before}/", f"/{after}"


def lists(member: Member, kind: Kind) -> str:
    """Where all of a kind stand, as its list shows them."""
    prefix = get_script_prefix()
    match kind:
        case Kind.ACTIVITY:
            return f"{prefix}activities/?member={member.pk}"
        case Kind.DEAL:
            return f"{prefix}opportunities/list/?owner={member.pk}&outcome=open"
        case Kind.AGAIN:
            return f"{prefix}customers/?owner={member.pk}&step={ASIDE}"
        case _:
            return f"{prefix}customers/?owner={member.pk}&step=prospect"
