"""Builders for tests of customers, through the real verbs."""

from typing import Any

from sapa.customers import keeping
from sapa.customers.models import Customer
from sapa.team.models import Member


def make(by: Member, name: str = "Budi Santoso", phone: str = "+6281234567890", **fields: Any) -> Customer:
    """A customer of this member's."""
    tags = fields.pop("tags", ())
    return keeping.create(by=by, fields={"name": name, **fields}, phones=[(phone, "")] if phone else [], tags=tags)


def form_data(**typed: Any) -> dict[str, Any]:
    """What a browser sends from the form of a new customer, with these fields filled in."""
    return {"kind": "person", "market": "b2c", "name": "", "phones": "", "phones_label": "", **typed}
