"""The statements by which all that is known of customers is read: of these customers, or of all of an organisation's.

Names of tables and columns are those of the models. Every column is a whole number that is never null; days are counted
from 1970-01-01 in the organisation's zone, money is in minor units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Max, Min

from sapa.activities.models import Interaction, Outcome
from sapa.catalogue.models import Promotion
from sapa.customers.models import LifecycleStage
from sapa.customers.models.customer import WALK_IN
from sapa.lib.columns import Question, among, day_of_moment, greatest, least
from sapa.lib.day_numbers import day_of
from sapa.lifecycle.models import LifecycleRules
from sapa.pipeline.models import Inquiry
from sapa.sales.models import Invoice, Quotation
from sapa.tenancy.current import current_organization_id
from sapa.tenancy.models import Organization

KEY = 2**20  # days in a key: more than there will be
TERMS, LATE = 2**15, 2**16  # of an invoice's state: so that days before it count from 0, and days that it was paid late
MOST_AT_ONCE = 1_000_000  # rows in one answer of the database
MANY: dict[str, tuple[str, Any]] = {"invoices": ("i", Invoice), "touches": ("t", Interaction)}  # asked in pieces
# What shows that they are open to us, besides reaching us themselves.
INTERESTED = (Outcome.TALKED, Outcome.CALL_BACK, Outcome.INTERESTED, Outcome.ORDERED, Outcome.COMPLAINED)
OUTBOUND = f"t.direction = '{Interaction.Direction.OUTBOUND.value}'"


def places(column: str) -> str:
    """SQL of a stage's place among the stages."""
    return (
        f"CASE {column} {' '.join(f"WHEN '{one.value}' THEN {place}" for place, one in enumerate(LifecycleStage))} END"
    )


