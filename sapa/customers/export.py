"""Customers as a CSV that a spreadsheet opens: as many as there are, in flat memory."""

import csv
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.customers.listing import SHOWN, Row, build_rows
from sapa.customers.models import Customer, Market
from sapa.customers.querysets import CustomerQuerySet
from sapa.lib.tables import without_formula
from sapa.tenancy.current import organization_scope

CHUNK = 1000
KINDS, MARKETS = dict(Customer.Kind.choices), dict(Market.choices)
MORE = ("kind", "email", "street", "hamlet", "rt", "rw", "region__path", "postal_code", "npwp", "created_at")
EXPORTED = (*SHOWN, *MORE)


class _Echo:
    """What csv writes into: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def header(sensitive: bool) -> list[str]:
    names = [
        _("Name"),
        _("Honorific"),
        _("Kind"),
        _("Phone"),
        _("E-mail"),
        _("Market"),
        _("Field of business"),
        _("Channel"),
        _("Outlet type"),
        _("Street"),
        _("Hamlet"),
        "RT",
        "RW",
        _("Village"),
        _("Region"),
        _("Postal code"),
        _("Owner"),
        _("Tags"),
        _("Added"),
    ]
    return [*names, "NPWP"] if sensitive else names


def csv_lines(rows: CustomerQuerySet, organization_id: int, *, sensitive: bool) -> Iterator[str]:
    """The lines of the file, the first of them the header. Read while it is sent, in the organisation's own scope."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow(header(sensitive)))
    last = 0
    while True:
        with organization_scope(organization_id):
            ids = list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK])
            found = build_rows(ids, EXPORTED)
        if not ids:
            return
        last = ids[-1]
        yield "".join(str(writer.writerow([without_formula(cell) for cell in _cells(row, sensitive)])) for row in found)


def _cells(row: Row, sensitive: bool) -> list[Any]:
    cells = [
        row["name"],
        row["honorific"],
        str(KINDS[row["kind"]]),
        row["phone"].removeprefix("+"),
        row["email"],
        str(MARKETS[row["market"]]),
        row["field"],
        row["channel__name"] or "",
        row["outlet_type__name"] or "",
        row["street"],
        row["hamlet"],
        row["rt"],
        row["rw"],
        row["region__name"] or "",
        row["region__path"] or "",
        row["postal_code"],
        row["owner__name"] or "",
        ", ".join(row["tags"]),
        timezone.localdate(row["created_at"]).isoformat(),
    ]
    return [*cells, row["npwp"]] if sensitive else cells
