"""How all pages of documents find the one that their address names."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from sapa.team.asking import ids_of, shape_of, stand_in
from sapa.team.models import Member
from sapa.tenancy.prepared import ask


def find_document(member: Member, pk: int, name: str, rows: Callable[[], Any]) -> Any:
    """The row of `rows()` (documents with all that their page shows), or 404 where the member may not see it.

    One query, kept by `name`.
    """

    def build(ids: Mapping[str, int]) -> QuerySet:
        found: QuerySet = rows().visible_to(stand_in(member, ids)).filter(pk=ids["document"])
        return found

    found = ask(f"sales.{name}", shape_of(member), build, document=pk, **ids_of(member))
    if not found:
        raise Http404
    return found[0]
