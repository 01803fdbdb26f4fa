"""What the customer card shows of a customer's life with us: the essentials in its head, and the record below."""

from datetime import date
from typing import Any

from django.utils.translation import get_language

from sapa.customers.models import Customer, LifecycleStage
from sapa.lib.bars import draw_bars
from sapa.lib.dates import SHORT_MONTHS, format_month
from sapa.lib.money import format_compact, format_money
from sapa.lib.numbers import is_english
from sapa.lib.panel import Panel
from sapa.lifecycle.advising import advise
from sapa.lifecycle.explaining import Explainer
from sapa.lifecycle.figures import of_row
from sapa.lifecycle.life import Life, life_of
from sapa.lifecycle.models import Activity
from sapa.lifecycle.saying import seen_why, warning
from sapa.sales.panel import sold_to
from sapa.team.models import Member

ASKED_DAYS = 90  # after a lost deal the card asks for so long why they left, unless they bought


def essentials(member: Member, customer: Customer, on: date) -> Panel:
    """The stage with its reason, a warning, and what to do next: the first screen of a phone. No query of its own."""
    life, usual = life_of(member, customer, on), [one.name for one in sold_to(member, customer, on).usual]
    row, changes = life.row, member.may("customers.change")
    context = {
        "life": life,
        "stage": row.stage if row else customer.stage,
        "why": seen_why(row.reason, of_row(row, on), life.rules, member) if row and not life.pin else "",
        "warning": warning(row.stage, of_row(row, on), on) if row and not life.departure else "",
        "advice": advise(member, customer, life, on, usual),
        "asks_why": changes and _asks_why(life, on),
    }
    return Panel("lifecycle/_essentials.html", context)


def customer_panel(member: Member, customer: Customer, on: date) -> Panel | None:
    """The record: the path, the groups, purchases by month, and each figure with how it came about.

    One query, where the customer does not bring its `life` along.
    """
    life = life_of(member, customer, on)
    if life.row is None:
        return None
    told = Explainer(member, life, life.row, on)
    context: dict[str, Any] = {
        "life": life,
        "path": [(str(LifecycleStage(step.stage).label), step.on) for step in life.path],
        "groups": told.groups(),
        "figures": told.figures(),
        "sells_on": customer.channel_id is not None,
        "is_bad": life.row.activity == Activity.BAD,
        "may_judge": member.may("customers.judge"),
        "may_change": member.may("customers.change"),
        "may_see_sales": member.may("sales.view"),
        **_chart(life, member.organization.currency),
    }
    return Panel("lifecycle/_panel.html", context)


def _asks_why(life: Life, on: date) -> bool:
    """Whether the card asks why they left: they are passive, or lost us a deal lately and bought nothing since."""
    if life.departure or life.row is None:
        return False
    lost, last = life.lost_on, life.row.last_on
    is_lost = lost is not None and (on - lost).days <= ASKED_DAYS and (last is None or last <= lost)
    return is_lost or life.row.activity == Activity.PASSIVE


def _chart(life: Life, currency: str) -> dict[str, Any]:
    """Purchases by month, drawn and in numbers; nothing where nothing was bought in these months."""
    if not any(month.invoices for month in life.months):
        return {"bars": "", "months": []}
    language = get_language()
    short = SHORT_MONTHS["en" if is_english(language) else "id"]
    names = [format_month(month.first, language, short=True) for month in life.months]
    amounts = [month.amount for month in life.months]
    texts = [
        f"{name}: {format_compact(amount, currency, language)}" for name, amount in zip(names, amounts, strict=True)
    ]
    rows = [
        (name, month.invoices, format_money(month.amount, currency, language))
        for name, month in zip(names, life.months, strict=True)
    ]
    return {"bars": draw_bars(amounts, [short[month.first.month - 1] for month in life.months], texts), "months": rows}
