"""What to do next with a customer: one sentence, and the button that does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sapa.customers.models import Customer, LifecycleStage
from sapa.lib.dates import format_date
from sapa.lifecycle.life import Life
from sapa.lifecycle.models import Activity, CustomerMetrics, Reason
from sapa.team.models import Member

SOON = 7  # days before a purchase is due
NAMED = 2  # products that are named


@dataclass(frozen=True)
class Act:
    """A button: what it says, where it leads, and whether that opens over the page."""

    name: str | Promise
    icon: str
    url: str
    in_dialog: bool = True


@dataclass(frozen=True)
class Advice:
    """What to do next. Without an act for whoever may not do it."""

    sentence: str
    act: Act | None = None


@dataclass(frozen=True)
class Case:
    """A customer as the rules look at them. `usual` are the products that they buy most, by name."""

    customer: Customer
    life: Life
    row: CustomerMetrics
    on: date
    usual: Sequence[str] = ()


def advise(member: Member, customer: Customer, life: Life, on: date, usual: Sequence[str] = ()) -> Advice:
    """The first of RULES that has something to say."""
    row = life.row or CustomerMetrics(customer=customer, stage=customer.stage)
    case = Case(customer, life, row, on, usual)
    for rule, act in RULES:
        if sentence := rule(case):
            return Advice(sentence, act(member, customer))
    return Advice(_keep_in_touch(case), note_it(member, customer))


def note_it(member: Member, customer: Customer) -> Act | None:
    if not member.may("activities.change"):
        return None
    url = _address("activities:log", customer.pk)
    return Act(gettext_lazy("Note how it went"), "clipboard-check", url)


def ask_for_payment(member: Member, customer: Customer) -> Act | None:
    if not member.may("sales.view"):
        return note_it(member, customer)
    url = _address("sales:statement", customer.pk)
    return Act(gettext_lazy("What they owe"), "scroll-text", url, in_dialog=False)


def take_an_order(member: Member, customer: Customer) -> Act | None:
    if not member.may("sales.change"):
        return note_it(member, customer)
    url = f"{_address('sales:order_new')}?customer={customer.pk}"
    return Act(gettext_lazy("Write an order"), "clipboard-list", url, in_dialog=False)


def find_out(member: Member, customer: Customer) -> Act | None:
    if not member.may("customers.change"):
        return None
    url = _address("pipeline:findings_add", customer.pk)
    return Act(gettext_lazy("Note what they need"), "hand-heart", url)


def _address(name: str, *args: int) -> str:
    """Of a page inside the organisation, whoever asks."""
    return reverse(name, urlconf=settings.ORGANIZATION_URLCONF, args=args)


def _owes(case: Case) -> str:
    if case.row.activity != Activity.BAD:
        return ""
    if case.row.oldest_due_on and case.row.oldest_due_on < case.on:
        return _("Ask for the payment that is due since %(due)s before you sell more.") % {
            "due": _day(case.row.oldest_due_on)
        }
    return _("Agree with them how to go on before you sell more.")


def _is_unsatisfied(case: Case) -> str:
    score, on = case.row.satisfaction, case.row.score_on
    if score is None or score >= case.life.rules.satisfied_from or not _is_heard(case):
        return ""
    return _("Call them and put right what troubles them: %(score)s of 5 on %(on)s.") % {"score": score, "on": _day(on)}


def _has_left(case: Case) -> str:
    if case.life.departure is None:
        return ""
    return _("Greet them without selling, and ask what would bring them back.")


def _is_late(case: Case) -> str:
    row, told = case.row, {"last": _day(case.row.last_on), "usual": case.row.usual_days}
    if row.late_on and row.late_on <= case.on:
        return _("Greet them and ask how they are: last bought on %(last)s, usually every %(usual)s days.") % told
    if row.activity == Activity.PASSIVE:
        return _("Greet them and ask how they are: last bought on %(last)s.") % told
    return ""


def _is_due(case: Case) -> str:
    due = case.row.due_on
    if due is None or due > case.on + timedelta(days=SOON):
        return ""
    if not case.usual:
        return _("Offer what they usually buy: their next purchase is due on %(due)s.") % {"due": _day(due)}
    told = {"what": _(" and ").join(case.usual[:NAMED]), "due": _day(due)}
    return _("Offer %(what)s: their next purchase is due on %(due)s.") % told


def _is_unheard(case: Case) -> str:
    if case.row.purchases < 2 or _is_heard(case):
        return ""
    if case.row.score_on is None:
        return _("Ask how satisfied they are: nobody has asked yet.")
    return _("Ask how satisfied they are: last asked on %(on)s.") % {"on": _day(case.row.score_on)}


def _knows_somebody(case: Case) -> str:
    if case.row.stage != LifecycleStage.LOYAL or case.row.reason != Reason.ALONE:
        return ""
    return _("Ask whom they know who needs the same: they are loyal and satisfied.")


def _is_oversold(case: Case) -> str:
    sold, greeted = case.row.selling_year, case.row.relationship_year
    if sold <= greeted:
        return ""
    said = ngettext(
        "Greet them without selling: sold to %(sold)s time in a year, greeted %(greeted)s times.",
        "Greet them without selling: sold to %(sold)s times in a year, greeted %(greeted)s times.",
        sold,
    )
    return said % {"sold": sold, "greeted": greeted}


def _is_first(case: Case) -> str:
    if case.row.stage != LifecycleStage.FIRST:
        return ""
    return _("Thank them for their first purchase, and invite them to come again.")


def _is_prospect(case: Case) -> str:
    return _("Find out what they need.") if case.row.stage == LifecycleStage.PROSPECT else ""


def _is_suspect(case: Case) -> str:
    return _("Greet them and get to know them.") if case.row.stage == LifecycleStage.SUSPECT else ""


def _keep_in_touch(case: Case) -> str:
    last = case.row.last_relationship_on
    if last is None:
        return _("Keep in touch: nobody has greeted them without selling yet.")
    return _("Keep in touch: last greeted on %(on)s.") % {"on": _day(last)}


def _is_heard(case: Case) -> bool:
    """Whether somebody asked within the days for which feedback counts how satisfied they are."""
    on = case.row.score_on
    return bool(case.row.scores and on and (case.on - on).days < case.life.rules.feedback_days)


def _day(day: date | None) -> str:
    return format_date(day, get_language()) if day else ""


type Rule = Callable[[Case], str]
type ActOf = Callable[[Member, Customer], Act | None]

RULES: Sequence[tuple[Rule, ActOf]] = (
    (_owes, ask_for_payment),
    (_is_unsatisfied, note_it),
    (_has_left, note_it),
    (_is_late, note_it),
    (_is_due, take_an_order),
    (_is_unheard, note_it),
    (_knows_somebody, note_it),
    (_is_oversold, note_it),
    (_is_first, note_it),
    (_is_prospect, find_out),
    (_is_suspect, note_it),
)
