"""What the search box and the palette find: customers, their open deals, pages and things to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import get_script_prefix
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer, Phone
from sapa.lib.text import search_key
from sapa.pipeline.models import Opportunity
from sapa.team.models import Member
from sapa.web.context import ENTRIES

LIMIT = 8  # rows of a kind: who finds more types one more letter


@dataclass(frozen=True)
class Command:
    """A page or a thing to do. `words` are other names for it, in both languages, as people in the trade say them."""

    name: str | Promise
    path: str
    icon: str
    permission: str
    words: str = ""

    @property
    def url(self) -> str:
        return f"{get_script_prefix()}{self.path}"


WORDS = {
    "": "beranda home follow up sapa",
    "customers/": "prospek prospect lead kontak contact client klien",
    "opportunities/": "deal closing pipeline kanban papan board",
    "insight/projection/": "laporan report forecast closing omzet",
    "catalogue/": "produk product harga price barang stok",
    "team/": "anggota member wilayah territory relawan volunteer",
    "settings/": "pengaturan tahap stage saluran channel",
}
PAGES = tuple(
    Command(entry.name, entry.path, entry.icon, entry.permission, WORDS.get(entry.path, "")) for entry in ENTRIES
)
DEEDS = (
    Command(_("New customer"), "customers/new/", "user-round-plus", "customers.change", "lead prospek tambah add baru"),
    Command(_("New opportunity"), "opportunities/new/", "plus", "opportunities.change", "deal tambah add baru"),
)


@dataclass(frozen=True)
class Found:
    """What was found for a text."""

    customers: Sequence[Any]
    opportunities: Sequence[Opportunity]
    commands: Sequence[Command]

    def __bool__(self) -> bool:
        return bool(self.customers or self.opportunities or self.commands)


def find_commands(text: str, member: Member) -> list[Command]:
    """Pages and deeds of which a word begins so; all of them when nothing was typed."""
    key = search_key(text)
    allowed = [one for one in (*DEEDS, *PAGES) if not one.permission or member.may(one.permission)]
    return [one for one in allowed if f" {key}" in f" {search_key(str(one.name))} {one.words}"]


def find(text: str, member: Member) -> Found:
    """Customers by part of a name or number, the open deals of these, and commands. At most four queries."""
    commands = find_commands(text, member)
    if not search_key(text) or not member.may("customers.view"):
        return Found([], [], commands)
    names = Customer.objects.visible_to(member).matching(text).order_by("name_key", "pk").only("name", "nickname")
    customers = list(names[:LIMIT])
    ids = [customer.pk for customer in customers]
    numbers = dict(
        Phone.objects.filter(customer_id__in=ids, contact=None)
        .order_by("-position", "-pk")
        .values_list("customer_id", "number")
    )
    for customer in customers:
        customer.number = numbers.get(customer.pk, "")  # type: ignore[attr-defined]
    deals: list[Opportunity] = []
    if ids and member.may("opportunities.view"):
        found = Opportunity.objects.visible_to(member).open().filter(customer_id__in=ids)
        deals = list(found.select_related("customer", "stage").order_by("-created_at", "-pk")[:LIMIT])
    return Found(customers, deals, commands)
