"""The deals in a customer's story: opened, moved, won or lost, and opened again."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import Exists, OuterRef

from sapa.customers.models import Customer
from sapa.demo.company import trade
from sapa.demo.company.calendar import is_feast_near, moment, workday
from sapa.demo.company.setting import Setting, uuid_of
from sapa.demo.company.story import Clock, Story, within
from sapa.demo.company.trade import Wish
from sapa.pipeline import closing, funnel, moving, negotiating, opening, proposing, qualifying
from sapa.pipeline.models import Opportunity

WINS = {"b2c": 0.5, "b2b": 0.54, "b2g": 0.64}
AGAIN = {"b2c": 0.4, "b2b": 0.78, "b2g": 0.72}
PAUSE = {"b2c": (35, 150), "b2b": (14, 50), "b2g": (20, 70)}
RECENT = 75  # days in which an open deal is still believed in
QUICK, SLOW = (2, 10), (6, 24)  # days in a stage; the year's end has so much to do that deals wait
# How often a deal lies where it is when it should go on: within RECENT days, and in the half year before. Sellers are
# people: some of what nobody decides is given another date, the rest rots and floats.
LIES, LAY = 0.16, 0.06
HALF_YEAR = 180
ANOTHER_DATE = 0.6
ASIDE_OF_IT = 0.7  # how often they want something else meanwhile
TICKED = 0.35  # how often a line of a stage's checklist is ticked
MOST_DEALS = 7


def tell_deals(story: Story) -> None:
    """One deal after the other, as long as they come back."""
    market, waits = story.customer.market, False
    for number in range(MOST_DEALS):
        deal = open_deal(story, choose(story), first=number == 0)
        if not walk(story, deal):
            if story.clock.due or story.random.random() > ASIDE_OF_IT or not story.clock.later(*PAUSE[market]):
                return
            waits = True
            continue
        won = deal.outcome == "won"
        if story.random.random() > AGAIN[market] * (1 if won else 0.5):
            if not won and not waits and story.random.random() < 0.5:
                story.put_aside()
            return
        if not story.clock.later(*PAUSE[market]):
            if story.random.random() < 0.4:
                title = f"Tanyakan kabar {story.customer.greeting_name}"
                story.plan("call", title[:160], story.due_day(story.clock.now.date()), story.clock.now)
            return
        if story.random.random() < 0.5:
            story.keep_in_touch()


def open_lately(setting: Setting, count: int, random: Random) -> None:
    """Customers who bought before want something again: fresh deals of these days, a few stages on."""
    held = Opportunity.objects.open().filter(customer=OuterRef("pk"))
    back = Customer.objects.filter(step="opportunity", set_aside_at=None, owner__isnull=False).filter(~Exists(held))
    for customer in back.select_related("owner", "unit").order_by("-pk")[:count]:
        now = moment(workday(setting.today - timedelta(random.randint(3, 13))), random)
        unit = customer.unit.name if customer.unit else trade.SHOP
        clock = Clock(now, setting.today - timedelta(1), random)
        seller = customer.owner or setting.boss
        story = Story(setting, customer, seller, seller, unit, clock, random)
        deal = open_deal(story, choose(story), first=False)
        stages = [stage for stage in setting.stages[customer.market] if not stage.is_closed]
        for stage in stages[1 : random.choice([1, 1, 2, 3, 3, 4])]:
            if not clock.later(0, 3):
                break
            _leave_stage(story, deal)
            moving.move(deal, to=stage, by=story.seller, now=clock.now, anyway=True)
        title = f"Kabari harga {within(deal.title)}"
        story.plan("call", title[:160], setting.today + timedelta(random.randint(0, 6)), clock.now, deal)


def choose(story: Story) -> Wish:
    """What they want this time: mostly of the unit that knows them, feasts in their season."""
    feast = is_feast_near(story.clock.now.date())
    wishes = [wish for wish in trade.WISHES if wish.market == story.customer.market and (feast or not wish.feast)]
    weights = [(4 if wish.unit == story.unit else 1) * (4 if wish.feast else 1) for wish in wishes]
    return story.random.choices(wishes, weights)[0]


def open_deal(story: Story, wish: Wish, *, first: bool) -> Opportunity:
    lines, count = _lines(story, wish)
    on = story.clock.now.date()
    fields: dict[str, Any] = {
        "title": wish.title.format(n=count), "by": story.seller, "on": on, "now": story.clock.now, "lines": lines,
        "uuid": uuid_of(story.random), "pipeline": story.setting.pipelines[story.customer.market],
        "expected_close": on + timedelta(story.random.randint(7, 38)) if story.random.random() < 0.95 else None,
        "owner": story.seller, "unit": story.setting.units[wish.unit], "source": story.customer.source,
    }  # fmt: skip
    if first and story.customer.step == "account":
        wanted = [finding for finding in story.findings if finding.answer == "yes"]
        return funnel.make_opportunity(story.customer, findings=wanted, **fields)
    return opening.open_opportunity(customer=story.customer, **fields)


def _lines(story: Story, wish: Wish) -> tuple[list[opening.Line], str]:
    """The lines, and the first one's quantity as people write it. The firm grows: later deals are larger."""
    size = story.random.random() * max(0.3, 1 - _age(story) / 900)
    lines = []
    for place, (sku, least, most) in enumerate(wish.lines):
        product = story.setting.products[sku]
        step = wish.step if place == 0 else (5 if most > 20 else 1)
        quantity = max(least, int(least + (most - least) * size) // step * step)
        price = product.price * 95 // 100 if quantity > 300 and story.random.random() < 0.5 else product.price
        lines.append(opening.Line(product, "", Decimal(quantity), price))
    return lines, f"{lines[0].quantity:,}".replace(",", ".")


def walk(story: Story, deal: Opportunity) -> bool:
    """Through the stages to its end. False where it is still open when the story ends."""
    stages = [stage for stage in story.setting.stages[story.customer.market] if not stage.is_closed]
    wins = story.random.random() < WINS[story.customer.market]
    leaves = len(stages) - 1 if wins else story.random.randint(0, len(stages) - 1)
    if wins and story.customer.market == "b2c" and deal.value < 3_000_000:
        leaves = story.random.randint(0, 1)  # neighbours need no proposal
    for stage in stages[1 : leaves + 1]:
        if story.random.random() < 0.4 and not story.do(deal.title, deal):
            return False
        if _lies(story):
            _ask_for_time(story, deal)
            return False
        if not story.clock.later(*(SLOW if _age(story) < RECENT else QUICK)):
            return False
        _leave_stage(story, deal)
        moving.move(deal, to=stage, by=story.seller, now=story.clock.now, anyway=True)
    if not story.do(deal.title, deal) or not story.clock.later(0, 6):
        return False
    if _lies(story):
        _ask_for_time(story, deal)
        return False
    _win(story, deal) if wins else _lose(story, deal)
    return True


def _lies(story: Story) -> bool:
    """Whether nobody takes this deal any further: on the board it rots."""
    age = _age(story)
    return age < HALF_YEAR and story.random.random() < (LIES if age < RECENT else LAY)


def _ask_for_time(story: Story, deal: Opportunity) -> None:
    """Some of them ask for more time, which gives the deal another date; of the others nothing is heard."""
    if story.random.random() > ANOTHER_DATE or not story.clock.later(1, 8):
        return
    value = deal.value if deal.value_by_hand else None
    later = story.setting.today + timedelta(story.random.randint(-4, 40))
    opening.change(deal, by=story.seller, now=story.clock.now, value=value, probability=None, expected_close=later)
    if story.random.random() < 0.5:
        story.plan("call", f"Tanyakan lagi: {deal.title}"[:160], story.due_day(story.clock.now.date()), story.clock.now)


def _age(story: Story) -> int:
    """How many days ago the story is."""
    return (story.setting.today - story.clock.now.date()).days


def _leave_stage(story: Story, deal: Opportunity) -> None:
    """What a stage asks for before a deal goes on."""
    now, by, random = story.clock.now, story.seller, story.random
    for check in deal.stage.checks.all():
        if random.random() < TICKED:
            moving.tick(deal, check, by=by, now=now)
    match deal.stage.step:
        case "candidate":
            decider = story.contact if story.contact and story.contact.part == "decides" else None
            qualifying.answer(
                deal, by=by, now=now, need="yes", need_note=deal.title[:200], budget_amount=deal.value,
                budget=story.pick(["yes", "yes", "unknown"]), authority="yes" if decider else "unknown",
                decider=decider,
            )  # fmt: skip
        case "qualified":
            if random.random() < 0.5:
                proposing.share_profile(deal, product=None, by=by, now=now)
        case "proposal":
            _negotiate(story, deal)


def _negotiate(story: Story, deal: Opportunity) -> None:
    now, by, random = story.clock.now, story.seller, story.random
    less = deal.value * random.randint(88, 96) // 100 // 1000 * 1000
    note = "Bayar separuh di depan"
    negotiating.make_offer(deal, uuid=uuid_of(random), side="ours", amount=deal.value, by=by, now=now)
    offer = negotiating.make_offer(deal, uuid=uuid_of(random), side="theirs", amount=less, note=note, by=by, now=now)
    if random.random() < 0.4:
        negotiating.accept(offer, by=by, now=now)
        deal.refresh_from_db()


def _win(story: Story, deal: Opportunity) -> None:
    if story.random.random() < 0.4:
        story.touch(story.seller, story.pick(["store", "whatsapp", "phone"]), "ordered", f"Jadi: {deal.title}", "in")
    closing.win(deal, by=story.seller, on=story.clock.now.date(), now=story.clock.now)
    if story.clock.later(2, 9):
        story.meet_findings()
        story.keep_in_touch()
        if story.random.random() < 0.06:
            story.complain()


def _lose(story: Story, deal: Opportunity) -> None:
    reasons = story.setting.lost_reasons
    if story.random.random() < 0.4:
        story.touch(story.seller, "phone", "not_interested", "Sudah tidak jadi, terima kasih katanya.", "in")
    reason = story.random.choices(reasons, [5, 5, 3, 2, 1, 3, 1][: len(reasons)])[0]
    beaten = reason.name == "Memilih pesaing" or story.random.random() < 0.15
    closing.lose(
        deal, reason=reason, by=story.seller, on=story.clock.now.date(), now=story.clock.now,
        competitor=story.pick(story.setting.competitors) if beaten else "",
        note=story.pick(trade.LOST_NOTES) if story.random.random() < 0.6 else "",
    )  # fmt: skip
