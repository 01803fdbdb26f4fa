"""What stands today, so that everybody finds something to do: planned, late, new, rotting, celebrating."""

from datetime import date, datetime, timedelta
from random import Random

from sapa.activities import planning
from sapa.customers import keeping, sharing
from sapa.customers.models import Customer, FunnelStep
from sapa.demo.company import trade
from sapa.demo.company.calendar import ZONE, moment
from sapa.demo.company.deals import open_lately
from sapa.demo.company.setting import Setting, uuid_of
from sapa.pipeline import funnel, opening
from sapa.pipeline.models import Opportunity
from sapa.team.models import Member

DUE = (-3, -1, 0, 0, 0, 1, 2, 5)  # days from today
WORKERS = ("sari", "bambang", "endang", "budi", "dewi", "wahyu", "tini", "cici", "joko")
TRIES = (-2, 0, 0, 1, 9)
CLOSES = (0, 1, 3)


def fill_today(setting: Setting, random: Random) -> None:
    """Something of each kind for each who works, from what the stories left."""
    open_lately(setting, Customer.objects.count() // 10, random)
    for place, key in enumerate(WORKERS):
        member = setting.members[key]
        own = list(Customer.objects.filter(owner=member).order_by("-pk"))
        if key == "cici":
            own = list(Customer.objects.filter(won_at__isnull=False).order_by("-won_at", "-pk")[:40])
        own = own[:60]
        if not own:
            continue  # a small one, as tests make it
        _plan(setting, member, own, random)
        people = [one for one in own if one.kind == Customer.Kind.PERSON]
        if key != "cici":
            _celebrate(setting, member, people, (place % 4, 4 + place % 3), random)
            _try_again(setting, member, own, random)
            _close_soon(setting, member)
    _leave_with_sri(setting)
    _pool(setting)


def this_morning(setting: Setting) -> datetime:
    return datetime.combine(setting.today, datetime.min.time(), ZONE) + timedelta(minutes=1)


def _plan(setting: Setting, member: Member, own: list[Customer], random: Random) -> None:
    for days in DUE:
        customer = random.choice(own)
        kind, titles = random.choice([("call", ["Tanyakan kabar {w}", "Telepon {w} soal pesanan"]),
                                      ("visit", ["Mampir ke {w}", "Antar brosur ke {w}"]),
                                      ("task", ["Kirim ucapan untuk {w}", "Lengkapi alamat {w}"])])  # fmt: skip
        due = setting.today + timedelta(days)
        at = moment(due, random).time().replace(minute=random.choice([0, 30]))
        planning.plan(
            title=random.choice(titles).format(w=customer.greeting_name)[:160],
            due_on=due, by=member, kind=kind,
            customer=customer, purpose=random.choice(trade.MEMOS), uuid=uuid_of(random),
            starts_at=at if kind == "visit" else None,
            minutes=30 if kind == "visit" else None,
            now=moment(setting.today - timedelta(random.randint(5, 9)), random),
        )  # fmt: skip


def _celebrate(setting: Setting, member: Member, people: list[Customer], when: tuple[int, ...], random: Random) -> None:
    for days, customer in zip(when, people, strict=False):
        day = setting.today + timedelta(days)
        birthday = date(random.randint(1960, 2000), day.month, min(day.day, 28))
        customer.refresh_from_db()
        keeping.change(customer, version=customer.version, by=member, fields={"birthday": birthday},
                       now=moment(setting.today - timedelta(3), random))  # fmt: skip


def _try_again(setting: Setting, member: Member, own: list[Customer], random: Random) -> None:
    """Contacts and accounts without open deals wait until a day that is near."""
    steps = (FunnelStep.CONTACT, FunnelStep.ACCOUNT)
    quiet = [one for one in own if one.step in steps and one.set_aside_at is None]
    if member.role == "volunteer":
        quiet = quiet[:2]
    for days, customer in zip(TRIES, quiet[: len(TRIES)], strict=False):
        again = setting.today + timedelta(days)
        funnel.set_aside(customer, reason=random.choice(trade.ASIDE_REASONS), by=member, try_again_on=again,
                         now=moment(setting.today - timedelta(21), random))  # fmt: skip


def _close_soon(setting: Setting, member: Member) -> None:
    """Some of their open deals are expected this week."""
    for days, deal in zip(CLOSES, Opportunity.objects.open().filter(owner=member).order_by("pk")[1:9:2], strict=False):
        value = deal.value if deal.value_by_hand else None
        opening.change(deal, by=member, now=this_morning(setting), value=value, probability=None,
                       expected_close=setting.today + timedelta(days))  # fmt: skip


def _leave_with_sri(setting: Setting) -> None:
    """A volunteer who has stopped: what was given to her lies untouched."""
    sri, leader = setting.members["sri"], setting.members["bambang"]
    fresh = Customer.objects.prospects().filter(touched_at=None, market="b2c", owner__isnull=False).exclude(owner=sri)
    for days, customer in zip((2, 2, 3), fresh.order_by("pk")[:3], strict=False):
        now = max(this_morning(setting) - timedelta(days), customer.created_at)
        sharing.assign(customer, sri, by=leader, how=sharing.How.TERRITORY, why="Tetangga dusun", now=now)


def _pool(setting: Setting) -> None:
    """New neighbours whom anybody may claim."""
    fresh = Customer.objects.prospects().filter(touched_at=None, market="b2c").exclude(owner=setting.members["sri"])
    for customer in fresh.order_by("-pk")[:5]:
        sharing.put_in_pool(
            customer, by=setting.members["bambang"], why="Siapa yang dekat, silakan", now=this_morning(setting)
        )
