"""How customers come: by hand, by a public form, from a phone, by a friend. And what is no customer."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

from sapa.customers import keeping, sharing
from sapa.customers.contacting import add_contact
from sapa.customers.models import Customer
from sapa.demo.company import customers, names
from sapa.demo.company.calendar import moment
from sapa.demo.company.setting import Setting, uuid_of
from sapa.demo.company.story import Clock, Story
from sapa.demo.company.trade import CATERING, SHOP, TOURISM, WATER
from sapa.pipeline import capturing
from sapa.pipeline.models import Campaign, CaptureForm, Inquiry
from sapa.pipeline.screening import Why
from sapa.team.models import Member

MARKETS = {"b2c": 56, "b2b": 29, "b2g": 15}
INTERESTS = {"b2c": (CATERING, WATER, SHOP, TOURISM), "b2b": (SHOP, CATERING, WATER, TOURISM),
             "b2g": (CATERING, TOURISM, WATER, SHOP)}  # fmt: skip
SELLERS = {
    CATERING: {"budi": 7, "bambang": 2, "sari": 1},
    SHOP: {"dewi": 9, "bambang": 1},
    WATER: {"wahyu": 7, "endang": 3},
    TOURISM: {"tini": 8, "endang": 2},
}
DOORS = ["hand"] * 9 + ["form"] * 5 + ["phonebook"] * 2 + ["referral"] * 3
HAND_SOURCES = ["Tenaga penjual", "Tenaga penjual", "Pertemanan", "Kartu anggota", "Acara", "Lainnya"]
SRI_STOPPED = 100  # days ago, when one volunteer had her hands full at home
WISH = "Saya mau tanya soal {unit}, apakah bisa dihubungi sore?"


def arrive(setting: Setting, number: int, day: date, random: Random, taken: set[str], friends: list[Customer]) -> Story:
    """The customer at this place comes on this day, by some door, and is given to somebody."""
    market = random.choices(list(MARKETS), list(MARKETS.values()))[0]
    unit = random.choices(INTERESTS[market], [4, 3, 2, 2])[0]
    seller = setting.members[random.choices(list(SELLERS[unit]), list(SELLERS[unit].values()))[0]]
    finder = _finder(setting, market, day, seller, random)
    clock = Clock(moment(day, random), setting.today - timedelta(1), random)
    fields = customers.fields_of(market, setting, random, taken)
    numbers = [(customers.number_of(number), "WA" if random.random() < 0.5 else "")]
    door = random.choice(DOORS)
    if any(one.kind == Campaign.Kind.EXHIBITION for one in open_on(setting, day)):
        door = "form"  # whoever comes in these days has written down their name at the stand
    if door == "form":
        customer = _by_form(setting, clock, fields, unit, numbers[0][0], finder)
    else:
        fields |= {"source": setting.sources[_source(door, random)], "owner": finder, "unit": setting.units[unit]}
        customer = keeping.create(by=finder, fields=fields, phones=numbers, tags=customers.tags_of(market, random),
                                  uuid=uuid_of(random), now=clock.now)  # fmt: skip
        friend = random.choice(friends) if door == "referral" and friends else None
        door = "hand" if door == "referral" and not friend else door
        capturing.note_arrival(customer, door=door, by=finder, source=customer.source, introduced_by=friend,
                               uuid=uuid_of(random), now=clock.now)  # fmt: skip
    person = None
    if market != "b2c":
        contact = customers.contact_of(market == "b2g", customers.job_of(fields), random)
        phone = [(customers.number_of(number, contact=True), "")]
        person = add_contact(customer, by=finder, fields=contact, phones=phone, uuid=uuid_of(random), now=clock.now)
    return Story(setting, customer, seller, finder, unit, clock, random, person)


def _finder(setting: Setting, market: str, day: date, seller: Member, random: Random) -> Member:
    """Neighbours are often brought by the volunteers, of whom one has stopped."""
    if market != "b2c" or random.random() > 0.35:
        return seller
    stopped = (setting.today - day).days < SRI_STOPPED
    return setting.members["joko" if stopped or random.random() < 0.6 else "sri"]


def _source(door: str, random: Random) -> str:
    return {"phonebook": "Kontak telepon", "referral": "Pertemanan"}.get(door) or random.choice(HAND_SOURCES)


def _by_form(setting: Setting, clock: Clock, fields: dict, unit: str, number: str, finder: Member) -> Customer:
    """They made themselves known: a leader gives them to somebody, who asks for the rest."""
    campaign = running(setting, clock.now.date(), unit)
    form = (campaign.forms.first() if campaign else None) or setting.own_form
    given = {"name": fields["name"], "phone": number, "message": WISH.format(unit=unit.lower())}
    came = capturing.receive(
        form, given=given, visitor=f"demo-{number[-4:]}", now=clock.now, uuid=uuid_of(clock.random)
    )
    if clock.random.random() < 0.07:
        capturing.receive(form, given=given, now=clock.now + timedelta(minutes=3), uuid=uuid_of(clock.random))
    customer = Customer.objects.get(pk=came.customer_id)
    leader = finder.supervisor or setting.boss
    clock.now += timedelta(minutes=clock.random.randint(20, 90))
    if customer.owner_id != finder.pk:  # the form gives them to the director
        customer = sharing.assign(customer, finder, by=leader, how=sharing.How.HAND, now=clock.now)
    told = {name: value for name, value in fields.items() if name != "name"} | {"unit": setting.units[unit]}
    return keeping.change(customer, version=customer.version, by=finder, fields=told, now=clock.now)


def running(setting: Setting, day: date, unit: str) -> Campaign | None:
    """The campaign of this day, if there is one; of several, the unit's own."""
    found = open_on(setting, day)
    return next((one for one in found if one.unit_id == setting.units[unit].pk), found[0] if found else None)


def open_on(setting: Setting, day: date) -> list[Campaign]:
    return [one for one in setting.campaigns if one.starts_on and one.starts_on <= day and not one.is_over(day)]


def hand_on(story: Story) -> None:
    """What a volunteer has found goes to who sells it."""
    if story.finder.pk == story.seller.pk:
        return
    leader = story.finder.supervisor or story.setting.boss
    why = f"Sudah disapa {story.finder.name.split()[0]}, tinggal ditindaklanjuti"
    story.customer = sharing.assign(
        story.customer, story.seller, by=leader, how=sharing.How.HAND, why=why, now=story.clock.now
    )


def receive_spam(setting: Setting, count: int, random: Random) -> list[Inquiry]:
    """Robots find every form, some of them this week."""
    last = setting.today - timedelta(1)
    made = []
    for place in range(count):
        day = last - timedelta(random.randint(0, 6) if place < 4 else random.randint(7, 400))
        name, email, message = random.choice(names.SPAM)
        why = random.choice([Why.LINKS, Why.TRAP, Why.ROBOT])
        made.append(_spam(setting.own_form, name, email, message, why, day, random))
    return made


def _spam(form: CaptureForm, name: str, email: str, message: str, why: str, day: date, random: Random) -> Inquiry:
    given = {"name": name, "email": email, "message": message, "phone": ""}
    now = moment(day, random)
    uuid: UUID = uuid_of(random)
    return capturing.receive(
        form, given=given, visitor=f"demo-robot-{random.randint(1, 5)}", now=now, uuid=uuid, why=why
    )
