"""Somebody at a browser, who reads Indonesian or English and finds things by the words that stand on them."""

import re
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Locator, Page, expect

type Role = Literal["link", "button", "region", "heading", "option"]

INDONESIAN = {
    "Account": "Akun",
    "Address in Sapa": "Alamat di Sapa",
    "Arrivals": "Kedatangan",
    "Begin": "Mulai",
    "Can we serve it?": "Bisa kita layani?",
    "Claim": "Ambil",
    "Collecting prospects": "Pengumpulan prospek",
    "Contact": "Kontak",
    "Conversion": "Konversi",
    "Customers": "Pelanggan",
    "Deal": "Peluang",
    "Done": "Selesai",
    "Due": "Tenggat",
    "Everybody has been greeted today": "Semua sudah disapa hari ini",
    "Expected close": "Perkiraan selesai",
    "Funnel": "Corong",
    "Interested": "Tertarik",
    "Into the pool": "Ke kolam",
    "Invite somebody": "Undang orang",
    "Join": "Bergabung",
    "Lost": "Kalah",
    "Main navigation": "Navigasi utama",
    "Make a login": "Buat akun",
    "Make an account": "Jadikan akun",
    "Make an opportunity": "Jadikan peluang",
    "Make contact": "Jadikan kontak",
    "Make the link": "Buat tautan",
    "More": "Lainnya",
    "Move": "Pindahkan",
    "Move to another stage": "Pindahkan ke tahap lain",
    "My results": "Hasil kerja saya",
    "Name": "Nama",
    "Name of the organisation": "Nama organisasi",
    "Needs to meet": "Kebutuhan yang perlu dipenuhi",
    "Nothing is open": "Belum ada peluang terbuka",
    "Nothing for now": "Nanti saja",
    "Opportunities": "Peluang",
    "Opportunity": "Peluang",
    "Password": "Kata sandi",
    "Phone": "Telepon",
    "Phone number": "Nomor telepon",
    "Phone or WhatsApp": "Telepon atau WhatsApp",
    "Pool": "Kolam prospek",
    "Problems to solve": "Masalah yang perlu diatasi",
    "Product, or a solution in your own words": "Produk, atau solusi dengan kata-kata Anda",
    "Projection": "Proyeksi",
    "Prospect": "Prospek",
    "Put into the pool": "Taruh di kolam",
    "Save": "Simpan",
    "Send": "Kirim",
    "Share": "Bagikan",
    "Sign up your organisation": "Daftarkan organisasi Anda",
    "Task": "Tugas",
    "Team": "Tim",
    "Thank you": "Terima kasih",
    "The pool is empty": "Kolam sedang kosong",
    "This page is not here": "Halaman ini tidak ada",
    "Title": "Judul",
    "Today": "Hari ini",
    "Tomorrow": "Besok",
    "Undo": "Urungkan",
    "Value": "Nilai",
    "Volunteer": "Relawan",
    "We can": "Bisa",
    "What happened": "Riwayat",
    "What is to be done?": "Apa yang akan dilakukan?",
    "What was found out": "Hasil penggalian",
    "Won": "Menang",
    "Won of all that arrived": "Menang dari semua yang datang",
    "Won and lost": "Menang dan kalah",
    "Write down as lost": "Catat kalah",
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
        self.find(role, words, inside).click()

    def fill(self, label: str, text: str, inside: Locator | None = None) -> None:
        name = re.compile(rf"^\s*{re.escape(self.say(label))}(\s*\(|\s*$)", re.IGNORECASE)
        (inside or self.page).get_by_label(name).fill(text)

    def go(self, name: str) -> None:
        """By the navigation: the sidebar of a desk, the dock of a phone and what lies behind its "More"."""
        navigation = self.page.get_by_role("navigation", name=self.say("Main navigation"))
        if self.find("link", name, navigation).count() == 0:
            self.tap("link", "More", navigation)
            navigation = self.page.get_by_role("dialog", name=self.say("More"))
        self.tap("link", name, navigation)
        expect(self.page.locator("main h1").first).to_be_visible()

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(self.say(words)).first).to_be_visible()
