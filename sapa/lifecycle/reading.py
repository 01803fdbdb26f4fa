"""All that is known of what customers did, as columns: of one customer, of some, or of all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection
from django.db.models import Count

from sapa.activities.models import Interaction, Outcome
from sapa.catalogue.models import Promotion
from sapa.customers.models import LifecycleStage
from sapa.lib.columns import EPOCH, Columns, day_of, day_of_moment, read
from sapa.lifecycle.models import LifecycleRules
from sapa.pipeline.models import Campaign, Inquiry
from sapa.tenancy.current import current_organization_id
from sapa.tenancy.models import Organization

# What shows that they are open to us, besides reaching us themselves.
INTERESTED = (Outcome.TALKED, Outcome.CALL_BACK, Outcome.INTERESTED, Outcome.ORDERED, Outcome.COMPLAINED)


@dataclass(frozen=True)
class Facts:
    """Columns by source. `day` is days since 1970-01-01 in the organisation's zone; money in minor units.

    `people`: customer (rising), contact (day, or 0), bad, pin (a stage's place + 1, or 0), stood (the place
    of the stage that they are said to be at).
    `sales`: customer, day, net, cost, off, is_sale, due, paid (0 while it is not), balance. A credit note stands on the
    day of its invoice, below zero. `touches`: customer, day, cost, outbound, selling, interest, score (0 for none).
    `interests`: customer, day. `referrals`: customer, day (of the first purchase of whom they introduced, or 0).
    `costs`: customer, day, cost (campaigns, free deliveries). `needs`: customer, needed, supplied (worth in a year).
    `products`: customer, products.
    """

    people: Columns
    sales: Columns
    touches: Columns
    interests: Columns
    referrals: Columns
    costs: Columns
    needs: Columns
    products: Columns

    def until(self, day: int) -> "Facts":
        """What was known at the end of a day. Paying, marks, needs and products are as they are now."""

        def cut(columns: Columns) -> Columns:
            known = columns["day"] <= day
            return {name: column[known] for name, column in columns.items()}

        contact = self.people["contact"]
        people = self.people | {"contact": np.where(contact <= day, contact, 0)}
        parts = ("sales", "touches", "interests", "referrals", "costs")
        return replace(self, people=people, **{name: cut(getattr(self, name)) for name in parts})


def day_number(on: date) -> int:
    return on.toordinal() - EPOCH


def read_facts(organization: Organization, rules: LifecycleRules, on: date, ids: Sequence[int] | None = None) -> Facts:
    """Of these customers of the current organisation, or (None) of all. Nine or ten queries."""
    asking = _Asking(organization, rules, on, ids)
    return Facts(
        people=asking.people(),
        sales=asking.sales(),
        touches=asking.touches(),
        interests=asking.interests(),
        referrals=asking.referrals(),
        costs=asking.costs(),
        needs=asking.needs(),
        products=asking.products(),
    )


def read_sales(organization: Organization, on: date) -> Columns:
    """`Facts.sales` alone, of all customers of the current organisation. Two queries."""
    return _Asking(organization, LifecycleRules(), on, None).sales()


class _Asking:
    """The statements, for these customers. Names of tables and columns are those of the models."""

    def __init__(self, organization: Organization, rules: LifecycleRules, on: date, ids: Sequence[int] | None) -> None:
        zone = ZoneInfo(organization.time_zone)
        self._offset = int(datetime(on.year, on.month, on.day, tzinfo=zone).utcoffset().total_seconds())  # type: ignore[union-attr]
        self._rules, self._on, self._ids = rules, on, ids

    def _where(self, table: str, of: str = "customer_id") -> tuple[str, list[int]]:
        """The organisation's rows of the table, of these customers."""
        parameters = [current_organization_id()]
        condition = f"{table}.organization_id = %s"
        if self._ids is not None:
            condition += f" AND {table}.{of} IN ({', '.join(['%s'] * len(self._ids))})"
            parameters += self._ids
        return condition, parameters

    def people(self) -> Columns:
        condition, parameters = self._where("c", "id")
        stages = " ".join(f"WHEN '{stage.value}' THEN {place}" for place, stage in enumerate(LifecycleStage, 1))
        pins = (
            f"SELECT CASE p.stage {stages} END FROM lifecycle_stagepin p WHERE p.organization_id = c.organization_id"
            f" AND p.customer_id = c.id AND p.ended_at IS NULL AND p.until >= '{self._on.isoformat()}'"
        )
        marks = "SELECT 1 FROM lifecycle_badmark m WHERE m.organization_id = c.organization_id AND m.customer_id = c.id"
        columns = {
            "customer": "c.id",
            "contact": f"COALESCE({day_of_moment('c.contact_at', self._offset)}, 0)",
            "bad": f"CASE WHEN EXISTS ({marks} AND m.ended_at IS NULL) THEN 1 ELSE 0 END",
            "pin": f"COALESCE(({pins}), 0)",
            "stood": f"CASE c.stage {stages} END - 1",
        }
        found = read(columns, f"FROM customers_customer c WHERE {condition}", parameters)
        order = np.argsort(found["customer"], kind="stable")
        return {name: column[order] for name, column in found.items()}

    def sales(self) -> Columns:
        """Invoices, and credit notes on the days of their invoices."""
        condition, parameters = self._where("i")
        columns = {
            "customer": "i.customer_id",
            "day": day_of('i."on"'),
            "net": "i.net",
            "cost": "i.cost",
            "off": "i.discount + i.promotion_discount",
            "is_sale": "CASE WHEN i.kind = 'down' THEN 0 ELSE 1 END",
            "due": day_of("i.due_on"),
            "paid": f"COALESCE({day_of('i.paid_on')}, 0)",
            "balance": "i.balance",
        }
        invoices = read(columns, f"FROM sales_invoice i WHERE {condition} AND i.cancelled_at IS NULL", parameters)
        credited = dict.fromkeys(columns, "0") | {
            "customer": "i.customer_id",
            "day": day_of('i."on"'),
            "net": "-n.net",
            "cost": "-n.cost",
            "off": "-(n.discount + n.promotion_discount)",
        }
        joined = (
            "FROM sales_creditnote n"
            " JOIN sales_invoice i ON i.organization_id = n.organization_id AND i.id = n.invoice_id"
            f" WHERE {self._where('n')[0]} AND n.cancelled_at IS NULL AND i.cancelled_at IS NULL"
        )
        notes = read(credited, joined, parameters)
        if not len(notes["day"]):
            return invoices
        return {name: np.concatenate([column, notes[name]]) for name, column in invoices.items()}

    def touches(self) -> Columns:
        condition, parameters = self._where("t")
        kinds = ", ".join(f"'{kind.value}'" for kind in INTERESTED)
        rates = {point: rate for point, rate in self._rules.rates.items() if rate}
        # A rate stands in the statement as a number: it is one, and the names of touch points are ours.
        costs = " ".join(f"WHEN '{point}' THEN {int(rate)}" for point, rate in sorted(rates.items()))
        outbound = f"t.direction = '{Interaction.Direction.OUTBOUND.value}'"
        columns = {
            "customer": "t.customer_id",
            "day": day_of_moment("t.at", self._offset),
            "cost": f"CASE WHEN {outbound} THEN (CASE t.touch_point {costs} ELSE 0 END) ELSE 0 END" if costs else "0",
            "outbound": f"CASE WHEN {outbound} THEN 1 ELSE 0 END",
            "selling": f"CASE WHEN t.purpose = '{Interaction.Purpose.SELLING.value}' THEN 1 ELSE 0 END",
            "interest": f"CASE WHEN NOT ({outbound}) OR t.outcome IN ({kinds}) THEN 1 ELSE 0 END",
            "score": "COALESCE(t.satisfaction, 0)",
        }
        return read(columns, f"FROM activities_interaction t WHERE {condition}", parameters)

    def interests(self) -> Columns:
        """Arrivals by their own doing, and consents that still hold."""
        arrived, parameters = self._where("q")
        agreed, others = self._where("k")
        columns = {"customer": "s.customer_id", "day": day_of_moment("s.at", self._offset)}
        asked = (
            f"SELECT q.customer_id, q.at FROM pipeline_inquiry q WHERE {arrived} AND q.customer_id IS NOT NULL"
            f" AND q.state <> '{Inquiry.State.SPAM.value}' AND q.door = '{Inquiry.Door.FORM.value}'"
        )
        consented = f"SELECT k.customer_id, k.at FROM customers_consent k WHERE {agreed} AND k.withdrawn_at IS NULL"
        return read(columns, f"FROM ({asked} UNION ALL {consented}) AS s", [*parameters, *others])

    def referrals(self) -> Columns:
        condition, parameters = self._where("c", "introduced_by_id")
        bought = (
            f"SELECT MIN({day_of('i."on"')}) FROM sales_invoice i WHERE i.organization_id = c.organization_id"
            " AND i.customer_id = c.id AND i.cancelled_at IS NULL AND i.kind <> 'down' AND i.balance + i.paid > 0"
        )
        columns = {
            "customer": "c.introduced_by_id",
            "day": day_of_moment("c.created_at", self._offset),
            "bought": f"COALESCE(({bought}), 0)",
        }
        rest = f"FROM customers_customer c WHERE {condition} AND c.introduced_by_id IS NOT NULL"
        return read(columns, rest, parameters)

    def costs(self) -> Columns:
        """What campaigns cost for each who came by them, and free deliveries."""
        parts, parameters = [], []
        for pk, each in self._campaign_shares().items():
            condition, own = self._where("q")
            parts.append(
                f"SELECT q.customer_id, q.at, {each} AS cost FROM pipeline_inquiry q WHERE {condition}"
                f" AND q.customer_id IS NOT NULL AND q.campaign_id = {pk} AND q.state = '{Inquiry.State.NEW.value}'"
            )
            parameters += own
        if rate := int(self._rules.delivery_rate):
            condition, own = self._where("u")
            parts.append(
                f"SELECT u.customer_id, u.at, {rate} AS cost FROM sales_promotionuse u JOIN catalogue_promotion p"
                f" ON p.organization_id = u.organization_id AND p.id = u.promotion_id WHERE {condition}"
                f" AND u.released_at IS NULL AND p.kind = '{Promotion.Kind.FREE_DELIVERY.value}'"
            )
            parameters += own
        columns = {"customer": "s.customer_id", "day": day_of_moment("s.at", self._offset), "cost": "s.cost"}
        if not parts:
            return {name: np.empty(0, dtype=np.int64) for name in columns}
        return read(columns, f"FROM ({' UNION ALL '.join(parts)}) AS s", parameters)

    @staticmethod
    def _campaign_shares() -> dict[int, int]:
        """Of each campaign that cost something: its cost by the number of new customers that it brought, half up."""
        brought = Inquiry.objects.filter(state=Inquiry.State.NEW, campaign__isnull=False, customer__isnull=False)
        counts = dict(brought.order_by().values_list("campaign_id").annotate(Count("customer", distinct=True)))
        costs = Campaign.objects.filter(pk__in=counts, cost__gt=0).values_list("pk", "cost")
        return {pk: (2 * cost + counts[pk]) // (2 * counts[pk]) for pk, cost in costs}

    def needs(self) -> Columns:
        """What those need in a year whose needs were noted, and what of it we supplied, both at the list price."""
        condition, parameters = self._where("n")
        since = f"'{date.fromordinal(self._on.toordinal() - 365).isoformat()}'"
        supplied = (
            "SELECT SUM(l.quantity * l.factor) FROM sales_invoiceline l JOIN sales_invoice i"
            " ON i.organization_id = l.organization_id AND i.id = l.invoice_id"
            " WHERE i.organization_id = n.organization_id AND i.customer_id = n.customer_id AND i.cancelled_at IS NULL"
            f' AND l.product_id = n.product_id AND i."on" > {since}'
        )
        year = "n.needed * 12"
        columns = {
            "customer": "n.customer_id",
            "needed": f"CAST(ROUND({year} * p.price) AS BIGINT)",
            "supplied": f"CAST(ROUND(LEAST_OF(COALESCE(({supplied}), 0), {year}) * p.price) AS BIGINT)",
        }
        columns["supplied"] = columns["supplied"].replace("LEAST_OF", _least())
        rest = (
            "FROM lifecycle_productuse n JOIN catalogue_product p ON p.organization_id = n.organization_id"
            f" AND p.id = n.product_id WHERE {condition} AND n.needed IS NOT NULL"
        )
        return read(columns, rest, parameters)

    def products(self) -> Columns:
        condition, parameters = self._where("i")
        columns = {"customer": "s.customer_id", "products": "s.products"}
        rest = (
            "FROM (SELECT i.customer_id, COUNT(DISTINCT l.product_id) AS products FROM sales_invoice i"
            " JOIN sales_invoiceline l ON l.organization_id = i.organization_id AND l.invoice_id = i.id"
            f" WHERE {condition} AND i.cancelled_at IS NULL AND l.product_id IS NOT NULL GROUP BY i.customer_id) AS s"
        )
        return read(columns, rest, parameters)


def _least() -> str:
    return "LEAST" if connection.vendor == "postgresql" else "MIN"
