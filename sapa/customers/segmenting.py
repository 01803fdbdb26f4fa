"""Segments made, changed, archived and brought back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from sapa.customers import segment_sizes
from sapa.customers.asking import Asking
from sapa.customers.filter import SEGMENT, Filter
from sapa.customers.models import Segment
from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.text import tidy
from sapa.team.models import Member

SHARING = "customers.assign"  # who leads others may give them segments, as with saved views
TOLD = ("name", "description", "shared", "query")


@transaction.atomic
def create(*, name: str, description: str = "", query: str, shared: bool = False, by: Member, now: datetime) -> Segment:
    """Keep conditions under a name. The same again is the same segment. Raises Refused."""
    found = conditions(query, by, now)
    segment = Segment(name=tidy(name), description=tidy(description), shared=shared, owner=by)
    segment.query, segment.right, segment.created_at, segment.set_at = found.query_string, right_of(found), now, now
    same = {field: getattr(segment, field) for field in TOLD}
    if known := Segment.objects.in_use().filter(owner=by, **same).first():
        return known
    _store(segment)
    record("segment.created", segment, by=by, shared=shared)
    segment_sizes.note(segment, Asking(by, now))
    return segment


@transaction.atomic
def change(
    segment: Segment, *, name: str, description: str = "", query: str, shared: bool, by: Member, now: datetime
) -> None:
    """Another name, other conditions, for the team or not. Who changes nothing leaves no trace. Raises Refused."""
    if not segment.may_be_changed_by(by):
        raise Refused(_("Only whose segment it is can change it."))
    before = {field: getattr(segment, field) for field in TOLD}
    found = conditions(query, by, now)
    segment.name, segment.description, segment.shared = tidy(name), tidy(description), shared
    segment.query, segment.right = found.query_string, right_of(found)
    differences = changes(before, {field: getattr(segment, field) for field in TOLD})
    if not differences:
        return
    if differences.pop("query", None):
        segment.set_at = now
        was = Filter(QueryDict(before["query"]), by, now, asking=found.asking, is_saved=True)
        differences["conditions"] = [was.sentence, found.sentence]
    _store(segment)
    record("segment.changed", segment, by=by, changes=differences)


@transaction.atomic
def archive(segment: Segment, *, by: Member, now: datetime) -> None:
    """Take it out of what filters offer. What refers to it goes on. Raises AlreadyDone, or Refused."""
    if not segment.may_be_changed_by(by):
        raise Refused(_("Only whose segment it is can change it."))
    if Segment.objects.filter(pk=segment.pk, archived_at=None).update(archived_at=now) != 1:
        raise AlreadyDone(_("This segment is archived already."))
    record("segment.archived", segment, by=by)


@transaction.atomic
def restore(segment: Segment, *, by: Member) -> None:
    """Offer it again. Raises AlreadyDone, or Refused where its name has been given to another one."""
    if not segment.may_be_changed_by(by):
        raise Refused(_("Only whose segment it is can change it."))
    try:
        with transaction.atomic():
            rows = Segment.objects.filter(pk=segment.pk, archived_at__isnull=False).update(archived_at=None)
    except IntegrityError as error:
        raise Refused(_("There is another segment of this name.")) from error
    if rows != 1:
        raise AlreadyDone(_("This segment is in use already."))
    record("segment.restored", segment, by=by)


def conditions(query: str, by: Member, now: datetime) -> Filter:
    """What a segment is to be made of. Raises Refused where it is nothing, or makes no sense."""
    asked = QueryDict(query)
    if asked.get(SEGMENT):
        raise Refused(_("A segment cannot stand inside a segment."))
    found = Filter(asked, by, now, is_saved=True)
    if found.lost:
        names = ", ".join(str(found.label_of(name)) for name in found.lost)
        raise Refused(_("This makes no sense: %(names)s.") % {"names": names})
    if not found.on:
        raise Refused(_("Choose at least one condition."))
    return found


def right_of(found: Filter) -> str:
    """What asking by these conditions takes: the narrowest right, which whoever has it has the others as well."""
    wanted = {found.known[name].right for name in found.values}
    return next((right for right in ("catalogue.cost", "sales.view") if right in wanted), "")


def _store(segment: Segment) -> None:
    try:
        with transaction.atomic():
            segment.save()
    except IntegrityError as error:
        raise Refused(_("There is another segment of this name.")) from error
