"""Who the customers are: people, firms and offices, with all that a card can say of them."""

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from sapa.customers.models import Customer
from sapa.demo.company import names
from sapa.demo.company.setting import Setting

# Indonesia gives out no mobile numbers that begin with 0864: nobody has these.
NUMBERS = "+62864"
BIRTHDAYS = range(1955, 2004)


def number_of(place: int, *, contact: bool = False) -> str:
    """An example number in E.164, of the customer at this place or of the person there."""
    return f"{NUMBERS}{1 if contact else 0:04}{place:04}"


def fields_of(market: str, setting: Setting, random: Random, taken: set[str]) -> dict[str, Any]:
    """The model's fields of a customer of this market, with a name that no other has."""
    village = random.choice(setting.villages) if setting.villages else None
    own = {"b2c": _person, "b2b": _firm, "b2g": _office}[market]
    fields = own(setting, random, village.name if village else "Krajan", village.above[0] if village else "Polanharjo")
    while fields["name"] in taken:
        fields["name"] = _another(fields["name"], market, random)
    taken.add(fields["name"])
    fields |= {"market": market, "region": village, "postal_code": village.postal_code if village else ""}
    fields |= {"rt": f"{random.randint(1, 9):03}", "rw": f"{random.randint(1, 6):03}"}
    fields |= {"hamlet": random.choice(names.HAMLETS)} if random.random() < 0.7 else {}
    fields |= {"street": f"{random.choice(names.STREETS)} {random.randint(1, 90)}"} if random.random() < 0.6 else {}
    fields |= {"landmark": random.choice(names.LANDMARKS)} if random.random() < 0.4 else {}
    return fields


def contact_of(office: bool, job: str, random: Random) -> dict[str, Any]:
    """The person at a firm or an office."""
    person = _name(random)
    part = (
        "decides"
        if job in {"Pemilik", "Kepala sekolah", "Ketua", "Manajer"}
        else random.choice(["uses", "pays", "influences"])
    )
    birthday = _birthday(random) if random.random() < 0.3 else None
    honorific = person["honorific"] if not office else random.choice(["Bapak", "Ibu"])
    return {"name": person["name"], "honorific": honorific, "job": job, "part": part, "birthday": birthday}


def tags_of(market: str, random: Random) -> list[str]:
    return sorted(random.sample(names.TAGS[market], random.choice([0, 0, 1, 1, 2])))


def job_of(fields: Mapping[str, Any]) -> str:
    """Who answers there, by the field of business."""
    rows = [*((row[2], row[5]) for row in names.FIRMS), *((row[2], row[4]) for row in names.OFFICES)]
    return dict(rows).get(fields["field"], "Pemilik")


def _person(setting: Setting, random: Random, village: str, district: str) -> dict[str, Any]:
    person = _name(random)
    custom: dict[str, Any] = {}
    family, pays, member = setting.questions
    if random.random() < 0.5:
        custom[family.key] = random.randint(1, 8)
    if random.random() < 0.4:
        custom[pays.key] = random.choice(pays.choices)
    if random.random() < 0.4:
        custom[member.key] = random.random() < 0.5
    fields: dict[str, Any] = {
        "kind": Customer.Kind.PERSON,
        "custom": custom,
        "field": random.choice(["", "", "Rumah tangga", "Petani", "Guru"]),
    }
    fields |= {"nickname": person["name"].split()[0]} if random.random() < 0.3 else {}
    fields |= {"birthday": _birthday(random)} if random.random() < 0.7 else {}
    return person | fields


def _firm(setting: Setting, random: Random, village: str, district: str) -> dict[str, Any]:
    pattern, form, field, _channel, outlet, _job = random.choice(names.FIRMS)
    blessed, other = random.sample(names.BLESSED, 2)
    owner = random.choice(names.WOMEN)
    name = pattern.format(b=blessed, h=other, w=f"Bu {owner}", p=random.choice(names.PIOUS), v=village)
    return _organization(setting, name, form, field, outlet)


def _office(setting: Setting, random: Random, village: str, district: str) -> dict[str, Any]:
    pattern, form, field, outlet, _job = random.choice(names.OFFICES)
    name = pattern.format(n=random.randint(1, 3), v=village, d=district)
    return _organization(setting, name, form, field, outlet)


def _organization(setting: Setting, name: str, form: str, field: str, outlet: str) -> dict[str, Any]:
    kind = setting.outlet_types[outlet]
    fields = {"kind": Customer.Kind.ORGANIZATION, "name": name, "legal_form": form, "field": field}
    return fields | {"outlet_type": kind, "channel": kind.channel}


def _name(random: Random) -> dict[str, Any]:
    """A third of the people of these villages have one name."""
    woman = random.random() < 0.55
    first = random.choice(names.WOMEN if woman else names.MEN)
    seconds = [one for one in names.SECOND if one not in (names.MALE_ONLY if woman else names.FEMALE_ONLY)]
    name = first if random.random() < 0.3 else f"{first} {random.choice(seconds)}"
    usual = ["Bu", "Bu", "Bu", "Mbak", "Hj."] if woman else ["Pak", "Pak", "Pak", "Mas", "H.", "Ustaz"]
    return {"name": name, "honorific": random.choice(usual)}


def _another(name: str, market: str, random: Random) -> str:
    """Two of one name are told apart as people do: by a second one, or a number."""
    if name.startswith(("SDN", "SMPN", "TK", "MI", "Puskesmas", "Posyandu", "Pemerintah", "Kantor")):
        stem = name.rstrip("0123456789 ")
        return f"{stem} {random.randint(2, 20)}"
    return f"{name} {random.choice(names.SECOND if market == 'b2c' else names.BLESSED)}"


def _birthday(random: Random) -> date:
    return date(random.choice(BIRTHDAYS), random.randint(1, 12), random.randint(1, 28))
