"""A caterer's first sale, from nothing to the receipt, as somebody does it whom nobody has taught Sapa.

PT Kaktus Berduri of Cempaka Putih, Jakarta Pusat, on a phone in Indonesian and at a desk in English. After each
step the card, the board, the projection, the receivables and the stock must say the same.
"""

from dataclasses import replace

from e2e.newcomer import Newcomer
from e2e.person import Person
from e2e.steps import dealing, delivering, paying, selling, setting_up
from e2e.steps.books import Books, agree
from e2e.trade import qris
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


def test_a_caterer_gets_from_a_deal_to_money(newcomer: Newcomer) -> None:
    owner = newcomer.siti
    setting_up.sign_up(owner, "PT Kaktus Berduri", "Siti Aminah", "pt-kaktus-berduri")
    with organization_scope(Organization.objects.get(slug="pt-kaktus-berduri")):
        books = opens_a_deal(owner)
        sells(owner, newcomer.another(), books)


def opens_a_deal(owner: Person) -> Books:
    setting_up.says_how_it_sells(owner, qris())
    boxes = setting_up.adds_a_product(owner, "Nasi kotak ayam bakar", unit="kotak", price="25000", stock="120")
    setting_up.adds_a_product(owner, "Prasmanan rapat", unit="porsi", price="50000", service=True)
    kita = setting_up.adds_a_customer(owner, "PT KITA", "Rahma Dewi")
    prospect = dealing.enters_a_prospect(
        owner, "Yayasan Cempaka", interest="Tertarik katering rapat bulanan", introduced_by=kita
    )
    deal = dealing.converts_it(owner, prospect, "Katering rapat bulanan", "3000000")
    deal = dealing.edits_what_is_expected(owner, deal, value="4000000", percent="60")
    books = Books(prospect, boxes, deal, "Calon konsumen", value=4_000_000, weighted=2_400_000)
    agree(owner, books)
    owner.page.goto(f"{owner.root}opportunities/{deal.pk}/")
    dealing.plans_and_makes_a_call(owner, deal, "Telepon soal menu")
    dealing.opens_it_on_the_board(owner, deal)
    return books


def sells(owner: Person, customer: Person, books: Books) -> None:
    quotation = selling.makes_the_quotation(owner, books.deal)
    link = selling.sends_it(owner, quotation)
    agree(owner, replace(books, stage="Proposal"))
    selling.accepts_it(customer, link, "Rahma Dewi")
    won = replace(books, stage="Menang", value=3_250_000, weighted=None)
    agree(owner, won)
    order = selling.confirms_it(owner, quotation)
    agree(owner, replace(won, promised=100))
    first = delivering.delivers(owner, order, {"Nasi kotak ayam bakar": "60"})
    delivering.is_received(owner, first, "Pak Budi")
    agree(owner, replace(won, on_hand=60, promised=40))
    second = delivering.delivers(owner, order, {"Nasi kotak ayam bakar": "40", "Prasmanan rapat": "20"})
    delivering.is_received(owner, second, "Rahma Dewi")
    invoice = paying.makes_the_invoice(owner, order)
    billed = replace(won, on_hand=20, promised=0, receivable=3_250_000)
    agree(owner, billed)
    paying.receives(owner, invoice, 1_625_000, how="QRIS", left=1_625_000)
    agree(owner, replace(billed, receivable=1_625_000))
    last = paying.receives(owner, invoice, 1_625_000, how="Cash", left=0)
    agree(owner, replace(billed, receivable=0))
    paying.opens_the_receipt(owner, last)
