"""What the search box and the palette find: customers, contacts, deals, products, members, and commands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.urls import get_script_prefix
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.customers.models import Contact, Customer, Phone
from sapa.customers.stages import stage_badge
from sapa.lib.money import format_compact
from sapa.lib.phones import format_national
from sapa.lib.text import search_key
from sapa.pipeline.models import Opportunity
from sapa.team.models import Member
from sapa.web.commands import Command

LIMIT = 8  # rows of a kind: who finds more types one more letter


@dataclass(frozen=True)
class Hit:
    """One row that was found."""

    name: str
    url: str
    detail: str = ""
    end: str = ""
    badge: str = ""  # safe: the lifecycle stage of a customer


@dataclass(frozen=True)
class Group:
    """The rows of a kind."""

    name: str | Promise
    icon: str
    hits: Sequence[Hit]


@dataclass(frozen=True)
class Found:
    """What was found for a text: groups that are not empty, and commands."""

    groups: Sequence[Group]
    commands: Sequence[Command] = ()

    def __bool__(self) -> bool:
        return bool(self.groups or self.commands)


def find(text: str, member: Member) -> list[Group]:
    """All rows for a text that this member may see, at most LIMIT of a kind. At most seven queries."""
    if not search_key(text):
        return []
    found = []
    if member.may("customers.view"):
        customers = _matches(text, member)
        found = [_customers(customers), _contacts(text, customers)]
        if member.may("opportunities.view"):
            found.append(_deals(text, customers, member))
    if member.may("catalogue.view"):
        found.append(_products(text, member))
    if member.may("team.view"):
        found.append(_members(text))
    return [group for group in found if group.hits]


def _matches(text: str, member: Member) -> list[Customer]:
    """Those whose name begins so, then those with the words anywhere; by name."""
    seen = Customer.objects.visible_to(member).only("kind", "name", "nickname", "stage")
    found = {customer.pk: customer for customer in seen.named_like(text).order_by("name_key", "pk")[:LIMIT]}
    if len(found) < LIMIT:
        rows = seen.matching(text)
        # Few are sorted; many are met soon on a walk through the names. PostgreSQL cannot know which.
        order = "name_key" if rows.is_common else Concat("name_key", Value(""))
        found |= {customer.pk: customer for customer in rows.order_by(order, "pk")[:LIMIT]}
    return list(found.values())[:LIMIT]


def _customers(customers: list[Customer]) -> Group:
    phones = Phone.objects.filter(customer__in=customers, contact=None).order_by("-position", "-pk")
    numbers = {phone.customer_id: format_national(phone.number) for phone in (phones if customers else ())}
    hits = [
        Hit(one.name, one.get_absolute_url(), one.nickname, numbers.get(one.pk, ""), stage_badge(one.stage))
        for one in customers
    ]
    return Group(_("Customers"), "user-round", hits)


def _contacts(text: str, customers: list[Customer]) -> Group:
    """People at the organisations found: a customer is found by its contacts' names as well."""
    firms = {customer.pk: customer for customer in customers if customer.kind == Customer.Kind.ORGANIZATION}
    contacts = Contact.objects.filter(customer__in=firms, archived_at=None) if firms else ()
    words = search_key(text).split()
    hits = [
        Hit(contact.greeting_name, firms[contact.customer_id].get_absolute_url(), firms[contact.customer_id].name)
        for contact in contacts
        if all(word in search_key(contact.name) for word in words)
    ]
    return Group(_("Contacts"), "contact", hits[:LIMIT])


def _deals(text: str, customers: list[Customer], member: Member) -> Group:
    """By title, then the open ones of the customers found."""
    seen = Opportunity.objects.visible_to(member).select_related("customer", "stage")
    deals = {deal.pk: deal for deal in seen.titled(text)[:LIMIT]}
    if customers and len(deals) < LIMIT:
        theirs = seen.open().filter(customer__in=[customer.pk for customer in customers]).order_by("-created_at", "-pk")
        deals |= {deal.pk: deal for deal in theirs[:LIMIT]}
    currency, language = member.organization.currency, get_language()
    hits = [
        Hit(
            deal.title,
            f"{get_script_prefix()}opportunities/{deal.pk}/",
            f"{deal.customer.name} · {deal.stage.name}",
            format_compact(deal.value, currency, language),
        )
        for deal in list(deals.values())[:LIMIT]
    ]
    return Group(_("Opportunities"), "handshake", hits)


def _products(text: str, member: Member) -> Group:
    """A catalogue is short: its names are looked through."""
    words = search_key(text).split()
    rows = Product.objects.visible_to(member).on_sale().order_by("name_key")
    for word in words:
        rows = rows.filter(Q(name_key__contains=word) | Q(sku__icontains=word))
    currency, language = member.organization.currency, get_language()
    hits = [
        Hit(
            product.name,
            f"{get_script_prefix()}catalogue/{product.pk}/",
            product.sku,
            f"{format_compact(product.price, currency, language)}/{product.unit}",
        )
        for product in rows[:LIMIT]
    ]
    return Group(_("Products"), "package", hits)


def _members(text: str) -> Group:
    rows = Member.objects.at_work().order_by("name", "pk")
    for word in text.split()[:8]:
        rows = rows.filter(name__icontains=word)
    hits = [
        Hit(member.name, f"{get_script_prefix()}team/{member.pk}/", str(member.get_role_display()))
        for member in rows[:LIMIT]
    ]
    return Group(_("Members"), "id-card", hits)
