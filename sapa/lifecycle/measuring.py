"""What customers did, as figures: computed for one customer and for a million by the same lines.

A purchase is a day on which a customer bought: several invoices of one day are one. All is exact, in whole numbers.
A day that is 0 is no day.
"""

import numpy as np

from sapa.lib.columns import Column, Columns
from sapa.lifecycle.asking import KEY
from sapa.lifecycle.models import LifecycleRules
from sapa.lifecycle.reading import Facts, Sales
from sapa.lifecycle.runs import Runs, differs, half_up, in_order, up

YEAR, HALF = 365, 182
NEVER = 2**40
RHYTHM_PURCHASES = 3  # two intervals: of one nobody can say whether it is usual
LEAST_SPREAD = 20  # percent of the usual interval that everybody is allowed
VERDICTS = ("unknown", "dependent", "free")
UNKNOWN, DEPENDENT, FREE = range(3)


def measure(facts: Facts, rules: LifecycleRules, day: int) -> Columns:
    """The figures of each of `facts.people`, as of the end of a day: `customer`, and the fields of CustomerMetrics.

    Verdicts stand as their places in VERDICTS. What staging needs besides stands beside them, and so do the people.
    """
    customers = facts.people["customer"]
    found: Columns = dict(facts.people)
    documents, sales = _documents(facts)
    runs, bought = purchases(documents, sales)
    found |= _sums(documents, sales, day) | _year(documents, sales, day) | _buying(runs, bought, day)
    found |= _rhythm(runs, bought, found, rules)
    found |= _discounts(runs, bought, found, rules)
    found |= _touches(facts, customers, day)
    found |= _spending(facts, customers, runs, bought, found, rules, day)
    found |= _service(facts, customers, found, day)
    found |= _speaking(facts, customers)
    needs, columns = in_order(facts.needs, customers)
    needed, supplied = needs.sum(columns["needed"]), needs.sum(columns["supplied"])
    found |= {"needed_year": needed, "supply_percent": np.where(needed > 0, half_up(100 * supplied, needed), -1)}
    products, columns = in_order(facts.products, customers)
    return found | {"products": products.sum(columns["products"])}


def measure_buying(facts: Facts, day: int) -> Columns:
    """Of the same figures only those that the bounds of groups are found from."""
    documents, sales = _documents(facts)
    return _year(documents, sales, day) | _buying(*purchases(documents, sales), day)


