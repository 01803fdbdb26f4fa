"""What was found out in talking (hasil penggalian): written down, answered, and marked as met."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Interaction
from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.events.recording import event, record
from sapa.lib.errors import AlreadyDone
from sapa.lib.text import tidy
from sapa.pipeline.models import Finding
from sapa.team.models import Member

LENGTH = 300


@transaction.atomic
def note_findings(
    customer: Customer,
    findings: Iterable[tuple[str, str]],
    *,
    by: Member,
    now: datetime,
    uuid: UUID | None = None,
    interaction: Interaction | None = None,
) -> list[Finding]:
    """Write down what was found out, each a (kind, text). Empty texts are left out. The same uuid again writes nothing.

    Returns them all, in order.
    """
    uuid = uuid or uuid4()
    texts = [(kind, tidy(text)[:LENGTH]) for kind, text in findings]
    found = [
        Finding(uuid=uuid5(uuid, str(place)), customer=customer, interaction=interaction, kind=kind, text=text,
                at=now, by=by)
        for place, (kind, text) in enumerate((kind, text) for kind, text in texts if text)
    ]  # fmt: skip
    if known := list(Finding.objects.filter(uuid__in=[one.uuid for one in found]).order_by("pk")):
        return known
    Finding.objects.bulk_create(found)
    made = list(Finding.objects.filter(uuid__in=[one.uuid for one in found]).order_by("pk"))
    Event.objects.bulk_create(
        event("finding.noted", one, by=by, customer_id=customer.pk, at=now, finding=one.kind) for one in made
    )
    return made


@transaction.atomic
def answer(finding: Finding, *, answer: str, product: Product | None, solution: str, by: Member, now: datetime) -> bool:
    """Whether we can serve it, and with what. True if that differs from what was known."""
    values = {"answer": answer, "product": product, "solution": tidy(solution)[:200]}
    if all(getattr(finding, name) == value for name, value in values.items()):
        return False
    Finding.objects.filter(pk=finding.pk).update(**values)
    for name, value in values.items():
        setattr(finding, name, value)
    with_what = ", ".join(part for part in (str(product) if product else "", finding.solution) if part)
    record("finding.answered", finding, by=by, customer_id=finding.customer_id, at=now, answer=answer, what=with_what)
    return True


@transaction.atomic
def reword(finding: Finding, *, kind: str, text: str, by: Member, now: datetime) -> bool:
    """Put it in other words. True if they differ."""
    text = tidy(text)[:LENGTH]
    if (finding.kind, finding.text) == (kind, text):
        return False
    before = finding.text
    Finding.objects.filter(pk=finding.pk).update(kind=kind, text=text)
    finding.kind, finding.text = kind, text
    record("finding.changed", finding, by=by, customer_id=finding.customer_id, at=now, before=before)
    return True


@transaction.atomic
def meet(finding: Finding, *, by: Member, now: datetime) -> None:
    """It is met: remember who saw to it, and when. Raises AlreadyDone."""
    if Finding.objects.filter(pk=finding.pk, met_at__isnull=True).update(met_at=now, met_by=by) != 1:
        raise AlreadyDone(_("This is marked as met already."))
    finding.met_at, finding.met_by = now, by
    record("finding.met", finding, by=by, customer_id=finding.customer_id, at=now)


@transaction.atomic
def unmeet(finding: Finding, *, by: Member, now: datetime) -> None:
    """It is not met after all. Raises AlreadyDone."""
    if Finding.objects.filter(pk=finding.pk, met_at__isnull=False).update(met_at=None, met_by=None) != 1:
        raise AlreadyDone(_("This is not marked as met."))
    finding.met_at, finding.met_by = None, None
    record("finding.unmet", finding, by=by, customer_id=finding.customer_id, at=now)


def carry(findings: Sequence[Finding], opportunity_id: int) -> None:
    """These needs go along with the opportunity. Call it in the verb's transaction."""
    Finding.objects.filter(pk__in=[one.pk for one in findings]).update(opportunity_id=opportunity_id)
