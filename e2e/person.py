"""Somebody at a browser, who reads Indonesian or English and finds things by the words that stand on them."""

import contextlib
import re
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Error, Locator, Page, expect

READ = "document.querySelectorAll('[data-toast-close]').forEach(one => one.click())"  # else they lie over the page

type Role = Literal["link", "button", "region", "heading", "option"]

INDONESIAN = {
    "Account": "Akun",
    "Activities": "Aktivitas",
    "Add": "Tambah",
    "Add a line": "Tambah baris",
    "Address in Sapa": "Alamat di Sapa",
    "Amount received": "Jumlah diterima",
    "Arrivals": "Kedatangan",
    "Available": "Tersedia",
    "Begin": "Mulai",
    "Call": "Telepon",
    "Can we serve it?": "Bisa kita layani?",
    "Cash": "Tunai",
    "Catalogue": "Katalog",
    "Change": "Ubah",
    "Claim": "Ambil",
    "Collecting prospects": "Pengumpulan prospek",
    "Confirm the order": "Konfirmasi pesanan",
    "Contact": "Kontak",
    "Contacts": "Kontak",
    "Conversion": "Konversi",
    "Customers": "Pelanggan",
    "Deal": "Peluang",
    "Deliver": "Kirim",
    "Do you accept it?": "Anda setuju?",
    "Done": "Selesai",
    "Due": "Tenggat",
    "Everybody has been greeted today": "Semua sudah disapa hari ini",
    "Expected": "Perkiraan",
    "Expected close": "Perkiraan selesai",
    "Funnel": "Corong",
    "How we sell": "Cara kita berjualan",
    "Interested": "Tertarik",
    "Into the pool": "Ke kolam",
    "Introduced by": "Dikenalkan oleh",
    "Invite somebody": "Undang orang",
    "Join": "Bergabung",
    "Log": "Catat",
    "Lost": "Kalah",
    "Main navigation": "Navigasi utama",
    "Make a login": "Buat akun",
    "Make a quotation": "Buat penawaran",
    "Make an account": "Jadikan akun",
    "Make an opportunity": "Jadikan peluang",
    "Make contact": "Jadikan kontak",
    "Make the invoice": "Buat faktur",
    "Make the link": "Buat tautan",
    "More": "Lainnya",
    "More details": "Rincian lain",
    "Move": "Pindahkan",
    "Move to another stage": "Pindahkan ke tahap lain",
    "My results": "Hasil kerja saya",
    "Name": "Nama",
    "Name of the organisation": "Nama organisasi",
    "Needs to meet": "Kebutuhan yang perlu dipenuhi",
    "New customer": "Pelanggan baru",
    "New product": "Produk baru",
    "No": "Tidak",
    "Nobody owes anything": "Tidak ada piutang",
    "Note": "Catatan",
    "Nothing for now": "Nanti saja",
    "Nothing is open": "Belum ada peluang terbuka",
    "On hand": "Di gudang",
    "Opportunities": "Peluang",
    "Opportunity": "Peluang",
    "Organisation": "Organisasi",
    "Password": "Kata sandi",
    "Phone": "Telepon",
    "Phone number": "Nomor telepon",
    "Phone or WhatsApp": "Telepon atau WhatsApp",
    "Plan": "Rencanakan",
    "Pool": "Kolam prospek",
    "Post the invoice": "Terbitkan faktur",
    "Price": "Harga",
    "Probability": "Kemungkinan menang",
    "Problems to solve": "Masalah yang perlu diatasi",
    "Product, or a solution in your own words": "Produk, atau solusi dengan kata-kata Anda",
    "Projection": "Proyeksi",
    "Promised": "Sudah dipesan",
    "Prospect": "Prospek",
    "Put into the pool": "Taruh di kolam",
    "Quantity": "Jumlah",
    "Quotations": "Penawaran",
    "Receipt": "Kuitansi",
    "Receivable": "Piutang",
    "Receive payment": "Terima pembayaran",
    "Received": "Diterima",
    "Received by": "Diterima oleh",
    "Sales": "Penjualan",
    "Save": "Simpan",
    "Send": "Kirim",
    "Service": "Jasa",
    "Settings": "Pengaturan",
    "Share": "Bagikan",
    "Sign up your organisation": "Daftarkan organisasi Anda",
    "Statement": "Rekening koran",
    "Still owed": "Sisa tagihan",
    "Stock": "Stok",
    "Task": "Tugas",
    "Team": "Tim",
    "Thank you": "Terima kasih",
    "The pool is empty": "Kolam sedang kosong",
    "This page is not here": "Halaman ini tidak ada",
    "Title": "Judul",
    "Today": "Hari ini",
    "Tomorrow": "Besok",
    "Total": "Jumlah",
    "Undo": "Urungkan",
    "Unit of measure": "Satuan",
    "Value": "Nilai",
    "Volunteer": "Relawan",
    "We can": "Bisa",
    "Weighted": "Tertimbang",
    "What happened": "Riwayat",
    "What is to be done?": "Apa yang akan dilakukan?",
    "What was found out": "Hasil penggalian",
    "Who delivers": "Pengantar",
    "Won": "Menang",
    "Won and lost": "Menang dan kalah",
    "Won of all that arrived": "Menang dari semua yang datang",
    "Write down as lost": "Catat kalah",
    "Write the delivery note": "Buat surat jalan",
    "Yes, I accept": "Ya, saya setuju",
    "Your name": "Nama Anda",
    "made contact with": "menjadikan",
    "won “": "memenangkan “",
    "lost “": "kehilangan “",
    "filled in the form": "mengisi formulir",
}