def _documents(facts: Facts) -> tuple[Runs, Sales]:
    """The sales of those whom we know, and their runs."""
    customers = facts.people["customer"]
    documents, sales = in_order(facts.sales | {"customer": facts.sales["key"] // KEY}, customers, "key")
    return documents, Sales.of(sales)


def purchases(documents: Runs, sales: Sales) -> tuple[Runs, Columns]:
    """Days on which something was bought and not given back: day, net, off, in the order of customers and days."""
    days = np.flatnonzero(differs(sales.day) | differs(documents.places))
    net, is_sale = _reduce(sales.net, days), _reduce(sales.is_sale, days)
    given_back = (net <= 0) & (_reduce(np.minimum(sales.net, 0), days) < 0)  # what was free is bought all the same
    kept = (is_sale > 0) & ~given_back
    starts = days[kept]
    bought = {"day": sales.day[starts], "net": net[kept], "off": _reduce(sales.off, days)[kept]}
    return Runs(documents.places[starts], documents.count), bought


def _reduce(values: Column, starts: Column) -> Column:
    return np.add.reduceat(values, starts) if len(values) else values


def _sums(documents: Runs, sales: Sales, day: int) -> Columns:
    """Money of all documents, and how it was paid."""
    half = sales.day > day - HALF
    before = (sales.day > day - 2 * HALF) & ~half
    paid = (sales.paid_late >= 0) & (sales.is_sale == 1)
    oldest = documents.least(np.where(sales.owes == 1, sales.due, NEVER), NEVER)
    invoices = documents.sum(paid.astype(np.int64))
    return {
        "revenue": documents.sum(sales.net),
        "cost": documents.sum(sales.cost),
        "discount": documents.sum(sales.off),
        "revenue_half": documents.sum(sales.net * half),
        "revenue_half_before": documents.sum(sales.net * before),
        "paid_invoices": invoices,
        "late_days": half_up(documents.sum(np.where(paid, sales.paid_late, 0)), invoices),
        "oldest_due_on": np.where(oldest < NEVER, oldest, 0),
    }


def _year(documents: Runs, sales: Sales, day: int) -> Columns:
    year = sales.day > day - YEAR
    return {
        "revenue_year": documents.sum(sales.net * year),
        "cost_year": documents.sum(sales.cost * year),
        "discount_year": documents.sum(sales.off * year),
    }


def _buying(runs: Runs, bought: Columns, day: int) -> Columns:
    return {
        "purchases": runs.number(),
        "purchases_year": runs.sum((bought["day"] > day - YEAR).astype(np.int64)),
        "first_on": runs.first(bought["day"]),
        "last_on": runs.last(bought["day"]),
    }


def _rhythm(runs: Runs, bought: Columns, found: Columns, rules: LifecycleRules) -> Columns:
    """The usual interval is the median, the spread the mean distance from it; both tell what this customer may do.

    Late and slipped are counted from when the next purchase is due, in parts of their own spread.
    """
    follows = np.ones(len(bought["day"]), dtype=bool)
    follows[runs.starts] = False
    gaps = np.diff(bought["day"], prepend=0)[follows]
    own = Runs(runs.places[follows], runs.count)
    known = found["purchases"] >= RHYTHM_PURCHASES
    usual = np.where(known, _medians(own, gaps), 0)
    away = np.abs(gaps - usual[own.places])
    spread = np.where(known, half_up(own.sum(away), own.number()), 0)
    allowed = np.maximum(np.maximum(spread, up(usual * LEAST_SPREAD, 100)), 1)
    slack = up(allowed * rules.slip_percent, 100)
    due = found["last_on"] + usual
    steady = known & (spread * 100 <= usual * rules.steady_percent)
    return {
        "usual_days": usual,
        "spread_days": spread,
        "due_on": np.where(known, due, 0),
        "late_on": np.where(known, due + up(allowed * rules.warn_percent, 100), 0),
        "slips_on": np.where(known, due + slack, 0),
        "is_steady": steady.astype(np.int64),
        "steady_since": np.where(known, _steady_since(runs, bought, usual + slack, rules.majority_purchases), 0),
    }


def _medians(runs: Runs, values: Column) -> Column:
    """Of each run, half up; 0 of none."""
    ordered = values[np.lexsort([values, runs.places])]
    low = ordered[runs.starts + (runs.lengths - 1) // 2]
    high = ordered[runs.starts + runs.lengths // 2]
    return runs.spread((low + high + 1) // 2)


def _steady_since(runs: Runs, bought: Columns, longest: Column, wanted: int) -> Column:
    """The day of the purchase with which they had bought `wanted` times without missing their rhythm; 0: not yet."""
    places = np.arange(len(bought["day"]))
    missed = np.diff(bought["day"], prepend=0) > longest[runs.places]
    missed[runs.starts] = True  # a first purchase begins anew
    begins = np.maximum.reduceat(np.where(missed, places, 0), runs.starts) if len(places) else places
    reached = begins + wanted - 1
    enough = reached < runs.starts + runs.lengths
    return runs.spread(np.where(enough, bought["day"][np.where(enough, reached, 0)], 0) if len(places) else reached)


def _discounts(runs: Runs, bought: Columns, found: Columns, rules: LifecycleRules) -> Columns:
    """Buying with and without something taken off, over their own history.

    What they spend in a year each way is how often times how much; the years are the same, so the sums tell.
    """
    off = bought["off"]
    promo = (off > 0) & (off * 100 >= (bought["net"] + off) * rules.promo_percent)
    times, money = runs.sum(promo.astype(np.int64)), runs.sum(bought["net"] * promo)
    whole = runs.sum(bought["net"])
    enough = found["purchases"] >= rules.majority_purchases
    much = money * 100 >= whole * rules.discount_percent
    enough &= whole > 0  # who only ever got gifts has not bought without a discount either
    verdict = np.where(times == 0, FREE, np.where(~much, FREE, np.where(times > 1, DEPENDENT, UNKNOWN)))
    return {
        "promo_purchases": times,
        "promo_revenue": money,
        "bought_revenue": whole,
        "discount_verdict": np.where(enough, verdict, UNKNOWN),
    }


def _touches(facts: Facts, customers: Column, day: int) -> Columns:
    runs, touches = in_order(facts.touches, customers, "day")
    year = touches["day"] > day - YEAR
    selling = touches["selling"] == 1
    scored = touches["score"] > 0
    ours = touches["outbound"] == 1
    own = Runs(runs.places[scored], runs.count)
    return {
        "touches": runs.number(),
        "relationship_year": runs.sum((year & ~selling & ours).astype(np.int64)),
        "selling_year": runs.sum((year & selling & ours).astype(np.int64)),
        "last_relationship_on": runs.most(np.where(~selling, touches["day"], 0)),
        "last_selling_on": runs.most(np.where(selling, touches["day"], 0)),
        "scores": own.number(),
        "satisfaction": own.last(touches["score"][scored], -1),
        "score_on": own.last(touches["day"][scored]),
        "interest_touch": runs.least(np.where(touches["interest"] == 1, touches["day"], NEVER), NEVER),
    }


def _spending(
    facts: Facts, customers: Column, runs: Runs, bought: Columns, found: Columns, rules: LifecycleRules, day: int
) -> Columns:
    """Buying within some days of a touch that cost us something, and buying when spending had stopped.

    How often they buy in the quiet days, against how often over all. Not for how much: the visits that won somebody
    stand beside their first, large purchase. It is not known where spending never stopped for twice their usual
    interval.
    """
    costly = (facts.touches["cost"] > 0) & (facts.touches["outbound"] == 1)
    own, touches = in_order({name: facts.touches[name][costly] for name in ("customer", "day")}, customers, "day")
    reach = rules.spend_days
    keys = own.places * 2**20 + touches["day"]
    wanted = runs.places * 2**20 + bought["day"]
    at = np.searchsorted(keys, wanted, side="right") - 1
    prompted = (at >= 0) & (wanted - keys[np.maximum(at, 0)] <= reach) if len(keys) else np.zeros(len(at), dtype=bool)
    times, money = runs.sum(prompted.astype(np.int64)), runs.sum(bought["net"] * prompted)
    # days that a touch is felt: until the next touch, or its reach, or today; and not before the first purchase
    ends = np.minimum(touches["day"] + reach + 1, day + 1)
    if len(ends):
        following = np.append(touches["day"][1:], 0)
        same = np.append(own.places[1:] == own.places[:-1], False)
        ends = np.where(same, np.minimum(ends, following), ends)
    begins = np.maximum(touches["day"], found["first_on"][own.places])
    felt = own.sum(np.maximum(ends - begins, 0))
    life = np.where(found["purchases"] > 0, day + 1 - found["first_on"], 0)
    felt = np.minimum(felt, life)
    quiet = life - felt
    alone = found["purchases"] - times
    dependent = (times > 1) & (alone * life * 100 < found["purchases"] * quiet * rules.spend_percent)
    enough = (found["purchases"] >= rules.majority_purchases) & (found["usual_days"] > 0)
    told = enough & (quiet >= 2 * found["usual_days"])
    verdict = np.where(told, np.where(dependent, DEPENDENT, FREE), UNKNOWN)
    return {
        "prompted_purchases": times,
        "prompted_revenue": money,
        "spent_days": felt,
        "quiet_days": quiet,
        "spending_verdict": np.where(enough & (felt == 0), FREE, verdict),
    }


def _service(facts: Facts, customers: Column, found: Columns, day: int) -> Columns:
    """What visits, calls, campaigns and free deliveries cost us."""
    whole = np.zeros(len(customers), dtype=np.int64)
    year = whole.copy()
    for columns in (facts.touches, facts.costs):
        runs, rows = in_order(columns, customers)
        whole += runs.sum(rows["cost"])
        year += runs.sum(rows["cost"] * (rows["day"] > day - YEAR))
    return {"service_cost": whole, "service_cost_year": year}


def _speaking(facts: Facts, customers: Column) -> Columns:
    """When they first showed interest is found in `staging`, from what is kept here."""
    asked, interests = in_order(facts.interests, customers, "day")
    introduced, referrals = in_order(facts.referrals, customers)
    contact = facts.people["contact"]
    return {
        "interest_asked": asked.least(interests["day"], NEVER),
        "interest_contact": np.where(contact > 0, contact, NEVER),
        "introduced": introduced.number(),
        "introduced_bought": introduced.sum((referrals["bought"] > 0).astype(np.int64)),
    }
