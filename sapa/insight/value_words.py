"""The value model in the words of a village: why there is none, and what its parameters say."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sapa.lib.money import format_money
from sapa.lib.numbers import format_number
from sapa.lifecycle.models import ValueModel
from sapa.lifecycle.value_terms import Refusal

REFUSALS: dict[str, Any] = {
    Refusal.FEW_BUYERS: gettext_lazy("Too few customers have bought yet"),
    Refusal.SHORT_HISTORY: gettext_lazy("The history of purchases is still too short"),
    Refusal.FEW_REPEATS: gettext_lazy("Too few customers have come back yet"),
    Refusal.NOT_CONVERGED: gettext_lazy("The purchases fit no pattern that the model knows"),
}


@dataclass(frozen=True)
class Told:
    """One thing that the model learnt: its name, the figure, what it means, and how it is computed."""

    name: str
    figure: str
    text: str
    formula: str


def explain(model: ValueModel, currency: str, gone: int = 0) -> list[Told]:
    """What the parameters say: the means over all customers of what is each one's own.

    `gone` are those of whom it is written down that they left, which purchases do not tell.
    """
    said = model.parameters
    r, alpha, a, b = (said[name] for name in ("r", "alpha", "a", "b"))
    leave = 100 * a / (a + b)
    leaving = _("%(count)s of 100") % {"count": _number(leave)}
    found = [
        Told(
            _("Rhythm"),
            _weeks(alpha / r),
            _("So long it takes on the average until somebody who still buys from us buys again. %(how)s")
            % {"how": _how_unlike(r)},
            "α ÷ r",
        ),
        Told(_("Leaving"), leaving, _how_many_leave(leave, gone), "a ÷ (a + b)"),
    ]
    if model.money:
        p, q, gamma = (model.money[name] for name in ("p", "q", "gamma"))
        mean = format_money(round(p * gamma / (q - 1)), currency, get_language())
        text = _("A usual purchase. Of each customer we expect something between this and what their own have been.")
        found.append(Told(_("A purchase"), mean, text, "p × γ ÷ (q − 1)"))
    return found


def parameters(model: ValueModel) -> str:
    """The parameters themselves, for who wants to compute with them: "r 0.243 · α 4.414 …"."""
    letters = {"r": "r", "alpha": "α", "a": "a", "b": "b"}
    told = [f"{letter} {_number(model.parameters[name], 3)}" for name, letter in letters.items()]
    if model.money:
        letters = {"p": "p", "q": "q"}
        told += [f"{letter} {_number(model.money[name], 3)}" for name, letter in letters.items()]
    return " · ".join([*told, f"LL {_number(model.parameters['log_likelihood'], 1)}"])


def money_note(model: ValueModel) -> str:
    """Whether what a purchase comes to can be told by customer, as the model takes it."""
    if not model.money:
        return _(
            "What purchases come to follows no pattern that the model knows: of each customer the mean of their own"
            " purchases and a usual one is used."
        )
    if abs(model.money["correlation"]) > 0.3:
        return _(
            "Here how often somebody buys goes along with how much (correlation %(number)s), which the model does not"
            " expect: take the amounts with care."
        ) % {"number": _number(model.money["correlation"], 2)}
    return ""


def _how_unlike(r: float) -> str:
    if r < 1:
        return _("Customers differ very much in this: most buy seldom, a few very often.")
    return _("Customers differ in this.") if r < 5 else _("Customers are much alike in this.")


def _how_many_leave(leave: float, gone: int) -> str:
    """Of a hundred, after another purchase; and how many are known to have left."""
    if leave < 0.5:
        told = _("From the purchases alone the model sees nobody who left for good.")
    else:
        told = _("So many do not come back after another purchase. Nobody tells us; a long silence does.")
    if not gone:
        return told
    known = ngettext(
        "Of %(count)s customer it is written down that they left.",
        "Of %(count)s customers it is written down that they left.",
        gone,
    )
    return f"{told} {known % {'count': _number(gone)}}"


def _weeks(weeks: float) -> str:
    shown = round(weeks, 1 if weeks < 10 else 0)
    words = ngettext("%(count)s week", "%(count)s weeks", 1 if shown == 1 else 2)
    return words % {"count": _number(shown, 1)}


def _number(value: float, places: int = 0) -> str:
    return format_number(value, get_language(), places)
