"""What the boards show, by raw SQL: the same rows counted and summed as one would write it by hand."""

OURS = "organization_id = {organization}"
METRICS = f"FROM lifecycle_customermetrics WHERE {OURS}"
BY_MONTH = "substr(CAST({0} AS varchar(30)), 1, 7)"  # on both databases
BOUGHT = "i.cancelled_at IS NULL AND i.kind <> 'down'"

BOARDS_FLOORS: dict[str, list[str]] = {
    "stages board": [
        f"SELECT stage, count(*) FROM customers_customer WHERE {OURS} GROUP BY stage",
        f"SELECT before, after, count(*) FROM lifecycle_stagechange WHERE {OURS} AND \"on\" >= '{{year}}'"
        " GROUP BY before, after",
        f"SELECT * FROM lifecycle_stagechange WHERE {OURS} AND \"on\" >= '{{year}}'"
        ' ORDER BY "on" DESC, id DESC LIMIT 26',
    ],
    "RFM board": [
        "SELECT recency_score, frequency_score, money_score, rfm_group, count(*), sum(revenue_year)"
        f" {METRICS} AND recency_score > 0 GROUP BY recency_score, frequency_score, money_score, rfm_group"
    ],
    "Pareto board": [
        "SELECT tenth, size, count(*), sum(revenue_year), sum(cost_year), sum(service_cost_year) FROM ("
        "SELECT ntile(10) OVER (ORDER BY contribution_year DESC, id DESC) AS tenth, size, revenue_year, cost_year,"
        f" service_cost_year {METRICS} AND recency_score > 0 AND revenue_year <> 0) AS cut GROUP BY tenth, size"
    ],
    "profit board": [
        f"SELECT sum(revenue_year), sum(discount_year), sum(cost_year), sum(service_cost_year) {METRICS}",
        f"SELECT {BY_MONTH.format('"on"')}, sum(net), sum(cost) FROM sales_invoice WHERE {OURS}"
        " AND cancelled_at IS NULL AND \"on\" >= '{year}' GROUP BY 1",
        f"SELECT {BY_MONTH.format('at')}, touch_point, count(*) FROM activities_interaction WHERE {OURS}"
        " AND at >= '{year}' GROUP BY 1, 2",
    ],
    "retention board": [
        "SELECT born, month, count(*) FROM (SELECT DISTINCT m.customer_id,"
        f" {BY_MONTH.format('m.first_on')} AS born, {BY_MONTH.format('i."on"')} AS month"
        " FROM lifecycle_customermetrics m JOIN sales_invoice i ON i.organization_id = m.organization_id"
        f" AND i.customer_id = m.customer_id WHERE m.{OURS} AND m.first_on >= '{{year}}' AND {BOUGHT}) AS came"
        " GROUP BY born, month"
    ],
    "attrition board": [
        f'SELECT customer_id, "on" FROM sales_invoice i WHERE {OURS} AND {BOUGHT} ORDER BY customer_id, "on"',
        f"SELECT activity, count(*) {METRICS} AND activity <> '' GROUP BY activity",
    ],
    "reasons of attrition": [
        f"SELECT activity, count(*), sum(revenue) {METRICS} AND activity <> '' GROUP BY activity",
        f"SELECT why, count(*) FROM lifecycle_departure WHERE {OURS} AND \"on\" >= '{{year}}' GROUP BY why",
    ],
    "value board": [
        "SELECT v.value, v.alive, v.expected_purchases, c.name FROM lifecycle_customervalue v JOIN customers_customer c"
        f" ON c.organization_id = v.organization_id AND c.id = v.customer_id WHERE v.{OURS}"
        " ORDER BY v.value DESC, v.id DESC LIMIT 26"
    ],
    "segments": [f"SELECT * FROM customers_segment WHERE {OURS} ORDER BY name LIMIT 26"],
    "filter panel": [f"SELECT * FROM customers_tag WHERE {OURS}", f"SELECT * FROM customers_source WHERE {OURS}"],
    "list of a segment": [
        f"SELECT id, name FROM customers_customer WHERE {OURS} AND stage IN ('loyal', 'advocate')"
        " ORDER BY name_key, id LIMIT 26"
    ],
}
