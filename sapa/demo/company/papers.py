"""Papers that wait for somebody: quotations in every state, an order over its limit, money paid too early."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from sapa.customers.models import Customer
from sapa.demo.company.calendar import ZONE, moment, workday
from sapa.demo.company.setting import Setting, uuid_of
from sapa.demo.company.steps import Step
from sapa.pipeline.models import Opportunity
from sapa.sales import asking, ending, invoicing, ordering, paying, quoting
from sapa.sales.lines import Wanted, settings_of
from sapa.sales.models import CustomerCredit, Order, OrderLine, Quotation

# What becomes of a quotation, and how many of each. The days are those from writing it to yesterday.
FATES = [("sent", 3, 4), ("opened", 3, 6), ("asked", 1, 3), ("accepted", 2, 5), ("refused", 2, 8), ("revised", 1, 9),
         ("cancelled", 1, 7), ("expired", 3, 11), ("draft", 3, 1)]  # fmt: skip
SHORT = 7  # days that the expired ones were valid
REASONS = ["Panitia memilih yang lebih dekat", "Harganya di atas anggaran kami"]
QUESTION = "Apakah harga sudah termasuk antar sampai balai desa?"


def steps(setting: Setting, seed: str) -> Iterator[Step]:
    """All of them, for `Lately` to take in their order."""
    random = Random(f"{seed}:papers")
    deals = Opportunity.objects.open().filter(stage__step__in=["proposal", "negotiation"], lines__isnull=False)
    left = list(deals.select_related("customer", "owner", "unit", "stage").order_by("created_at", "pk").distinct())
    for fate, count, ago in reversed(FATES):
        for _number in range(count):
            began = moment(workday(setting.today - timedelta(ago + random.randint(0, 1))), random)
            if began.date() >= setting.today:
                began -= timedelta(2)
            deal = next((one for one in left if one.stage_entered_at < began), None)
            if deal is not None:
                left.remove(deal)
                yield Step(began, lambda deal=deal, at=began, fate=fate: _quote(deal, at, fate, random))
    yield from _others(setting, random)


def _quote(deal: Opportunity, at: datetime, fate: str, random: Random) -> None:
    by = deal.owner
    assert by is not None  # whoever has a deal in the demo
    lines = [Wanted(line.product, line.description, line.quantity, line.price) for line in deal.lines.all()]
    valid_until = at.date() + timedelta(SHORT if fate == "expired" else settings_of().valid_days)
    made = quoting.draft(uuid=uuid_of(random), customer=deal.customer, lines=lines, by=by, on=at.date(), now=at,
                         opportunity=deal, valid_until=valid_until, terms=settings_of().quotation_notes)  # fmt: skip
    if fate == "draft":
        return
    at += timedelta(minutes=12)
    quoting.send(made, by=by, on=at.date(), now=at)
    if fate == "cancelled":
        quoting.cancel(made, reason="Salah menulis jumlah", by=by, now=at + timedelta(minutes=30))
        return
    if fate == "sent":
        return
    at += timedelta(minutes=45)
    asking.mark_opened(made, now=at)
    made.refresh_from_db()
    _answer(made, fate, at, random)


def _answer(made: Quotation, fate: str, at: datetime, random: Random) -> None:
    name, at = made.customer.name[:120], at + timedelta(minutes=20)
    by = made.owner
    assert by is not None  # set when it was drafted
    match fate:
        case "asked":
            asking.ask(made, name=name, text=QUESTION, now=at)
        case "accepted":
            quoting.accept(made, name=name, now=at, on=at.date())
        case "refused":
            quoting.refuse(made, reason=random.choice(REASONS), now=at)
        case "revised":
            again = quoting.revise(made, by=by, on=at.date(), now=at)
            quoting.send(again, by=by, on=at.date(), now=at + timedelta(minutes=9))


def _others(setting: Setting, random: Random) -> Iterator[Step]:
    day = workday(setting.today - timedelta(3))
    at = datetime.combine(min(day, setting.today - timedelta(1)), datetime.min.time(), ZONE)
    limited = CustomerCredit.objects.filter(limit__isnull=False).order_by("limit", "pk").first()
    if limited is not None:
        whose = Customer.objects.select_related("owner", "unit").get(pk=limited.customer_id)
        yield Step(at + timedelta(hours=14), lambda: _order(setting, whose, 200, random))
    buyers = list(Customer.objects.filter(won_at__isnull=False, market="b2c").order_by("won_at", "pk")[:4])
    for customer, what in zip(buyers, (_save_up, _save_up, _cancel_order, _cancel_invoice), strict=False):
        hour = at + timedelta(hours=random.randint(9, 13))
        yield Step(hour, lambda customer=customer, what=what, hour=hour: what(setting, customer, hour, random))


def _order(setting: Setting, whose: Customer, sacks: int, random: Random, at: datetime | None = None) -> Order:
    rice, by = setting.products["TOK-01"], whose.owner or setting.boss
    at = at or datetime.combine(setting.today - timedelta(1), datetime.min.time(), ZONE) + timedelta(hours=15)
    line = Wanted(rice, quantity=Decimal(sacks), price=rice.price)
    return ordering.order(uuid=uuid_of(random), customer=whose, lines=[line], by=by, on=at.date(), now=at,
                          unit=rice.business_unit, terms_days=14 if whose.market == "b2b" else 0)  # fmt: skip


def _save_up(setting: Setting, whose: Customer, at: datetime, random: Random) -> None:
    paying.receive(uuid=uuid_of(random), customer=whose, amount=random.randint(3, 15) * 100_000, method="cash",
                   shares=[], by=setting.members["rina"], on=at.date(), now=at,
                   purpose="Titipan uang hajatan")  # fmt: skip


def _cancel_order(setting: Setting, whose: Customer, at: datetime, random: Random) -> None:
    made = _order(setting, whose, 2, random, at)
    leader = setting.members["bambang"]
    ending.cancel(made, reason="Pembeli tidak jadi", by=leader, now=at + timedelta(hours=1))


def _cancel_invoice(setting: Setting, whose: Customer, at: datetime, random: Random) -> None:
    made, rina = _order(setting, whose, 3, random, at), setting.members["rina"]
    if made.status != Order.Status.CONFIRMED:
        return
    all_of_it = {row.pk: row.quantity for row in OrderLine.objects.filter(order=made)}
    invoice = invoicing.invoice(made, uuid=uuid_of(random), quantities=all_of_it, by=rina, on=at.date(),
                                now=at + timedelta(minutes=5))  # fmt: skip
    invoicing.cancel(invoice, reason="Salah harga, ditulis ulang", by=rina, now=at + timedelta(minutes=40))
