"""What the customer card shows of the customer itself, and of the people there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from sapa.customers.forms.introducing import name_seen
from sapa.customers.greeting import greeting
from sapa.customers.models import Customer, FunnelStep
from sapa.customers.sharing import RETURNABLE
from sapa.customers.whole import Belongings
from sapa.lib.panel import Panel
from sapa.lib.phones import is_mobile, tel_url, whatsapp_url
from sapa.lib.taxids import format_npwp
from sapa.team.models import Member

BROUGHT_SHOWN = 12


@dataclass(frozen=True)
class Reach:
    """A number with the links that call it or open a draft."""

    number: str
    label: str
    tel_url: str
    whatsapp_url: str
    is_mobile: bool  # or abroad: then WhatsApp is likely
    is_example: bool = False  # of a demo: shown, and never called


def reach(phone: Any, name: str, member: Member) -> Reach:
    """The links of one number, with a greeting for the person of this name. A demo's number has none."""
    number, text = phone.number, greeting(name, member, timezone.now())
    mobile = is_mobile(number) or not number.startswith("+62")
    if member.organization.is_demo:
        return Reach(number, phone.label, "", "", mobile, is_example=True)
    return Reach(number, phone.label, tel_url(number), whatsapp_url(number, text), mobile)


def who(member: Member, customer: Customer, on: date) -> Panel:
    """Who they are, with their numbers. No query: the customer comes with its `belongings`."""
    theirs: Belongings = customer.belongings  # type: ignore[attr-defined]
    numbers = [reach(one, customer.greeting_name, member) for one in theirs.phones if one.contact_id is None]
    context = {
        "brought": [(one.name, one.get_absolute_url()) for one in theirs.brought[:BROUGHT_SHOWN]],
        "brought_by": name_seen(customer.introduced_by, member) if customer.introduced_by else "",
        "brought_by_url": _url_seen(customer.introduced_by, member),
        "numbers": numbers,
        "tags": theirs.tags,
        "answers": [
            (one.label, one.shown(customer.custom[one.key])) for one in theirs.questions if one.key in customer.custom
        ],
        "npwp": format_npwp(customer.npwp),
        "is_birthday": customer.is_birthday(on),
        "may_change": member.may("customers.change"),
        "may_see_npwp": member.may("customers.sensitive"),
        "may_assign": member.may("customers.assign"),
        "may_pool": customer.step == FunnelStep.PROSPECT and not (customer.set_aside_at or customer.pooled_at),
        "may_give_back": customer.owner_id == member.pk and customer.step in RETURNABLE,
    }
    return Panel("customers/_who.html", context)


def contacts(member: Member, customer: Customer, on: date) -> Panel | None:
    """The people at an organisation. No query: they came with the customer."""
    if customer.kind != Customer.Kind.ORGANIZATION:
        return None
    theirs: Belongings = customer.belongings  # type: ignore[attr-defined]
    people = [
        (one, [reach(phone, one.greeting_name, member) for phone in theirs.phones if phone.contact_id == one.pk])
        for one in theirs.contacts
    ]
    return Panel("customers/_contacts.html", {"people": people, "may_change": member.may("customers.change")})


def _url_seen(customer: Customer | None, member: Member) -> str:
    """The address of a customer's card, for whoever may open it."""
    return customer.get_absolute_url() if customer and member.sees(customer) else ""
