"""From what a row says to the rows of an opportunity, its line and its history."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.exchange.reading import Record
from sapa.exchange.references import Names, differences, field_name, plain_changes
from sapa.exchange.running import Job
from sapa.lib.dates import start_of_day
from sapa.lib.invalid import Invalid
from sapa.lib.money import multiply
from sapa.pipeline.models import Opportunity, OpportunityLine, Outcome, Stage
from sapa.pipeline.models.opportunity import weigh
from sapa.pipeline.reaching import reach_many
from sapa.pipeline.tallies import Share, month_of, share_of, shift
from sapa.team.models import Member
from sapa.tenancy import bulk

if TYPE_CHECKING:
    from sapa.exchange.kinds.opportunities import OpportunityImporter

PLAIN = ("external_id", "title", "expected_close", "opened_on", "competitor", "note")
OUTCOMES = {"won": Outcome.WON, "lost": Outcome.LOST}


@dataclass(frozen=True, slots=True)
class Line:
    """What the deal is about: one product, in minor units."""

    product: Product
    quantity: Decimal
    price: int

    @property
    def amount(self) -> int:
        return multiply(self.price, self.quantity)

    def row(self, opportunity_id: int) -> dict[str, Any]:
        return {
            "opportunity_id": opportunity_id,
            "product_id": self.product.pk,
            "quantity": self.quantity,
            "price": self.price,
            "amount": self.amount,
        }

    def is_same(self, line: OpportunityLine) -> bool:
        return (line.product_id, line.quantity, line.price) == (self.product.pk, self.quantity, self.price)


def line_of(record: Record, products: Names) -> Line | None:
    """Raises Invalid for a product that there is not."""
    name = record.get("product")
    if not name:
        return None
    product = products.get(name)
    return Line(product, record.get("quantity", Decimal(1)), record.get("price", product.price))


def columns_of(
    look: "OpportunityImporter", told: dict[str, Any], owner: Member | None, deal: Opportunity | None
) -> dict[str, Any]:
    """What the row says, by the names of columns; what follows from its stage is there too. Raises Invalid."""
    values = {name: told[name] for name in PLAIN if name in told}
    if owner is not None:
        values["owner_id"] = owner.pk
        if deal is None:
            values["unit_id"] = owner.unit_id
    if "unit" in told:
        values["unit_id"] = look.units.get(told["unit"]).pk
    if "source" in told:
        values["source_id"] = look.sources.get(told["source"]).pk
    if "lost_reason" in told:
        values["lost_reason_id"] = look.reasons.get(told["lost_reason"]).pk
    if "value" in told:
        values |= {"value": told["value"], "value_by_hand": True}
    if deal is None or "stage" in told or "pipeline" in told:
        values |= _stage_columns(look, told, deal)
    elif "closed_on" in told:
        values["closed_on"] = told["closed_on"]
    if "probability" in told and values.get("outcome", Outcome.OPEN) == Outcome.OPEN:
        values |= {"probability": told["probability"], "probability_by_hand": True}
    return values


def _stage_columns(look: "OpportunityImporter", told: dict[str, Any], deal: Opportunity | None) -> dict[str, Any]:
    if deal is None or "pipeline" in told:
        pipeline_id = look.stages.pipeline(told.get("pipeline", "")).pk
    else:
        pipeline_id = deal.pipeline_id
    if "stage" in told:
        stage: Stage = look.stages.find(pipeline_id, told["stage"])
    else:
        stage = look.stages.first(look.stages.pipeline(told.get("pipeline", "")))
    outcome = OUTCOMES.get(stage.step, Outcome.OPEN)
    values: dict[str, Any] = {"pipeline_id": pipeline_id, "stage_id": stage.pk, "outcome": outcome}
    kept = deal is not None and deal.stage_id == stage.pk
    if not (deal is not None and deal.probability_by_hand and kept):
        values["probability"] = stage.probability
    if "closed_on" in told:
        values["closed_on"] = told["closed_on"]
    elif outcome == Outcome.OPEN:
        values["closed_on"] = None
    return values


def refuse_impossible(values: dict[str, Any], today: date) -> None:
    """Raise Invalid where the days of a deal do not fit its stage or each other."""
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if values["outcome"] == Outcome.OPEN and closed is not None:
        raise Invalid(_("An open opportunity has no closing day."))
    if values["outcome"] != Outcome.OPEN and closed is None:
        raise Invalid(_("A won or lost opportunity needs its closing day."))
    if (opened and opened > today) or (closed and closed > today):
        raise Invalid(_("The day is still to come."))
    if opened and closed and closed < opened:
        raise Invalid(_("It cannot have been closed before it was opened."))


def completed(values: dict[str, Any], customer: Customer, line: Line | None, job: Job) -> dict[str, Any]:
    """The row of a new opportunity. Without a value of its own it is worth its line."""
    row = {"value": line.amount if line else 0} | values | {"customer_id": customer.pk}
    row["title"] = row.get("title") or customer.name
    if row.get("owner_id") is None:
        row |= {"owner_id": customer.owner_id, "unit_id": row.get("unit_id") or customer.unit_id}
    closed_on = row.get("closed_on")
    row.setdefault("opened_on", closed_on or job.today)
    row["closed_by_id"] = row["owner_id"] if closed_on else None
    row["stage_entered_at"] = _entered(closed_on or row["opened_on"], job)
    return row | {"created_at": job.now, "updated_at": job.now}


def _share(row: dict[str, Any]) -> Share:
    """What a new row adds to the board's figures."""
    weight = weigh(row["value"], row["probability"])
    month = month_of(row.get("closed_on") or row.get("expected_close"))
    return Share(row["stage_id"], row.get("owner_id") or 0, row.get("unit_id") or 0, month, row["value"], weight)


