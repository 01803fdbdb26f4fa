"""The rows of the sales pages and verbs by raw SQL. `{buyer}`, `{invoice}` and `{order}` are ids."""

OURS = "organization_id = {organization}"
PAPER = 'id, number, "on", customer_id, owner_id, total, balance, due_on, paid_on'
LINES = (
    "SELECT * FROM sales_{0}line WHERE organization_id = {{organization}} AND {0}_id = {{{1}}} ORDER BY position, id"
)
OWED = "sum(CASE WHEN due_on {0} '{{today}}' THEN balance ELSE 0 END)"
INVOICE = [f"SELECT * FROM sales_invoice WHERE {OURS} AND id = {{invoice}}", LINES.format("invoice", "invoice")]


def _written(rows: int) -> list[str]:
    """So many rows of the smallest table: what a verb writes at the least."""
    return [f"INSERT INTO customers_tag (organization_id, name) VALUES ({{organization}}, 'lantai {row}')"
            for row in range(rows)]  # fmt: skip


SALES_FLOORS: dict[str, list[str]] = {
    "invoice list": [f'SELECT {PAPER} FROM sales_invoice WHERE {OURS} ORDER BY "on" DESC, id DESC LIMIT 26'],
    "open invoices": [f"SELECT {PAPER} FROM sales_invoice WHERE {OURS} AND balance > 0 ORDER BY due_on, id LIMIT 26"],
    "receivables by age": [
        f"SELECT {OWED.format('>=')}, {OWED.format('<')} FROM sales_invoice WHERE {OURS} AND balance > 0",
        f"SELECT customer_id, receivable FROM sales_customercredit WHERE {OURS} AND receivable > 0"
        " ORDER BY receivable DESC, id DESC LIMIT 26",
    ],
    "stock moves": [f"SELECT * FROM catalogue_stockmove WHERE {OURS} ORDER BY at DESC, id DESC LIMIT 26"],
    "purchases only": [
        f"SELECT * FROM catalogue_stockmove WHERE {OURS} AND kind = 'purchase' ORDER BY at DESC, id DESC LIMIT 26"
    ],
    "card of a buyer": [
        f"SELECT * FROM customers_customer WHERE {OURS} AND id = {{buyer}}",
        f"SELECT * FROM customers_phone WHERE {OURS} AND customer_id = {{buyer}}",
        f"SELECT {PAPER} FROM sales_invoice WHERE {OURS} AND customer_id = {{buyer}}"
        ' ORDER BY "on" DESC, id DESC LIMIT 4',
        f"SELECT * FROM sales_customercredit WHERE {OURS} AND customer_id = {{buyer}}",
        f"SELECT * FROM events_event WHERE {OURS} AND customer_id = {{buyer}} ORDER BY at DESC, id DESC LIMIT 21",
    ],
    "order page": [f"SELECT * FROM sales_order WHERE {OURS} AND id = {{order}}", LINES.format("order", "order")],
    "invoice page": INVOICE,
    "quotation form": [
        f"SELECT * FROM customers_customer WHERE {OURS} AND id = {{buyer}}",
        f"SELECT * FROM sales_salessettings WHERE {OURS}",
    ],
    "price of a line": [f"SELECT * FROM catalogue_priceitem WHERE {OURS} AND product_id IN ({{three}})"],
    "PDF of 3 lines": INVOICE,
    "PDF of 60 lines": INVOICE,
    "quote": _written(5),
    "confirm": [f"UPDATE sales_order SET version = version + 1 WHERE {OURS} AND id = {{order}}", *_written(5)],
    "deliver": [
        f"UPDATE sales_orderline SET delivered = delivered WHERE {OURS} AND order_id = {{order}}",
        *_written(8),
    ],
    "invoice": [f"UPDATE sales_orderline SET invoiced = invoiced WHERE {OURS} AND order_id = {{order}}", *_written(5)],
    "pay": [f"UPDATE sales_invoice SET version = version + 1 WHERE {OURS} AND id = {{invoice}}", *_written(3)],
}
