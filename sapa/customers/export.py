"""Customers as a CSV that a spreadsheet opens: as many as there are, in flat memory."""

import csv
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from sapa.customers.listing import Row, build_rows
from sapa.customers.picks import Picks
from sapa.customers.querysets import CustomerQuerySet
from sapa.lib.tables import without_formula
from sapa.tenancy.current import organization_scope

CHUNK = 1000


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


def csv_lines(rows: CustomerQuerySet, picks: Picks, organization_id: int, *, sensitive: bool) -> Iterator[str]:
    """The lines of the file, the first of them the header. Read while it is sent, in the organisation's own scope."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow(header(sensitive)))
    last = 0
    while True:
        with organization_scope(organization_id):
            ids = list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK])
            found = build_rows(ids, picks)
        if not ids:
            return
        last = ids[-1]
        yield "".join(str(writer.writerow([without_formula(cell) for cell in _cells(row, sensitive)])) for row in found)


def _cells(row: Row, sensitive: bool) -> list[Any]:
    customer = row.customer
    cells = [
        customer.name,
        customer.honorific,
        customer.get_kind_display(),
        row.phone.removeprefix("+"),
        customer.email,
        customer.get_market_display(),
        customer.field,
        row.channel,
        row.outlet_type,
        customer.street,
        customer.hamlet,
        customer.rt,
        customer.rw,
        customer.region.name if customer.region else "",
        customer.region.path if customer.region else "",
        customer.postal_code,
        row.owner,
        ", ".join(row.tags),
        customer.created_at.date().isoformat(),
    ]
    return [*cells, customer.npwp] if sensitive else cells
