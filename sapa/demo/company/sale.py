"""A sale as it is going to be told: who buys what, and when it is ordered, carried, invoiced and paid."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.pipeline.models import Opportunity
from sapa.sales.lines import Wanted
from sapa.sales.models import Delivery, Invoice, Order, OrderLine, Payment, Quotation
from sapa.team.models import BusinessUnit, Member

CARRIERS = ("Mas Pur", "Pak Darno", "Mas Eko")
VEHICLES = ("AD 1234 XX (contoh)", "Tossa toko", "")


@dataclass(frozen=True)
class Item:
    """So many of a product, in a measure of it or ("") its own unit; `price` where it was agreed on before."""

    product: Product
    quantity: Decimal
    measure: str = ""
    price: int | None = None
    discount: int = 0
    description: str = ""


@dataclass(eq=False)
class Sale:
    """Times are those of its steps; a step without one is not taken. `paid` are moments and percents of the total."""

    customer: Customer
    unit: BusinessUnit
    owner: Member
    at: datetime
    items: list[Item]
    terms: int = 0
    method: str = "cash"
    deal: Opportunity | None = None
    quoted_at: datetime | None = None
    down_at: datetime | None = None
    delivered_at: datetime | None = None
    signed_at: datetime | None = None
    invoiced_at: datetime | None = None
    paid: list[tuple[datetime, int]] = field(default_factory=list)
    returned_at: datetime | None = None
    in_part: bool = False  # only half of it is delivered for now
    lines: list[Wanted] = field(default_factory=list)
    # what has been made of it
    quotation: Quotation | None = None
    order: Order | None = None
    rows: list[OrderLine] = field(default_factory=list)
    delivery: Delivery | None = None
    down: Invoice | None = None
    invoice: Invoice | None = None
    payments: list[Payment] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Minor units; no tax is added, as the firm is no PKP."""
        return sum(line.amount for line in self.lines)

    @property
    def down_amount(self) -> int:
        """Half of it, in thousands."""
        return self.total // 2 // 1000 * 1000 if self.down_at else 0

    def part(self, place: int) -> int:
        """What the payment at this place is of what the invoice asks for; the last one of a whole takes the rest."""
        owed = self.total - self.down_amount
        before = sum(owed * percent // 100 for _at, percent in self.paid[:place])
        whole = sum(percent for _at, percent in self.paid[: place + 1]) == 100
        return owed - before if whole else owed * self.paid[place][1] // 100
