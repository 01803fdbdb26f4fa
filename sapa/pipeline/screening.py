"""What a public form makes of robots: who is one, and how much of what they send is kept.

A person is never turned away for what looks odd: it is kept as a marked arrival, which a member can say is none.
Only what comes faster than people write is counted without being kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.core import signing
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from sapa.lib.throttle import Throttle
from sapa.pipeline.models import CaptureForm


class Why(TextChoices):
    """Why an arrival is marked as spam."""

    TRAP = "trap", _("filled in the field that people do not see")
    ROBOT = "robot", _("was sent by a program")
    FLOOD = "flood", _("came among very many from one address")
    LINKS = "links", _("is full of links")
    SCRIPT = "script", _("carries a script")
    SIZE = "size", _("is larger than the form")
    ENCODING = "encoding", _("cannot be read")
    PERSON = "person", _("marked by hand")


TRAP = "website"  # the field that people do not see
LENGTHS = {"name": 160, "phone": 40, "email": 254, "village": 120, "message": 2000}
ONE_LINE = ("name", "phone", "email", "village")
LINK = re.compile(r"https?:/|www\.|\[url|\[link", re.IGNORECASE)
SCRIPT = re.compile(
    r"<\s*/?\s*[a-z!][^<]{0,200}>|<\s*(script|iframe|img|svg)|javascript:|\bon[a-z]{4,12}\s*=", re.IGNORECASE
)
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ud800-\udfff]")
MOST_LINKS = 1  # in a message
LARGEST = 64 * 1024  # bytes of a whole form

QUICK = timedelta(seconds=3)  # in which nobody fills in a form, unless their browser does
MOST_AGE = timedelta(days=14)  # of a page left open
SIGNER = signing.Signer(salt="sapa.capture")

STAMP_USES = Throttle(limit=5, seconds=86_400, name="stamp")  # of one page
MARKED_PER_MINUTE = 20  # of a flood that are kept one by one
# Of one address: more are a flood. Who is past what is kept is counted without asking the other processes.
PER_MINUTE = Throttle(limit=10, seconds=60, name="form", certain=10 + MARKED_PER_MINUTE)
MARKED_PER_DAY = Throttle(limit=300, seconds=86_400, name="marked")  # marked arrivals kept of one address
MARKED_OF_FORM = Throttle(limit=3_000, seconds=86_400, name="marked-of-form")  # and of one form
COUNTED_BY = 25  # what is no longer kept is added up in steps


@dataclass(frozen=True)
class Stamp:
    """What a drawn form carries: the id of the arrival to be, the text of consent that is shown, and since when."""

    uuid: UUID
    consent_version: int
    age: timedelta


def new_stamp(form: CaptureForm, now: datetime) -> str:
    """A hidden value that only this server can make, for one arrival by this form."""
    return SIGNER.sign(f"{uuid4().hex}.{form.pk}.{form.consent_version}.{int(now.timestamp())}")


def read_stamp(text: str, form: CaptureForm, now: datetime) -> Stamp | None:
    """The stamp of this form; None where it was made up, is another form's, or is too old."""
    try:
        uuid, pk, version, drawn = SIGNER.unsign(text).split(".")
    except signing.BadSignature:
        return None
    age = now - datetime.fromtimestamp(int(drawn), UTC)
    return Stamp(UUID(hex=uuid), int(version), age) if int(pk) == form.pk and age < MOST_AGE else None


def arrival_uuid(stamp: Stamp, given: Mapping[str, Any]) -> UUID:
    """The same words sent twice are one arrival; who goes back and mends a digit is not lost."""
    return uuid5(stamp.uuid, "\0".join(str(given.get(name) or "") for name in LENGTHS))


def may_use(stamp: Stamp, now: float) -> bool:
    """Whether a person would send one page so often. It counts."""
    return STAMP_USES.allows(stamp.uuid.hex, now)


def suspicion(given: Mapping[str, Any]) -> str:
    """Why this looks like spam by its words alone, or ""."""
    texts = {name: str(given.get(name) or "") for name in LENGTHS}
    if given.get(TRAP):
        return Why.TRAP
    if any(len(text) > LENGTHS[name] * (2 if name == "message" else 1) for name, text in texts.items()):
        return Why.SIZE  # a browser does not let anybody write so much; it counts a new line as one sign
    whole = "\n".join(texts.values())
    if UNREADABLE.search(whole):
        return Why.ENCODING
    if SCRIPT.search(whole):
        return Why.SCRIPT
    if LINK.search(texts["name"] + texts["village"]) or len(LINK.findall(texts["message"])) > MOST_LINKS:
        return Why.LINKS
    return ""


def keeps_marked(visitor: str, form: CaptureForm, now: float) -> bool:
    """Whether one more marked arrival of this visitor, and by this form, is kept today. It counts."""
    of_form = MARKED_OF_FORM.allows(f"{form.organization_id}.{form.pk}", now)
    return MARKED_PER_DAY.allows(visitor, now) and of_form


def readable(text: object, most: int, *, lines: bool = False) -> str:
    """As it was typed, without what no database keeps, and not longer than its column."""
    kept = "".join(sign if sign.isprintable() or (lines and sign in "\n\t") else " " for sign in str(text or ""))
    return kept.strip()[:most]
