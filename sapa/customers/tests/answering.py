"""Questions of every kind that an organisation asks itself, people who answered them, and who is found by it."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sapa.customers import arranging
from sapa.customers.filter import Filter, encoded
from sapa.customers.models import Customer, CustomField
from sapa.customers.tests.making import make
from sapa.team.models import Member
from sapa.testing import Cast

NOW = timezone.now()
PAYS = ["Tunai", "Transfer, BRI", 'Kartu "Tani"', "Kredit à la carte", "none", "C:\\Kas"]
QUESTIONS: list[tuple[str, str, list[str]]] = [
    ("Cara bayar", "choice", PAYS),
    ("Anggota", "yes_no", []),
    ("Luas lahan", "number", []),
    ("Panen", "date", []),
    ("Pesan", "text", []),
    ("2026", "text", []),  # a number would be the place in a list
    ("In", "number", []),  # words of Django's
    ("Contains", "choice", ["a", "b"]),
]
ANSWERS: dict[str, dict[str, Any]] = {
    "Ani": {
        "cara_bayar": "Tunai",
        "anggota": True,
        "luas_lahan": "9",
        "panen": "2026-09-30",
        "pesan": "Suka ÉLAN 100% (manis_asam)",
        "2026": "ya",
        "in": 3,
        "contains": "a",
    },
    "Beni": {
        "cara_bayar": "Transfer, BRI",
        "anggota": False,
        "luas_lahan": "10.500",
        "panen": "2026-10-01",
        "pesan": "élan .* biasa",
        "in": 2.5,
        "contains": "b",
    },
    "Cici": {"cara_bayar": 'Kartu "Tani"', "luas_lahan": 1250, "pesan": "x" * 500},
    "Dodi": {"cara_bayar": "Kredit à la carte", "luas_lahan": "banyak", "panen": "entah", "pesan": ""},
    "Edi": {"cara_bayar": "none", "luas_lahan": "999999999999999", "panen": "2027-01-01"},
    "Feri": {"cara_bayar": "C:\\Kas", "luas_lahan": None, "anggota": None},
    "Gani": {"cara_bayar": "Barter", "luas_lahan": "9" * 400},  # a choice that was taken away
    "Hana": {},
}


def ask_all(cast: Cast) -> dict[str, CustomField]:
    """All of them by key, asked in this order, and people who answered."""
    made = [arranging.add_question(label=one, kind=kind, choices=more, by=cast.sari) for one, kind, more in QUESTIONS]
    for name, custom in ANSWERS.items():
        Customer.objects.filter(pk=make(cast.budi, name, "").pk).update(custom=custom)
    return {question.key: question for question in made}


def found(member: Member, state: Mapping[str, str], **options: Any) -> Filter:
    return Filter(QueryDict(encoded(state)), member, NOW, **options)


def names(one: Filter) -> str:
    return " ".join(one.rows().order_by("name_key").values_list("name", flat=True))


def queries(cast: Cast, url: str) -> int:
    client = cast.client(cast.sari)
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
