"""SOPs: writing them down, and ticking their lines beside the work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, FilteredRelation, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from sapa.activities.models import Activity
from sapa.customers.models import Customer
from sapa.customers.querysets import CustomerQuerySet
from sapa.events.models import kind_of
from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.lib.together import moment, together
from sapa.pipeline.archiving import archive, restore
from sapa.pipeline.models import Opportunity, Procedure, ProcedureItem, ProcedureTick
from sapa.pipeline.querysets import OpportunityQuerySet
from sapa.team.models import Member

type Subject = Customer | Opportunity | Activity
FOR = {"customer": "step", "opportunity": "stage", "activity": "kind"}  # which SOPs stand beside which rows


@dataclass(frozen=True)
class ShownLine:
    """A line of a checklist as it stands for one row; `by` is empty where it is not ticked."""

    pk: int
    text: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Shown:
    """An SOP beside the work."""

    pk: int
    title: str
    text: str
    lines: list[ShownLine] = field(default_factory=list)

    @property
    def ticked(self) -> int:
        return sum(line.at is not None for line in self.lines)

    @property
    def is_done(self) -> bool:
        return bool(self.lines) and self.ticked == len(self.lines)


def carrying[Rows: (CustomerQuerySet, OpportunityQuerySet)](rows: Rows) -> Rows:
    """Customers or opportunities that bring the SOPs of their step or stage along, for `beside`.

    Their pages ask for them in the query that they have anyway.
    """
    kind = rows.model._meta.model_name or ""
    ticks = ProcedureTick.objects.filter(item=OuterRef("line__pk"), subject_kind=kind)
    ticks = ticks.filter(subject_id=OuterRef(OuterRef("pk")))
    theirs = _with_lines(Procedure.objects.filter(**{FOR[kind]: OuterRef(FOR[kind])}))
    lines = together(
        theirs,
        "position", "pk", "line__position", "line__pk", "title", "text", "line__text",
        Subquery(ticks.values("by__name")[:1]), Subquery(ticks.values("at")[:1]),
    )  # fmt: skip
    return rows.annotate(sops=lines)


def beside(subject: Subject, **what: Any) -> list[Shown]:
    """The SOPs of a `step`, a `stage` or a `kind`, with what is ticked for the subject. One query, or none."""
    if hasattr(subject, "sops"):
        rows: Any = sorted(subject.sops or [], key=lambda row: [number or 0 for number in row[:4]])
        return _gathered(
            (pk, title, text, line, words, by, moment(at))
            for _place, pk, _line_place, line, title, text, words, by, at in rows
        )
    ticks = ProcedureTick.objects.filter(
        item=OuterRef("line__pk"), subject_kind=kind_of(subject), subject_id=subject.pk
    )
    rows = _with_lines(Procedure.objects.filter(**what)).annotate(
        ticked_by=Subquery(ticks.values("by__name")[:1]), ticked_at=Subquery(ticks.values("at")[:1])
    )
    names = ("pk", "title", "text", "line__pk", "line__text", "ticked_by", "ticked_at")
    return _gathered(rows.order_by("position", "pk", "line__position", "line__pk").values_list(*names))


def _with_lines(rows: QuerySet) -> QuerySet:
    """Those in use, each joined with the lines in use of its checklist."""
    return rows.filter(archived_at__isnull=True).annotate(
        line=FilteredRelation("items", condition=Q(items__archived_at__isnull=True))
    )


def _gathered(rows: Iterable[tuple[Any, ...]]) -> list[Shown]:
    found: dict[int, Shown] = {}
    for pk, title, text, line, words, by, at in rows:
        shown = found.setdefault(pk, Shown(pk, title, text))
        if line is not None:
            shown.lines.append(ShownLine(line, words, by or "", at))
    return list(found.values())


@transaction.atomic
def add_procedure(*, by: Member, lines: Sequence[str] = (), **fields: Any) -> Procedure:
    """Write down an SOP: `title`, `text`, and one of `step`, `stage` and `kind`. Raises Refused for a taken title."""
    last = Procedure.objects.order_by("-position").values_list("position", flat=True).first()
    procedure = Procedure(position=0 if last is None else last + 1, **fields)
    try:
        with transaction.atomic():
            procedure.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("There is an SOP with this title already.")) from error
    ProcedureItem.objects.bulk_create(
        ProcedureItem(procedure=procedure, text=text, position=place) for place, text in enumerate(lines)
    )
    record("procedure.added", procedure, by=by)
    return procedure


@transaction.atomic
def change_procedure(procedure: Procedure, *, version: int, by: Member, **fields: Any) -> None:
    """Other words, or for something else. Raises Conflict on another version, Refused for a taken title."""
    told = changes({name: getattr(procedure, name) for name in fields}, fields)
    if not told and version == procedure.version:
        return
    try:
        with transaction.atomic():
            rows = Procedure.objects.filter(pk=procedure.pk, version=version)
            changed = rows.update(**fields, version=F("version") + 1)
    except IntegrityError as error:
        raise Refused(_("There is an SOP with this title already.")) from error
    if changed != 1:
        raise Conflict(_("Somebody changed this SOP meanwhile."))
    procedure.refresh_from_db()
    record("procedure.changed", procedure, by=by, changes=told)


@transaction.atomic
def archive_procedure(procedure: Procedure, *, by: Member, now: datetime) -> None:
    """Show it no more; its ticks stay. Raises AlreadyDone."""
    archive(procedure, "procedure.archived", by=by, now=now)


@transaction.atomic
def restore_procedure(procedure: Procedure, *, by: Member, now: datetime) -> None:
    restore(procedure, "procedure.restored", by=by, now=now)


@transaction.atomic
def add_line(procedure: Procedure, *, text: str, by: Member) -> ProcedureItem:
    """At the end of the checklist. Raises AlreadyDone where the line is there."""
    rows = ProcedureItem.objects.filter(procedure=procedure)
    if rows.filter(text=text, archived_at__isnull=True).exists():
        raise AlreadyDone(_("This line is there already."))
    item = ProcedureItem(procedure=procedure, text=text, position=rows.count())
    item.save(force_insert=True)
    record("procedure.line_added", procedure, by=by, text=text)
    return item


@transaction.atomic
def change_line(item: ProcedureItem, *, text: str, by: Member) -> None:
    """Other words; what was ticked stays ticked."""
    before = item.text
    if before == text:
        return
    if ProcedureItem.objects.filter(pk=item.pk, text=before).update(text=text) != 1:
        raise Conflict(_("Somebody changed this line meanwhile."))
    item.text = text
    record("procedure.line_changed", item.procedure, by=by, text=text, was=before)


@transaction.atomic
def move_line(item: ProcedureItem, *, up: bool, by: Member) -> None:
    """One place up or down among those in use. Raises AlreadyDone at the ends."""
    order = list(ProcedureItem.objects.filter(procedure_id=item.procedure_id, archived_at__isnull=True))
    place = next((number for number, other in enumerate(order) if other.pk == item.pk), None)
    to = None if place is None else place - 1 if up else place + 1
    if place is None or to is None or not 0 <= to < len(order):
        raise AlreadyDone(_("It is there already."))
    order[place], order[to] = order[to], order[place]
    for position, other in enumerate(order):
        if other.position != position:
            ProcedureItem.objects.filter(pk=other.pk).update(position=position)
    record("procedure.line_moved", item.procedure, by=by, text=item.text)


@transaction.atomic
def archive_line(item: ProcedureItem, *, by: Member, now: datetime) -> None:
    """Take a line out of the checklist; its ticks stay. Raises AlreadyDone."""
    if ProcedureItem.objects.filter(pk=item.pk, archived_at__isnull=True).update(archived_at=now) != 1:
        raise AlreadyDone(_("It is archived already."))
    record("procedure.line_archived", item.procedure, by=by, at=now, text=item.text)


@transaction.atomic
def restore_line(item: ProcedureItem, *, by: Member, now: datetime) -> None:
    if ProcedureItem.objects.filter(pk=item.pk, archived_at__isnull=False).update(archived_at=None) != 1:
        raise AlreadyDone(_("It is in use already."))
    record("procedure.line_restored", item.procedure, by=by, at=now, text=item.text)


@transaction.atomic
def tick(item: ProcedureItem, subject: Subject, *, by: Member, now: datetime) -> None:
    """Say that a line is done for this row. Raises AlreadyDone where it was, Refused where the line is no more."""
    if item.archived_at or item.procedure.archived_at or not fits(item.procedure, subject):
        raise Refused(_("This line is gone from the checklist."))
    try:
        with transaction.atomic():
            ProcedureTick.objects.create(item=item, subject_kind=kind_of(subject), subject_id=subject.pk, by=by, at=now)
    except IntegrityError as error:
        raise AlreadyDone(_("This line is ticked already.")) from error
    record("procedure.ticked", subject, by=by, at=now, **_told(item, subject))


@transaction.atomic
def untick(item: ProcedureItem, subject: Subject, *, by: Member, now: datetime) -> None:
    """Take a tick back. Raises AlreadyDone where there is none."""
    rows = ProcedureTick.objects.filter(item=item, subject_kind=kind_of(subject), subject_id=subject.pk)
    if not rows.delete()[0]:
        raise AlreadyDone(_("This line is not ticked."))
    record("procedure.unticked", subject, by=by, at=now, **_told(item, subject))


def fits(procedure: Procedure, subject: Model) -> bool:
    """Whether an SOP is for rows of this kind."""
    return bool(getattr(procedure, {"stage": "stage_id"}.get(FOR[kind_of(subject)], FOR[kind_of(subject)])))


def what_for(procedure: Procedure) -> dict[str, Any]:
    """As `beside` takes it."""
    if procedure.stage_id:
        return {"stage": procedure.stage_id}
    return {"step": procedure.step} if procedure.step else {"kind": procedure.kind}


def _told(item: ProcedureItem, subject: Subject) -> dict[str, Any]:
    customer = subject.pk if isinstance(subject, Customer) else subject.customer_id
    return {"customer_id": customer, "text": item.text, "procedure": item.procedure.title}
