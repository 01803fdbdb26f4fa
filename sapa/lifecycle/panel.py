"""What the customer card shows of a customer's life with us: the essentials in its head, and the record below."""

from datetime import date
from typing import Any

from sapa.customers.models import Customer, LifecycleStage
from sapa.lib.panel import Panel
from sapa.lifecycle.advising import advise
from sapa.lifecycle.explaining import Explainer
from sapa.lifecycle.figures import of_row
from sapa.lifecycle.glance import glance, purchases
from sapa.lifecycle.life import Life, life_of
from sapa.lifecycle.models import Activity
from sapa.lifecycle.saying import seen_why, warning
from sapa.sales.panel import sold_to
from sapa.team.models import Member

ASKED_DAYS = 90  # after a lost deal the card asks for so long why they left, unless they bought


def essentials(member: Member, customer: Customer, on: date) -> Panel:
    """The first screen of a phone: stage, why, path, next step, figures, groups, purchases. No query of its own."""
    life, sold = life_of(member, customer, on), sold_to(member, customer, on)
    row, changes = life.row, member.may("customers.change")
    context: dict[str, Any] = {
        "life": life,
        "stage": row.stage if row else customer.stage,
        "why": seen_why(row.reason, of_row(row, on), life.rules, member) if row and not life.pin else "",
        "warning": warning(row.stage, row.reason, of_row(row, on), on) if row and not life.departure else "",
        "advice": advise(member, customer, life, on, [one.name for one in sold.usual]),
        "asks_why": changes and _asks_why(life, on),
        "path": [(str(LifecycleStage(step.stage).label), step.on) for step in life.path],
        "cells": glance(member, life, sold, on),
        "groups": Explainer(member, life, row, on).groups() if row else [],
        "sells_on": customer.channel_id is not None,
        **purchases(life, member.organization.currency),
    }
    return Panel("lifecycle/_essentials.html", context)


def customer_panel(member: Member, customer: Customer, on: date) -> Panel | None:
    """The record: each figure with how it came about, and what people may say against the figures.

    One query, where the customer does not bring its `life` along.
    """
    life = life_of(member, customer, on)
    if life.row is None:
        return None
    context = {
        "life": life,
        "figures": Explainer(member, life, life.row, on).figures(),
        "is_bad": life.row.activity == Activity.BAD,
        "may_judge": member.may("customers.judge"),
        "may_change": member.may("customers.change"),
        "may_see_sales": member.may("sales.view"),
    }
    return Panel("lifecycle/_panel.html", context)


def _asks_why(life: Life, on: date) -> bool:
    """Whether the card asks why they left: they are passive, or lost us a deal lately and bought nothing since."""
    if life.departure or life.row is None:
        return False
    lost, last = life.lost_on, life.row.last_on
    is_lost = lost is not None and (on - lost).days <= ASKED_DAYS and (last is None or last <= lost)
    return is_lost or life.row.activity == Activity.PASSIVE