@dataclass(frozen=True)
class Asking:
    """What is asked of the current organisation, as of a day. `ids` None stands for all customers."""

    organization: Organization
    rules: LifecycleRules
    on: date
    ids: Sequence[int] | None = None

    def questions(self) -> dict[str, Question]:
        """By what they are read into (see `reading.Facts`)."""
        return {
            "people": self._people(),
            "marks": self._marks(),
            "pins": self._pins(),
            "departures": self._departures(),
            "stored": self._stored(),
            "invoices": self._invoices(),
            "credits": self._credits(),
            "touches": self._touches(),
            "arrivals": self._arrivals(),
            "consents": self._consents(),
            "agreements": self._agreements(),
            "referrals": self._referrals(),
            "campaigns": self._campaigns(),
            "deliveries": self._deliveries(),
            "needs": self._needs(),
            "products": self._products(),
        }

    def pieces(self, name: str, question: Question) -> list[Question]:
        """A question about all, in so many pieces that not too much is on its way at once."""
        if name not in MANY:
            return [question]
        table, model = MANY[name]
        first, last = model.objects.aggregate(first=Min("pk"), last=Max("pk")).values()
        if first is None or last - first < MOST_AT_ONCE:
            return [question]
        starts = range(first, last + 1, MOST_AT_ONCE)
        cuts = [f" AND {table}.id >= {start} AND {table}.id < {start + MOST_AT_ONCE}" for start in starts]
        return [Question(question.columns, question.rest + cut, question.parameters) for cut in cuts]

    def _where(self, table: str, of: str = "customer_id") -> tuple[str, list[object]]:
        """The organisation's rows of the table, of these customers."""
        condition, parameters = f"{table}.organization_id = %s", [current_organization_id()]
        if self.ids is None:
            return condition, list(parameters)
        chosen, ids = among(f"{table}.{of}", self.ids)
        return f"{condition} AND {chosen}", [*parameters, *ids]

    @property
    def _offset(self) -> int:
        """Seconds east of Greenwich."""
        at = datetime(self.on.year, self.on.month, self.on.day, tzinfo=ZoneInfo(self.organization.time_zone))
        return int(at.utcoffset().total_seconds())  # type: ignore[union-attr]

    def _day(self, moment: str) -> str:
        return day_of_moment(moment, self._offset)

    def _people(self) -> Question:
        condition, parameters = self._where("c", "id")
        contact = f"COALESCE({self._day('c.contact_at')}, 0)"
        nobody = WALK_IN.hex if connection.vendor == "sqlite" else str(WALK_IN)  # counter sales are no customer's
        columns = {"customer": "c.id", "contact": contact, "stood": places("c.stage")}
        return Question(columns, f"FROM customers_customer c WHERE {condition} AND c.uuid <> '{nobody}'", parameters)

    def _marks(self) -> Question:
        condition, parameters = self._where("m")
        rest = f"FROM lifecycle_badmark m WHERE {condition} AND m.ended_at IS NULL"
        return Question({"customer": "m.customer_id"}, rest, parameters)

    def _pins(self) -> Question:
        condition, parameters = self._where("p")
        holds = f"p.ended_at IS NULL AND p.until >= '{self.on.isoformat()}'"
        columns = {"customer": "p.customer_id", "stage": places("p.stage")}
        return Question(columns, f"FROM lifecycle_stagepin p WHERE {condition} AND {holds}", parameters)

    def _departures(self) -> Question:
        """Who left us, since when, and did not come back."""
        condition, parameters = self._where("d")
        rest = f"FROM lifecycle_departure d WHERE {condition} AND d.returned_on IS NULL"
        return Question({"customer": "d.customer_id", "day": day_of('d."on"')}, rest, parameters)

    def _stored(self) -> Question:
        condition, parameters = self._where("k")
        columns = {"customer": "k.customer_id", "fingerprint": "k.fingerprint"}
        return Question(columns, f"FROM lifecycle_customermetrics k WHERE {condition}", parameters)

    def _invoices(self) -> Question:
        condition, parameters = self._where("i")
        return Question(
            _sale_columns(), f"FROM sales_invoice i WHERE {condition} AND i.cancelled_at IS NULL", parameters
        )

    def _credits(self) -> Question:
        """Credit notes, on the days of their invoices."""
        condition, parameters = self._where("n")
        columns = _sale_columns() | {"net": "-n.net", "cost": "-n.cost", "off": "-(n.discount + n.promotion_discount)"}
        columns["state"] = str((TERMS * LATE + LATE - 1) * 4)  # no sale, owes nothing, paid nothing
        rest = (
            "FROM sales_creditnote n"
            " JOIN sales_invoice i ON i.organization_id = n.organization_id AND i.id = n.invoice_id"
            f" WHERE {condition} AND n.cancelled_at IS NULL AND i.cancelled_at IS NULL"
        )
        return Question(columns, rest, parameters)

    def _touches(self) -> Question:
        condition, parameters = self._where("t")
        kinds = ", ".join(f"'{kind.value}'" for kind in INTERESTED)
        # A rate stands in the statement as a number: it is one, and the names of touch points are ours.
        costs = " ".join(f"WHEN '{point}' THEN {int(rate)}" for point, rate in sorted(self.rules.rates.items()) if rate)
        columns = {
            "customer": "t.customer_id",
            "day": self._day("t.at"),
            "cost": f"CASE WHEN {OUTBOUND} THEN (CASE t.touch_point {costs} ELSE 0 END) ELSE 0 END" if costs else "0",
            "outbound": f"CASE WHEN {OUTBOUND} THEN 1 ELSE 0 END",
            "selling": f"CASE WHEN t.purpose = '{Interaction.Purpose.SELLING.value}' THEN 1 ELSE 0 END",
            "interest": f"CASE WHEN NOT ({OUTBOUND}) OR t.outcome IN ({kinds}) THEN 1 ELSE 0 END",
            "score": "COALESCE(t.satisfaction, 0)",
        }
        return Question(columns, f"FROM activities_interaction t WHERE {condition}", parameters)

    def _arrivals(self) -> Question:
        """Those of their own doing."""
        condition, parameters = self._where("q")
        real = f"q.state <> '{Inquiry.State.SPAM.value}' AND q.door = '{Inquiry.Door.FORM.value}'"
        rest = f"FROM pipeline_inquiry q WHERE {condition} AND q.customer_id IS NOT NULL AND {real}"
        return Question({"customer": "q.customer_id", "day": self._day("q.at")}, rest, parameters)

    def _consents(self) -> Question:
        condition, parameters = self._where("k")
        rest = f"FROM customers_consent k WHERE {condition} AND k.withdrawn_at IS NULL"
        return Question({"customer": "k.customer_id", "day": self._day("k.at")}, rest, parameters)

    def _agreements(self) -> Question:
        """Quotations that they accepted."""
        condition, parameters = self._where("q")
        yes = f"q.status = '{Quotation.Status.ACCEPTED.value}' AND q.answered_at IS NOT NULL"
        columns = {"customer": "q.customer_id", "day": self._day("q.answered_at")}
        return Question(columns, f"FROM sales_quotation q WHERE {condition} AND {yes}", parameters)

    def _referrals(self) -> Question:
        condition, parameters = self._where("c", "introduced_by_id")
        bought = (
            f"SELECT MIN({day_of('i."on"')}) FROM sales_invoice i WHERE i.organization_id = c.organization_id"
            " AND i.customer_id = c.id AND i.cancelled_at IS NULL AND i.kind <> 'down'"
            " AND (i.total = 0 OR i.total > i.credited)"
        )
        columns = {
            "customer": "c.introduced_by_id",
            "day": self._day("c.created_at"),
            "bought": f"COALESCE(({bought}), 0)",
        }
        table = "customers_customer c"
        if self.ids is not None and connection.vendor == "sqlite":
            table += " INDEXED BY customer_introduced"  # where nobody was introduced it would look at everybody
        rest = f"FROM {table} WHERE {condition} AND c.introduced_by_id IS NOT NULL"
        return Question(columns, rest, parameters)

    def _campaigns(self) -> Question:
        """What a campaign cost for each new customer that it brought, half up, on the day when they came by it."""
        condition, parameters = self._where("q")
        new = f"'{Inquiry.State.NEW.value}'"
        narrowed = ""
        if self.ids is not None:  # else all campaigns would be counted for one customer
            mine, ids = self._where("m")
            narrowed = f" AND s.campaign_id IN (SELECT m.campaign_id FROM pipeline_inquiry m WHERE {mine})"
            parameters = [current_organization_id(), *ids, *parameters]
        else:
            parameters = [current_organization_id(), *parameters]
        counted = (
            "SELECT s.campaign_id, COUNT(DISTINCT s.customer_id) AS brought FROM pipeline_inquiry s"
            f" WHERE s.organization_id = %s AND s.state = {new} AND s.campaign_id IS NOT NULL{narrowed}"
            " GROUP BY s.campaign_id"
        )
        rest = (
            f"FROM ({counted}) AS b JOIN pipeline_inquiry q ON q.campaign_id = b.campaign_id AND q.state = {new}"
            " JOIN pipeline_campaign g ON g.organization_id = q.organization_id AND g.id = q.campaign_id"
            f" WHERE {condition} AND q.customer_id IS NOT NULL AND g.cost > 0"
        )
        columns = {
            "customer": "q.customer_id",
            "day": self._day("q.at"),
            "cost": "(2 * g.cost + b.brought) / (2 * b.brought)",
        }
        return Question(columns, rest, parameters)

    def _deliveries(self) -> Question:
        """Those that a promotion made free."""
        condition, parameters = self._where("u")
        kind = f"p.kind = '{Promotion.Kind.FREE_DELIVERY.value}'"
        rest = (
            "FROM sales_promotionuse u JOIN catalogue_promotion p ON p.organization_id = u.organization_id"
            f" AND p.id = u.promotion_id WHERE {condition} AND u.released_at IS NULL AND {kind}"
        )
        columns = {"customer": "u.customer_id", "day": self._day("u.at"), "cost": str(int(self.rules.delivery_rate))}
        return Question(columns, rest, parameters)

    def _needs(self) -> Question:
        """What those need in a year whose needs were noted, and what of it we supplied, both at the list price."""
        condition, parameters = self._where("n")
        since = f"'{date.fromordinal(self.on.toordinal() - 365).isoformat()}'"
        supplied = (
            "SELECT SUM((l.quantity - l.credited_quantity) * l.factor) FROM sales_invoiceline l JOIN sales_invoice i"
            " ON i.organization_id = l.organization_id AND i.id = l.invoice_id"
            " WHERE i.organization_id = n.organization_id AND i.customer_id = n.customer_id AND i.cancelled_at IS NULL"
            f' AND l.product_id = n.product_id AND i."on" > {since}'
        )
        year = "n.needed * 12"
        columns = {
            "customer": "n.customer_id",
            "needed": f"CAST(ROUND({year} * p.price) AS BIGINT)",
            "supplied": f"CAST(ROUND({least()}(COALESCE(({supplied}), 0), {year}) * p.price) AS BIGINT)",
        }
        rest = (
            "FROM lifecycle_productuse n JOIN catalogue_product p ON p.organization_id = n.organization_id"
            f" AND p.id = n.product_id WHERE {condition} AND n.needed IS NOT NULL"
        )
        return Question(columns, rest, parameters)

    def _products(self) -> Question:
        condition, parameters = self._where("i")
        rest = (
            "FROM (SELECT i.customer_id, COUNT(DISTINCT l.product_id) AS products FROM sales_invoice i"
            " JOIN sales_invoiceline l ON l.organization_id = i.organization_id AND l.invoice_id = i.id"
            f" WHERE {condition} AND i.cancelled_at IS NULL AND l.product_id IS NOT NULL"
            " AND l.quantity > l.credited_quantity GROUP BY i.customer_id) AS s"
        )
        return Question({"customer": "s.customer_id", "products": "s.products"}, rest, parameters)


def _sale_columns() -> dict[str, str]:
    """Of an invoice `i`: see `reading.Sales`, which lays the state out."""
    day, due, paid = day_of('i."on"'), day_of("i.due_on"), day_of("i.paid_on")
    # Whether it was paid at all stands first: greatest(NULL, 0) is 0 for one database and NULL for the other.
    is_paid = "i.paid > 0 AND i.paid_on IS NOT NULL"  # else it was credited, or cost nothing
    days_late = f"{least()}({greatest()}({paid} - {due}, 0), {LATE} - 2)"
    late = f"(CASE WHEN {is_paid} THEN {days_late} ELSE {LATE} - 1 END)"
    return {
        "key": f"i.customer_id * {KEY} + {day}",
        "net": "i.net",
        "cost": "i.cost",
        "off": "i.discount + i.promotion_discount",
        "state": (
            f"((CAST({due} - {day} AS BIGINT) + {TERMS}) * {LATE} + {late}) * 4"
            " + CASE WHEN i.balance > 0 THEN 2 ELSE 0 END + CASE WHEN i.kind = 'down' THEN 0 ELSE 1 END"
        ),
    }
