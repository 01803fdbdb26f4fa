"""The four questions of *qualified*: a need, a budget, someone who decides, and whether we have the goods."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sapa.catalogue.models import Product
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone
from sapa.pipeline.models import Opportunity, OpportunityLine, Qualification
from sapa.team.models import Member

Answer = Qualification.Answer


@dataclass(frozen=True)
class Supply:
    """A product of the deal: how much is wanted in all its lines, and whether the stock holds it."""

    product: Product
    wanted: Decimal

    @property
    def enough(self) -> bool:
        return self.product.can_supply(self.wanted)


@dataclass(frozen=True)
class Availability:
    """The catalogue's answer. A deal without products has none."""

    supplies: list[Supply]

    @property
    def answer(self) -> str:
        if not self.supplies:
            return Answer.UNKNOWN
        return Answer.YES if all(supply.enough for supply in self.supplies) else Answer.NO

    @property
    def label(self) -> str:
        return str(Answer(self.answer).label)


def availability(opportunity: Opportunity) -> Availability:
    """Whether all products of the deal are there in the quantity that its lines ask for."""
    return of_lines(OpportunityLine.objects.filter(opportunity=opportunity).select_related("product"))


def of_lines(lines: Iterable[OpportunityLine]) -> Availability:
    """The same for lines that were read already, each with its product."""
    wanted: dict[Product, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.product is not None:
            wanted[line.product] += line.quantity
    return Availability([Supply(product, quantity) for product, quantity in wanted.items()])


@transaction.atomic
def answer(opportunity: Opportunity, *, by: Member, now: datetime, **answers: Any) -> Qualification:
    """Write the answers down; the last question's is the catalogue's. Raises AlreadyDone where nothing differs.

    `answers` are Qualification's fields.
    """
    wanted = {**answers, "available": availability(opportunity).answer}
    known = Qualification.objects.filter(opportunity=opportunity).first()
    if known is not None and all(getattr(known, name) == value for name, value in wanted.items()):
        raise AlreadyDone(_("These answers are written down already."))
    qualification, _made = Qualification.objects.update_or_create(
        opportunity=opportunity, defaults={**wanted, "answered_by": by, "answered_at": now}
    )
    record("opportunity.qualified", opportunity, by=by, customer_id=opportunity.customer_id, at=now,
           **{name: str(wanted.get(name, "")) for name in ("need", "budget", "authority", "available")})  # fmt: skip
    return qualification