@dataclass
class Person:
    """Their page, and the language they read. All words are given in English."""

    page: Page
    language: str
    root: str = ""  # "/slug/", once they are inside an organisation

    def say(self, words: str) -> str:
        return INDONESIAN.get(words, words) if self.language == "id" else words

    @property
    def dialog(self) -> Locator:
        return self.page.locator("#dialog")

    def find(self, role: Role, words: str, inside: Locator | None = None) -> Locator:
        """By its whole name."""
        return (inside or self.page).get_by_role(role, name=self.say(words), exact=True)

    def starting(self, role: Role, words: str, rest: str = "", inside: Locator | None = None) -> Locator:
        """By how its name begins: "Done: Ibu Ani"."""
        return (inside or self.page).get_by_role(
            role, name=re.compile(rf"^{re.escape(self.say(words))}\s*{re.escape(rest)}")
        )

    def tap(self, role: Role, words: str, inside: Locator | None = None) -> None:
        if words != "Undo":  # which stands on one
            with contextlib.suppress(Error):  # the page is on its way to another, which has none
                self.page.evaluate(READ)
        self.find(role, words, inside).click()

    def fill(self, label: str, text: str, inside: Locator | None = None) -> None:
        name = re.compile(rf"^\s*{re.escape(self.say(label))}(\s*\(|\s*$)", re.IGNORECASE)
        (inside or self.page).get_by_label(name).fill(text)

    def choose(self, label: str, text: str, inside: Locator | None = None) -> None:
        """In a field that searches: type, and take the one of that name."""
        name = re.compile(rf"^\s*{re.escape(self.say(label))}(\s*\(|\s*$)", re.IGNORECASE)
        box = (inside or self.page).get_by_role("combobox", name=name)
        box.press_sequentially(text)
        (inside or self.page).get_by_role("option", name=re.compile(re.escape(text))).first.click()

    def go(self, name: str) -> None:
        """By the navigation: the sidebar of a desk, the dock of a phone and what lies behind its "More"."""
        navigation = self.page.get_by_role("navigation", name=self.say("Main navigation"))
        if self.find("link", name, navigation).count() == 0:
            self.tap("link", "More", navigation)
            navigation = self.page.get_by_role("dialog", name=self.say("More"))
        self.tap("link", name, navigation)
        expect(self.page.locator("main h1").first).to_be_visible()

    def figure(self, label: str) -> Locator:
        """The number of a box that is named so."""
        box = self.page.locator(".stat-box").filter(has=self.page.get_by_text(self.say(label), exact=True))
        return box.locator("dd").first

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(self.say(words)).first).to_be_visible()
