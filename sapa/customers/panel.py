"""What the customer card shows of the customer itself, and of the people there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from sapa.customers.greeting import greeting
from sapa.customers.models import Contact, Customer, CustomField
from sapa.lib.panel import Panel
from sapa.lib.phones import tel_url, whatsapp_url
from sapa.lib.taxids import format_npwp
from sapa.team.models import Member


@dataclass(frozen=True)
class Reach:
    """A number with the links that call it or open a draft."""

    number: str
    label: str
    tel_url: str
    whatsapp_url: str
    contact_id: int | None = None


def reach(phone: Any, name: str, member: Member) -> Reach:
    """The links of one number, with a greeting for the person of this name."""
    text = greeting(name, member, timezone.now())
    return Reach(phone.number, phone.label, tel_url(phone.number), whatsapp_url(phone.number, text), phone.contact_id)


def who(member: Member, customer: Customer, on: date) -> Panel:
    """Who they are, with the quick actions. Three queries: numbers, tags, questions.

    The customer comes with its references (`Customer.objects.for_card()`).
    """
    numbers = [
        reach(phone, customer.greeting_name, member) for phone in customer.phones.all() if phone.contact_id is None
    ]
    context = {
        "numbers": numbers,
        "tags": sorted(customer.tags.all(), key=lambda tag: tag.name.casefold()),
        "npwp": format_npwp(customer.npwp),
        "answers": answers(customer),
        "is_birthday": customer.is_birthday(on),
        "may_change": member.may("customers.change"),
        "may_see_npwp": member.may("customers.sensitive"),
    }
    return Panel("customers/_who.html", context)


def contacts(member: Member, customer: Customer, on: date) -> Panel | None:
    """The people at an organisation. One query: the numbers came with the customer."""
    if customer.kind != Customer.Kind.ORGANIZATION:
        return None
    rows = Contact.objects.filter(customer=customer, archived_at=None)
    numbers = [phone for phone in customer.phones.all() if phone.contact_id]
    people = [
        (one, [reach(phone, one.greeting_name, member) for phone in numbers if phone.contact_id == one.pk])
        for one in rows
    ]
    return Panel("customers/_contacts.html", {"people": people, "may_change": member.may("customers.change")})


def answers(customer: Customer) -> list[tuple[str, Any]]:
    """The organisation's own questions that this customer has an answer to: label and value as it is shown."""
    if not customer.custom:
        return []
    questions = CustomField.objects.filter(key__in=customer.custom)
    return [(question.label, question.shown(customer.custom[question.key])) for question in questions]
