"""What the palette can do besides finding: go to a page, make something, change organisation, language, colours."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from sapa.lib.text import search_key
from sapa.team.models import Member, User
from sapa.web.context import ENTRIES, THEMES

ORGANIZATIONS = 9  # as many as are offered without typing more


@dataclass(frozen=True)
class Command:
    """A page or a thing to do. `words` are other names for it, in both languages, as people in the trade say them.

    `path` is below the organisation, or the whole address where it starts with "/". One with a `field` is a form
    sent to the view `form`: it changes something of the person's own.
    """

    name: str | Promise
    path: str = ""
    icon: str = "arrow-right"
    permission: str = ""
    words: str = ""
    form: str = ""
    field: str = ""
    value: str = ""

    @property
    def url(self) -> str:
        return self.path if self.path.startswith("/") else f"{get_script_prefix()}{self.path}"

    @property
    def known_as(self) -> str:
        """All words by which it is found, each after a space."""
        names = [str(self.name), self.words]
        for language, _label in settings.LANGUAGES:
            with override(language):
                names.append(str(self.name))
        return f" {search_key(' '.join(names))}"


WORDS = {
    "": "beranda home follow up sapa tugas task",
    "customers/": "prospek prospect lead kontak contact client klien",
    "segments/": "segmen kelompok grup group filter saring",
    "opportunities/": "deal closing pipeline kanban papan board",
    "pool/": "kolam ambil klaim claim bagi",
    "untouched/": "belum disentuh sapa bagi share",
    "my-work/": "hasil kerja saya result kinerja",
    "activities/": "tugas task telepon kunjungan visit meeting follow up agenda",
    "insight/projection/": "laporan report forecast closing omzet",
    "insight/stages/": "tahap stage alur flow lifecycle setia loyal pindah laporan report",
    "targets/": "sasaran goal target tujuan pencapaian kinerja kpi",
    "capture/": "formulir form qr kampanye campaign acara event pameran arrivals kedatangan lead",
    "counter/new/": "jual langsung kasir toko kantin cash counter",
    "quotations/": "penawaran quote sph harga proposal",
    "orders/": "pesanan so order po",
    "deliveries/": "surat jalan kirim antar delivery",
    "invoices/": "faktur tagihan invoice nota",
    "payments/": "pembayaran bayar kuitansi receipt lunas qris",
    "receivables/": "piutang utang tagih umur aging",
    "catalogue/": "produk product harga price barang stok",
    "team/": "anggota member wilayah territory relawan volunteer",
    "settings/": "pengaturan tahap stage saluran channel",
    "audit/": "jejak log riwayat history",
}
PAGES = tuple(
    Command(entry.name, entry.path, entry.icon, entry.permission, WORDS.get(entry.path, "")) for entry in ENTRIES
)
DEEDS = (
    Command(
        _("Plan something"), "activities/new/", "calendar-plus", "activities.change", "tugas task jadwal tambah add"
    ),
    Command(_("Calendar of activities"), "activities/calendar/", "calendar-days", "customers.view", "agenda jadwal"),
    Command(_("In my own calendar"), "activities/feed/", "rss", "customers.view", "ical google outlook langganan"),
    Command(
        _("New prospect"), "prospects/new/", "contact-round", "customers.change", "lead prospek tambah add baru cepat"
    ),
    Command(_("From the phone's contacts"), "prospects/contacts/", "book-user", "customers.change", "vcard vcf kontak"),
    Command(_("New customer"), "customers/new/", "user-round-plus", "customers.change", "lead prospek tambah add baru"),
    Command(_("New segment"), "segments/new/", "users-round", "customers.view", "segmen kelompok tambah add baru"),
    Command(_("New opportunity"), "opportunities/new/", "plus", "opportunities.change", "deal tambah add baru"),
    Command(
        _("New quotation"), "quotations/new/", "file-text", "sales.change", "penawaran quote sph harga tambah add baru"
    ),
    Command(_("New order"), "orders/new/", "clipboard-list", "sales.change", "pesanan order tambah add baru"),
    Command(_("Receive a payment"), "payments/new/", "banknote", "payments.change", "terima bayar lunas qris"),
    Command(
        _("Stock moves"),
        "catalogue/moves/",
        "arrow-left-right",
        "catalogue.view",
        "barang masuk keluar gudang kartu",
    ),
    Command(_("Tax invoices"), "tax-invoices/", "landmark", "invoices.change", "pajak ppn coretax faktur pajak"),
    Command(_("Set a goal"), "targets/new/", "target", "targets.manage", "target sasaran goal kpi tambah add baru"),
    Command(_("Invite a member"), "team/invitations/new/", "mail", "team.manage", "undang anggota tambah add baru"),
    Command(_("Deals by expected close"), "opportunities/calendar/", "calendar", "opportunities.view", "closing"),
)
REPORTS = (
    Command(_("Recency, frequency, money"), "insight/rfm/", "grid-3x3", "reports.view", "rfm laporan report segmen"),
    Command(_("Pareto"), "insight/pareto/", "chart-line", "reports.view", "80 20 besar mikro laporan report"),
    Command(_("Profit"), "insight/profit/", "coins", "catalogue.cost", "laba rugi untung margin laporan report"),
    Command(_("Retention"), "insight/retention/", "repeat", "reports.view", "kohort cohort kembali laporan report"),
    Command(_("Customer value"), "insight/value/", "gem", "reports.view", "nilai pelanggan value clv laporan report"),
    Command(_("Attrition"), "insight/attrition/", "door-open", "reports.view", "churn pergi pindah laporan report"),
)
PREFERENCES = (
    *(
        Command(label, icon=icon, words="warna tema theme gelap dark", form="set_theme", field="theme", value=name)
        for name, label, icon in THEMES
    ),
    *(
        Command(name, icon="languages", words="language bahasa", form="set_language", field="language", value=code)
        for code, name in (("id", "Bahasa Indonesia"), ("en", "English"))
    ),
)


def find_commands(text: str, member: Member) -> list[Command]:
    """Pages and deeds of which a word begins so; all pages and deeds when nothing was typed."""
    key = search_key(text)
    offered = (*DEEDS, *PAGES, *REPORTS, *PREFERENCES) if key else (*DEEDS, *PAGES)
    allowed = [one for one in offered if not one.permission or member.may(one.permission)]
    return [one for one in allowed if f" {key}" in one.known_as] if key else allowed


def find_organizations(text: str, user: User, current: Any) -> list[Command]:
    """The person's other organisations, by name or by the word for them. One query."""
    key = search_key(text)
    others = user.organizations.exclude(pk=current.pk).order_by("name", "pk")
    found = [
        Command(organization.name, f"/{organization.slug}/", "building-2", words="pindah ganti switch organisasi")
        for organization in others[:100]
    ]
    return [one for one in found if not key or f" {key}" in one.known_as][:ORGANIZATIONS]
