"""Why a customer stands where they stand, and what to do next: sentences with the figures in them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sapa.customers.models import LifecycleStage
from sapa.lib.dates import format_date
from sapa.lib.money import format_money
from sapa.lifecycle.figures import Figures, of_memory
from sapa.lifecycle.models import LifecycleRules, Reason
from sapa.team.models import Member

WITHOUT_FIGURES = (Reason.UNKNOWN, Reason.PINNED)
TELLING_MONEY = (Reason.DISCOUNT, Reason.DISCOUNT_UNKNOWN)
STEADY = (LifecycleStage.MAJORITY, LifecycleStage.LOYAL, LifecycleStage.ADVOCATE)


def why(reason: str, found: Figures, rules: LifecycleRules, currency: str) -> str:
    """The sentence of a reason, as the figures were. Where they are not known, its label."""
    said = SENTENCES[Reason(reason)]
    if reason not in WITHOUT_FIGURES and not any(found.values()):  # a step told afterwards has none
        return _label(reason)
    try:
        return said(found, rules, currency)
    except (KeyError, TypeError):
        return _label(reason)


def seen_why(reason: str, found: Figures, rules: LifecycleRules, member: Member) -> str:
    """`why`, as this member may read it: who sees no sales is told no amounts."""
    if reason in TELLING_MONEY and not member.may("sales.view"):
        return _label(reason)
    return why(reason, found, rules, member.organization.currency)


def remembered(reason: str, kept: Figures, rules: LifecycleRules, member: Member) -> str:
    """The sentence of a step on the path, or of the event of one."""
    return seen_why(reason, of_memory(kept), rules, member)


def _label(reason: str) -> str:
    return str(Reason(reason).label).capitalize() + "."


def warning(stage: str, reason: str, found: Figures, on: date) -> str:
    """That the rhythm is about to be missed, or nothing. Where the reason tells that they are late, what follows."""
    if stage not in STEADY or not found["late_on"] or not found["late_on"] <= on < found["slips_on"]:
        return ""
    if reason == Reason.LATE:
        return _("From %(slips)s they count as a repeat customer.") % {"slips": _day(found["slips_on"])}
    return _("Late: was due on %(due)s. From %(slips)s they count as a repeat customer.") % {
        "due": _day(found["due_on"]),
        "slips": _day(found["slips_on"]),
    }


def discount_test(found: Figures, rules: LifecycleRules, currency: str) -> str:
    """What was compared: buying with and without something taken off."""
    times, promo = found["purchases"] or 0, found["promo_purchases"] or 0
    if times < rules.majority_purchases:
        return _few(found, rules, currency)
    if not promo:
        return _("%(times)s purchases, none of them on discount.") % {"times": times}
    rest = times - promo
    words = {"promo": promo, "basket": _mean(found["promo_revenue"], promo, currency), "rest": rest}
    if not rest:
        return _("All %(promo)s purchases on discount, of %(basket)s on the average.") % words
    money = _bought(found) - (found["promo_revenue"] or 0)
    told = ngettext(
        "%(promo)s purchase on discount, of %(basket)s; %(rest)s without, of %(plain)s on the average.",
        "%(promo)s purchases on discount, of %(basket)s on the average; %(rest)s without, of %(plain)s.",
        promo,
    )
    return told % (words | {"plain": _mean(money, rest, currency)})


def spending_test(found: Figures, rules: LifecycleRules, currency: str) -> str:
    """What was compared: buying within some days of a visit or call, and by themselves."""
    times, prompted = found["purchases"] or 0, found["prompted_purchases"] or 0
    if times < rules.majority_purchases:
        return _few(found, rules, currency)
    if not found["spent_days"]:
        return _("%(times)s purchases, though nothing was spent on them.") % {"times": times}
    words = {"prompted": prompted, "times": times, "reach": rules.spend_days}
    quiet, spent = found["quiet_days"] or 0, found["spent_days"]
    if not quiet:
        return (
            _("%(prompted)s of %(times)s purchases within %(reach)s days of a visit or call; we never stopped.") % words
        )
    percent = 100 * (times - prompted) * (quiet + spent) // (times * quiet)
    return _(
        "%(prompted)s of %(times)s purchases within %(reach)s days of a visit or call; in the %(quiet)s days when we"
        " left them alone they bought %(percent)s%% as often as usual."
    ) % (words | {"quiet": quiet, "percent": percent})


def _bought(found: Figures) -> int:
    return int(found["revenue"] or 0)


def _mean(money: int, times: int, currency: str) -> str:
    return format_money((2 * money + times) // (2 * times), currency, get_language())


def _interested(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("Showed interest on %(on)s, and has not bought yet.") % {"on": _day(found["interest_on"])}


def _once(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("Bought once, on %(on)s.") % {"on": _day(found["last_on"])}


def _few(found: Figures, rules: LifecycleRules, currency: str) -> str:
    times = found["purchases"] or 0
    said = ngettext(
        "Bought %(times)s time; %(needed)s purchases are needed to tell more.",
        "Bought %(times)s times; %(needed)s purchases are needed to tell more.",
        times,
    )
    return said % {"times": times, "needed": rules.majority_purchases}


def _left(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("Is written down as having left us; bought last on %(on)s.") % {"on": _day(found["last_on"])}


def _slipped(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("%(rhythm)s, was due on %(due)s, and bought nothing until %(slips)s.") % {
        "rhythm": _rhythm(found),
        "due": _day(found["due_on"]),
        "slips": _day(found["slips_on"]),
    }


def _unsteady(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("Bought %(times)s times, but not in a steady rhythm: %(rhythm)s.") % {
        "times": found["purchases"],
        "rhythm": _lower(_rhythm(found)),
    }


def _discount(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("Buys on discount: %(numbers)s") % {"numbers": _lower(discount_test(found, rules, currency))}


def _discount_unknown(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("Whether they buy without discounts is not known: %(numbers)s") % {
        "numbers": _lower(discount_test(found, rules, currency))
    }


def _spending(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("Buys when we spend on them: %(numbers)s") % {"numbers": spending_test(found, rules, currency)}


def _spending_unknown(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("Whether they would buy if we stopped spending on them is not known: %(numbers)s") % {
        "numbers": spending_test(found, rules, currency)
    }


def _elsewhere(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("Buys more elsewhere: we supply %(percent)s%% of what they need.") % {
        "percent": found["supply_percent"] or 0
    }


def _new(found: Figures, rules: LifecycleRules, currency: str) -> str:
    since = found["steady_since"]
    if not since:
        return _("%(rhythm)s; not long enough since the last break.") % {"rhythm": _rhythm(found)}
    return _("%(rhythm)s, steady since %(since)s; loyal can be who is so for %(days)s days, from %(from)s.") % {
        "rhythm": _rhythm(found),
        "since": _day(since),
        "days": rules.loyal_days,
        "from": _day(since + timedelta(days=rules.loyal_days)),
    }


def _late(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("%(rhythm)s, and is late: was due on %(due)s.") % {
        "rhythm": _rhythm(found),
        "due": _day(found["due_on"]),
    }


def _unheard(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("Steady since %(since)s; nobody asked in the last %(days)s days how satisfied they are.") % {
        "since": _day(found["steady_since"]),
        "days": rules.feedback_days,
    }


def _unsatisfied(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("Steady since %(since)s, but not satisfied: %(score)s of 5 on %(on)s.") % {
        "since": _day(found["steady_since"]),
        "score": found["satisfaction"],
        "on": _day(found["score_on"]),
    }


def _alone(found: Figures, rules: LifecycleRules, currency: str) -> str:
    return _("Steady since %(since)s and satisfied (%(score)s of 5); has not introduced anybody who bought.") % {
        "since": _day(found["steady_since"]),
        "score": found["satisfaction"],
    }


def _advocate(found: Figures, rules: LifecycleRules, currency: str) -> str:
    brought = found["introduced_bought"]
    said = ngettext(
        "Loyal, and introduced %(count)s customer who bought.",
        "Loyal, and introduced %(count)s customers who bought.",
        brought,
    )
    return said % {"count": brought}


def _rhythm(found: Figures) -> str:
    """Every so many days, give or take."""
    if found["spread_days"]:
        return _("Buys every %(usual)s days, give or take %(spread)s") % {
            "usual": found["usual_days"],
            "spread": found["spread_days"],
        }
    return _("Buys every %(usual)s days") % {"usual": found["usual_days"]}


def _day(day: date | None) -> str:
    if day is None:
        raise TypeError
    return format_date(day, get_language())


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _always(sentence: Any) -> Callable[[Figures, LifecycleRules, str], str]:
    return lambda _found, _rules, _currency: str(sentence())


SENTENCES: dict[Reason, Callable[[Figures, LifecycleRules, str], str]] = {
    Reason.UNKNOWN: _always(lambda: _("Known to us, but has not shown interest yet.")),
    Reason.INTERESTED: _interested,
    Reason.ONCE: _once,
    Reason.FEW: _few,
    Reason.LEFT: _left,
    Reason.SLIPPED: _slipped,
    Reason.UNSTEADY: _unsteady,
    Reason.DISCOUNT: _discount,
    Reason.DISCOUNT_UNKNOWN: _discount_unknown,
    Reason.SPENDING: _spending,
    Reason.SPENDING_UNKNOWN: _spending_unknown,
    Reason.ELSEWHERE: _elsewhere,
    Reason.NEW: _new,
    Reason.LATE: _late,
    Reason.UNHEARD: _unheard,
    Reason.UNSATISFIED: _unsatisfied,
    Reason.ALONE: _alone,
    Reason.ADVOCATE: _advocate,
    Reason.PINNED: _always(lambda: _("Set by hand.")),
}
