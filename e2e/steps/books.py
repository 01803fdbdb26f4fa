"""What the pages say about one sale: the card, the board, the projection, the receivables and the stock agree."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from playwright.sync_api import expect

from e2e.axe import findings, overflow
from e2e.person import READ, Person
from sapa.catalogue.models import Product, StockMove
from sapa.customers.models import Customer
from sapa.lib.money import format_compact, format_money
from sapa.lib.numbers import format_number
from sapa.pipeline.models import Opportunity
from sapa.sales.models import Invoice, Payment

STILL = "document.getAnimations().every(one => one.playState !== 'running')"  # nothing half faded in


@dataclass
class Books:
    """What all pages must say now. Money in rupiah, stock in the product's unit."""

    customer: Customer
    product: Product
    deal: Opportunity
    stage: str
    value: int
    weighted: int | None  # None when the deal is closed
    receivable: int = 0
    on_hand: int = 120
    promised: int = 0


def agree(who: Person, books: Books) -> None:
    """Go round the pages, as somebody does who does not believe a figure until they saw it twice."""
    card_agrees(who, books)
    board_agrees(who, books)
    projection_agrees(who, books)
    receivables_agree(who, books)
    stock_agrees(who, books)


def well(who: Person) -> None:
    """Nothing grave on the page for somebody who cannot see or use a mouse, and nothing sticks out."""
    who.page.evaluate(READ)
    who.page.evaluate("scrollTo({top: 0, behavior: 'instant'})")  # nothing half below the bar at the top
    who.page.wait_for_function(STILL)
    assert findings(who.page) == []
    assert overflow(who.page) <= 0


def rupiah(who: Person, amount: int) -> str:
    return format_money(amount, "IDR", who.language)


def card_agrees(who: Person, books: Books) -> None:
    who.page.goto(f"{who.root}customers/{books.customer.pk}/")
    sales = who.find("region", "Sales")
    if books.receivable:
        expect(sales).to_contain_text(f"{who.say('Receivable')} {rupiah(who, books.receivable)}")
    else:
        expect(sales.get_by_role("link", name=who.say("Statement"))).to_be_visible()
        expect(sales).not_to_contain_text(f"{who.say('Receivable')} Rp")
    expect(who.find("region", "Opportunities")).to_contain_text(rupiah(who, books.value))


def board_agrees(who: Person, books: Books) -> None:
    who.page.goto(f"{who.root}opportunities/?pipeline={books.deal.pipeline_id}")
    column = who.page.get_by_role("region", name=books.stage)
    card = column.locator(f"#deal-{books.deal.pk}")
    expect(card.locator(".deal-value")).to_have_text(rupiah(who, books.value))
    expect(column.locator(".column-head")).to_contain_text(format_compact(books.value, "IDR", who.language))


def projection_agrees(who: Person, books: Books) -> None:
    who.page.goto(f"{who.root}insight/projection/")
    if books.weighted is None:
        who.sees("Nothing is open")
    else:
        expect(who.figure("Expected")).to_have_text(rupiah(who, books.value))
        expect(who.figure("Weighted")).to_have_text(rupiah(who, books.weighted))


def receivables_agree(who: Person, books: Books) -> None:
    who.page.goto(f"{who.root}receivables/")
    expect(who.figure("Total")).to_have_text(rupiah(who, books.receivable))
    if books.receivable:
        row = who.page.get_by_role("row", name=books.customer.name)
        expect(row.locator("td").last).to_have_text(rupiah(who, books.receivable))
    else:
        who.sees("Nobody owes anything")
    owed = sum(one.balance for one in Invoice.objects.filter(customer=books.customer))
    received = Payment.objects.filter(customer=books.customer).aggregate(all=Sum("amount"))["all"] or 0
    billed = Invoice.objects.filter(customer=books.customer).aggregate(all=Sum("total"))["all"] or 0
    assert owed == billed - received == books.receivable


def stock_agrees(who: Person, books: Books) -> None:
    who.page.goto(f"{who.root}catalogue/{books.product.pk}/")
    for label, quantity in (
        ("On hand", books.on_hand),
        ("Promised", books.promised),
        ("Available", books.on_hand - books.promised),
    ):
        shown = f"{format_number(Decimal(quantity), who.language)} {books.product.unit}"
        expect(who.figure(label)).to_have_text(shown)
    moved = StockMove.objects.filter(product=books.product).aggregate(all=Sum("quantity"))["all"]
    assert moved == books.on_hand
