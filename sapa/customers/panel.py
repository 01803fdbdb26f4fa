"""What the customer card shows of the customer itself, and of the people there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, IntegerField, Value
from django.utils import timezone

from sapa.customers.forms.introducing import name_seen
from sapa.customers.greeting import greeting
from sapa.customers.models import Contact, Customer, CustomField, FunnelStep, Tag
from sapa.customers.sharing import RETURNABLE
from sapa.lib.panel import Panel
from sapa.lib.phones import is_mobile, tel_url, whatsapp_url
from sapa.lib.taxids import format_npwp
from sapa.team.models import Member

BROUGHT = "brought"  # marks a customer among the rows of tags and questions
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
    """Who they are, with their numbers. One query; the customer comes by `Customer.objects.for_card()`."""
    numbers = [
        reach(phone, customer.greeting_name, member) for phone in customer.phones.all() if phone.contact_id is None
    ]
    tags, answers, brought = _tags_and_answers(customer, member)
    context = {
        "brought": brought,
        "brought_by": name_seen(customer.introduced_by, member) if customer.introduced_by else "",
        "brought_by_url": _url_seen(customer.introduced_by, member),
        "numbers": numbers,
        "tags": tags,
        "answers": answers,
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
    """The people at an organisation. One query; their numbers came with the customer."""
    if customer.kind != Customer.Kind.ORGANIZATION:
        return None
    phones = list(customer.phones.all())
    people = [
        (one, [reach(phone, one.greeting_name, member) for phone in phones if phone.contact_id == one.pk])
        for one in Contact.objects.filter(customer=customer, archived_at=None)
    ]
    return Panel("customers/_contacts.html", {"people": people, "may_change": member.may("customers.change")})


def _url_seen(customer: Customer | None, member: Member) -> str:
    """The address of a customer's card, for whoever may open it."""
    return customer.get_absolute_url() if customer and member.sees(customer) else ""


def _tags_and_answers(
    customer: Customer, member: Member
) -> tuple[list[Tag], list[tuple[str, str]], list[tuple[str, str]]]:
    """The tags, the organisation's own questions with this customer's answers as people read them, and whom they
    brought, as names and addresses, of those that the member sees. One query.
    """
    text = CharField()
    tags = Tag.objects.filter(taggings__customer=customer).order_by()
    questions = CustomField.objects.filter(key__in=customer.custom or ()).order_by()
    rows = tags.values_list("pk", "name", Value("", text), Value("", text), Value(0, IntegerField()))
    others: list[Any] = [questions.values_list("pk", "label", "key", "kind", "position")] if customer.custom else []
    friends = Customer.objects.visible_to(member).filter(introduced_by=customer).order_by()
    others += [friends.values_list("pk", "name", Value("", text), Value(BROUGHT, text), Value(0, IntegerField()))]
    own, answers, brought = [], [], []
    for pk, name, key, kind, position in rows.union(*others, all=True):
        if kind == BROUGHT:
            brought.append((name, Customer(pk=pk).get_absolute_url()))
        elif key:
            question = CustomField(pk=pk, key=key, kind=kind)
            answers.append((position, pk, name, question.shown(customer.custom[key])))
        else:
            own.append(Tag(pk=pk, name=name))
    own.sort(key=lambda tag: tag.name.casefold())
    return own, [(label, value) for _position, _pk, label, value in sorted(answers)], sorted(brought)[:BROUGHT_SHOWN]
