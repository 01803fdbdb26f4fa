"""What customers can be told apart by because their figures are kept: stages, groups, buying, paying, profile.

The customer list and all that is filtered like it ask by these (settings.CUSTOMER_FACETS). Figures of money take the
right to see sales, and what customers bring the right to see what products cost.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.customers.asking import Asking
from sapa.customers.facets import Condition, Facet, Group
from sapa.customers.kinds import AnyOf, Day, Money, Number, OneOf, RowOf, Yes
from sapa.customers.models import LifecycleStage
from sapa.lifecycle.models import (
    Activity,
    CustomerProfile,
    Departure,
    Factor,
    Potential,
    ProductUse,
    RfmGroup,
    Size,
    Verdict,
)
from sapa.sales.models import Invoice, InvoiceLine

SALES, COST = "sales.view", "catalogue.cost"
MATTERS = 4  # of 5: a factor from this weight on matters to a customer
CHANNEL, END_USER = "channel", "end_user"
LATE, WARNED, SLIPPED = "yes", "warned", "slipped"
LATENESS = (
    (LATE, _("Late")),
    (WARNED, _("Late, not missed yet")),
    (SLIPPED, _("Missed")),
)
SCORES = tuple((str(score), str(score)) for score in range(1, 6))

type Asks = Callable[[Any, Asking], Condition]


def _is(path: str) -> Asks:
    """One or several of the choices of a field."""

    def condition(value: tuple[str, ...], _asking: Asking) -> Q:
        return Q(**({path: value[0]} if len(value) == 1 else {f"{path}__in": value}))

    return condition


def _compares(path: str) -> Asks:
    """A field with a lookup, such as `metrics__purchases__gte`."""
    return lambda value, _asking: Q(**{path: value})


def _score(path: str) -> Asks:
    return lambda value, _asking: Q(**{path: int(value)})


def _worth(value: str, _asking: Asking) -> Q:
    """Frequency and money taken together, half up, as the groups are named by (see `grouping`)."""
    sums = {2 * int(value) - 1, 2 * int(value)}
    pairs = [(often, much) for often in range(1, 6) for much in range(1, 6) if often + much in sums]
    return reduce(or_, (Q(metrics__frequency_score=often, metrics__money_score=much) for often, much in pairs))


def _holds(path: str, value: Any = True) -> Asks:
    """What is asked for with yes."""
    return lambda _yes, _asking: Q(**{path: value})


def _days_ago(path: str) -> Asks:
    """A field with a lookup, compared with the day so many days ago."""
    return lambda value, asking: Q(**{path: asking.today - timedelta(days=value)})


def _late(value: str, asking: Asking) -> Q:
    """By their own rhythm: from the day of the warning on; missed from the day on which they move down."""
    missed = Q(metrics__slips_on__lte=asking.today)
    if value == SLIPPED:
        return missed & Q(metrics__late_on__isnull=False)
    late = Q(metrics__late_on__lte=asking.today)
    return late & Q(metrics__slips_on__gt=asking.today) if value == WARNED else late


def _due_within(value: int, asking: Asking) -> Q:
    """From today on: who is past the day is late, or will be."""
    return Q(metrics__due_on__gte=asking.today, metrics__due_on__lte=asking.today + timedelta(days=value))


def _role(value: str, _asking: Asking) -> Q:
    """A channel is whoever has one: they sell on what they buy of us."""
    return Q(channel__isnull=value == END_USER)


def _buys(value: int, _asking: Asking) -> Exists:
    """There is an invoice with the product that was not cancelled, and not all of it was given back."""
    kept = InvoiceLine.objects.filter(quantity__gt=F("credited_quantity"))
    line = Exists(kept.filter(product_id=value, invoice=OuterRef("pk")))
    return Exists(Invoice.objects.filter(line, customer=OuterRef("pk"), cancelled_at__isnull=True))


def _needs(value: int, _asking: Asking) -> Exists:
    noted = ProductUse.objects.filter(product_id=value).filter(Q(needed__gt=0) | Q(needed__isnull=True))
    return Exists(noted.filter(customer=OuterRef("pk")))


def _departed(_yes: bool, _asking: Asking) -> Exists:
    return Exists(Departure.objects.filter(customer=OuterRef("pk"), returned_on__isnull=True))


def _matters(value: tuple[str, ...], _asking: Asking) -> Exists:
    factors = Factor.objects.filter(weight__gte=MATTERS, what__in=value)
    return Exists(factors.filter(customer=OuterRef("pk")))


PRODUCT = RowOf(lambda pks: Product.objects.in_bulk(list(pks)), "catalogue:options", _("part of its name"))


STAGES = (
    Facet("stage", _("Stage"), Group.STAGES, AnyOf(LifecycleStage.choices), _is("stage")),
    Facet("activity", _("Active or passive"), Group.STAGES, AnyOf(Activity.choices), _is("metrics__activity")),
    Facet("size", _("Size"), Group.STAGES, AnyOf(Size.choices), _is("metrics__size")),
    Facet("potential", _("Contribution"), Group.STAGES, AnyOf(Potential.choices), _is("metrics__potential")),
    Facet("rfm", _("RFM group"), Group.STAGES, AnyOf(RfmGroup.choices), _is("metrics__rfm_group")),
    Facet("recency", _("Recency (1 to 5)"), Group.STAGES, OneOf(SCORES), _score("metrics__recency_score")),
    Facet("worth", _("Frequency and money (1 to 5)"), Group.STAGES, OneOf(SCORES), _worth),
    Facet(
        "role", _("Channel or end user"), Group.STAGES,
        OneOf(((CHANNEL, _("Channel: sells on")), (END_USER, _("End user")))), _role,
    ),
    Facet(
        "undecided", _("Undecided: too little history"), Group.STAGES, Yes(), _holds("metrics__is_undecided"),
    ),
)  # fmt: skip
BUYING = (
    Facet("buys", _("Has bought"), Group.BUYING, PRODUCT, _buys, SALES),
    Facet("late", _("By their own rhythm"), Group.BUYING, OneOf(LATENESS), _late),
    Facet(
        "quiet", _("Has not bought for (days)"), Group.BUYING, Number(1, 10_000), _days_ago("metrics__last_on__lte"),
        SALES,
    ),
    Facet(
        "lately", _("Bought within the last (days)"), Group.BUYING, Number(1, 10_000),
        _days_ago("metrics__last_on__gt"), SALES,
    ),
    Facet("purchases_from", _("Purchases from"), Group.BUYING, Number(1), _compares("metrics__purchases__gte"), SALES),
    Facet("purchases_to", _("Purchases up to"), Group.BUYING, Number(), _compares("metrics__purchases__lte"), SALES),
    Facet("revenue_from", _("Revenue of the year from"), Group.BUYING, Money(),
          _compares("metrics__revenue_year__gte"), SALES),
    Facet("revenue_to", _("Revenue of the year up to"), Group.BUYING, Money(),
          _compares("metrics__revenue_year__lte"), SALES),
    Facet("profit_from", _("Profit of the year from"), Group.BUYING, Money(below_zero=True),
          _compares("metrics__profit_year__gte"), COST),
    Facet("profit_below", _("Profit of the year below"), Group.BUYING, Money(below_zero=True),
          _compares("metrics__profit_year__lt"), COST),
    Facet("last_after", _("Last bought from"), Group.BUYING, Day(), _compares("metrics__last_on__gte"), SALES),
    Facet("last_before", _("Last bought before"), Group.BUYING, Day(), _compares("metrics__last_on__lt"), SALES),
    Facet("first_after", _("First bought from"), Group.BUYING, Day(), _compares("metrics__first_on__gte"), SALES),
    Facet("first_before", _("First bought before"), Group.BUYING, Day(), _compares("metrics__first_on__lt"), SALES),
    Facet("due_within", _("Due within (days)"), Group.BUYING, Number(0, 10_000), _due_within),
    Facet("discount", _("Depends on discounts"), Group.BUYING, AnyOf(Verdict.choices),
          _is("metrics__discount_verdict"), SALES),
    Facet("spending", _("Depends on what we spend on them"), Group.BUYING, AnyOf(Verdict.choices),
          _is("metrics__spending_verdict"), SALES),
    Facet("value_from", _("Expected value from"), Group.BUYING, Money(), _compares("value__value__gte"), COST),
)  # fmt: skip
SERVING = (
    Facet("satisfaction_from", _("Satisfaction from"), Group.SERVING, OneOf(SCORES),
          _score("metrics__satisfaction__gte")),
    Facet("satisfaction_to", _("Satisfaction up to"), Group.SERVING, OneOf(SCORES),
          _score("metrics__satisfaction__lte")),
    Facet(
        "touches_below", _("Relationship touches in a year, fewer than"), Group.SERVING, Number(1),
        _compares("metrics__relationship_year__lt"),
    ),
    Facet("owes", _("Owes us something"), Group.SERVING, Yes(), _holds("metrics__oldest_due_on__isnull", False), SALES),
    Facet(
        "overdue", _("Overdue for more than (days)"), Group.SERVING, Number(0, 10_000),
        _days_ago("metrics__oldest_due_on__lt"), SALES,
    ),
    Facet("introduced", _("Introduced somebody who bought"), Group.SERVING, Yes(),
          _holds("metrics__introduced_bought__gte", 1)),
    Facet("departed", _("Has left us"), Group.SERVING, Yes(), _departed),
)  # fmt: skip
ANSWERS: dict[str, tuple[Any, type[TextChoices]]] = {
    "age": (_("Age"), CustomerProfile.Age),
    "gender": (_("Gender"), CustomerProfile.Gender),
    "education": (_("Education"), CustomerProfile.Education),
    "income": (_("Household income"), CustomerProfile.Income),
    "style": (_("Way of life"), CustomerProfile.Style),
    "occasion": (_("Buys mostly"), CustomerProfile.Occasion),
    "decision": (_("Who decides"), CustomerProfile.Decision),
}
PROFILE = (
    *(
        Facet(name, label, Group.PROFILE, AnyOf(answers.choices), _is(f"profile__{name}"))
        for name, (label, answers) in ANSWERS.items()
    ),
    Facet("factor", _("Matters to them"), Group.PROFILE, AnyOf(Factor.What.choices), _matters),
    Facet("needs", _("Needs the product"), Group.PROFILE, PRODUCT, _needs, SALES),
)  # fmt: skip
FACETS = (*STAGES, *BUYING, *SERVING, *PROFILE)