def _entered(day: date, job: Job) -> datetime:
    """When a deal came to its stage, as far as a file tells: the day it was closed, else opened."""
    return job.now if day >= job.today else start_of_day(day, job.organization.time_zone)


class Write:
    """The rows of a chunk, gathered and then written with a few statements."""

    def __init__(self, job: Job, known: list[Opportunity]) -> None:
        self._job = job
        self._new: list[tuple[Record, dict[str, Any], Line | None]] = []
        self._changed: list[tuple[Record, Opportunity, dict[str, list[Any]]]] = []
        self._columns: set[str] = set()
        self._new_lines: list[dict[str, Any]] = []
        self._old_lines: list[int] = []
        self._shares = {deal.pk: share_of(deal) for deal in known}  # of the board's figures, as they were
        self._lines: dict[int, list[OpportunityLine]] = defaultdict(list)
        rows = OpportunityLine.objects.filter(opportunity__in=known) if known else ()
        for line in rows:
            self._lines[line.opportunity_id].append(line)

    def create(self, record: Record, row: dict[str, Any], line: Line | None) -> None:
        self._new.append((record, row, line))

    def change(self, record: Record, deal: Opportunity, values: dict[str, Any], line: Line | None) -> None:
        told = self._change_line(record, deal, line)
        if told and not deal.value_by_hand and "value" not in values:
            values["value"] = line.amount if line else 0
        found = differences(deal, values)
        if {"stage_id", "closed_on"} & found.keys():
            closed_on = values.get("closed_on", deal.closed_on)
            values["closed_by_id"] = (values.get("owner_id") or deal.owner_id) if closed_on else None
        for name, value in values.items():
            setattr(deal, name, value)
        if {"stage_id", "closed_on"} & found.keys():
            deal.stage_entered_at = _entered(deal.closed_on or deal.opened_on, self._job)
            self._columns |= {"stage_entered_at", "closed_by_id"}
        self._columns |= found.keys()
        if found or told:
            self._changed.append((record, deal, told | found))
        else:
            self._job.summary.unchanged += 1

    def _change_line(self, record: Record, deal: Opportunity, line: Line | None) -> dict[str, list[Any]]:
        """A deal with one line, or none, gets the file's; several lines were made by hand and stay."""
        lines = self._lines.get(deal.pk, [])
        if line is None or "product" not in record.values or len(lines) > 1 or any(map(line.is_same, lines)):
            return {}
        if lines and not record.values.keys() & {"quantity", "price"} and lines[0].product_id == line.product.pk:
            return {}  # only the list price has changed since
        self._old_lines += [old.pk for old in lines]
        self._new_lines.append(line.row(deal.pk))
        return {"lines": ["", f"{line.quantity:f} × {line.product.name}"]}

    def all(self) -> None:
        """Write what was gathered."""
        job = self._job
        ids = bulk.insert(Opportunity, [row for _record, row, _line in self._new])
        events = []
        for pk, (record, row, line) in zip(ids, self._new, strict=True):
            if line is not None:
                self._new_lines.append(line.row(pk))
            events.append(job.history("opportunity.imported", record, pk, row["title"], row["customer_id"]))
        self._update()
        shift(
            minus=[self._shares[deal.pk] for _record, deal, _found in self._changed],
            plus=[
                *(_share(row) for _record, row, _line in self._new),
                *(share_of(deal) for _record, deal, _found in self._changed),
            ],
        )
        for record, deal, found in self._changed:
            changes = plain_changes(found)
            events.append(
                job.history("opportunity.imported", record, deal.pk, deal.title, deal.customer_id, changes=changes)
            )
        self._reach()
        bulk.insert(OpportunityLine, self._new_lines)
        bulk.insert(Event, events)
        job.summary.created += len(self._new)
        job.summary.changed += len(self._changed)

    def _reach(self) -> None:
        """Whoever has a deal stands at the funnel's last step, and the first one won is remembered."""
        days = [(row["customer_id"], row["opened_on"], row.get("closed_on"), row["outcome"]) for _, row, _ in self._new]
        days += [(d.customer_id, d.opened_on, d.closed_on, d.outcome) for _record, d, _found in self._changed]
        opened: dict[int, date] = {}
        won: dict[int, date] = {}
        for customer_id, first, last, outcome in days:
            opened[customer_id] = min(first, opened.get(customer_id, first))
            if outcome == Outcome.WON and last is not None:
                won[customer_id] = min(last, won.get(customer_id, last))
        reach_many(opened, won)

    def _update(self) -> None:
        if not self._changed:
            return
        deals = [deal for _record, deal, _found in self._changed]
        for deal in deals:
            deal.version += 1
            deal.updated_at = self._job.now
        names = {field_name(name) for name in self._columns} | {"version", "updated_at"}
        Opportunity.objects.bulk_update(deals, sorted(names), batch_size=200)
        OpportunityLine.objects.filter(pk__in=self._old_lines).delete()
