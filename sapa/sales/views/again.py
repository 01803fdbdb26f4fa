"""A form that is sent twice: the second time answers as the first did."""

from typing import Any
from uuid import UUID

from sapa.sales.models import Document


def form_id(request: Any) -> UUID | None:
    """The hidden `once` of the form that was sent."""
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def made_by[D: Document](model: type[D], request: Any) -> D | None:
    """The document that this very form made before, if the member sees it."""
    once = form_id(request)
    rows: Any = model._default_manager
    return rows.visible_to(request.member).filter(uuid=once).first() if once else None
