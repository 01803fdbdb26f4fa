"""What a customer did, in figures that are kept."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer, LifecycleStage
from sapa.lifecycle.models.words import Activity, Potential, Reason, RfmGroup, Rhythm, Size, Verdict
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet, TenantForeignKey

# groups that filters ask for, and the value of those who are in none
WORDS = {
    "activity": "",
    "size": "",
    "potential": "",
    "rfm_group": "",
    "discount_verdict": "unknown",
    "spending_verdict": "unknown",
}
# what these carry besides the customer, for the boards of attrition and retention
CARRIED = {"activity": ["revenue"], "first_on": ["purchases"]}


class MetricsQuerySet(OrganizationQuerySet):
    def visible_to(self, member: object) -> "MetricsQuerySet":
        """Those of the customers whom the member sees: all boards of insight."""
        return self.filter(member.seen("customer__owner", "customer__unit"))  # type: ignore[attr-defined]


class CustomerMetrics(OrganizationOwned):
    """One row per customer, as `measuring` computes it from what is known of them.

    Money in minor units, days as days. `…_year` is of the last 365 days. A purchase is a day on which they bought. The
    row is kept right by events, and by the nightly pass for what time alone changes (see `keeping`).
    """

    customer = TenantForeignKey(Customer, models.CASCADE, related_name="metrics")

    # Buying
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    purchases = models.IntegerField(default=0)
    purchases_year = models.IntegerField(default=0)
    revenue = models.BigIntegerField(default=0)  # net of discounts, returns and tax
    revenue_year = models.BigIntegerField(default=0)
    revenue_half = models.BigIntegerField(default=0)  # of the last 182 days
    revenue_half_before = models.BigIntegerField(default=0)  # and of the 182 before them: the trend
    cost = models.BigIntegerField(default=0)  # of what was sold
    cost_year = models.BigIntegerField(default=0)
    discount = models.BigIntegerField(default=0)  # taken off by hand or by promotions
    discount_year = models.BigIntegerField(default=0)
    products = models.IntegerField(default=0)  # different ones
    # The rhythm
    usual_days = models.IntegerField(null=True)  # the median interval between purchases; None: too few
    spread_days = models.IntegerField(null=True)  # how far intervals are from it, on the average
    due_on = models.DateField(null=True)
    late_on = models.DateField(null=True)  # a warning is given from here
    slips_on = models.DateField(null=True)  # from here the rhythm is missed
    steady_since = models.DateField(null=True)  # on rhythm without a break, with enough purchases, since this one
    rhythm = models.CharField(max_length=9, choices=Rhythm, default=Rhythm.UNKNOWN)
    # The filter: do they buy without discounts, and when nothing is spent on them?
    promo_purchases = models.IntegerField(default=0)
    promo_revenue = models.BigIntegerField(default=0)  # of those purchases
    discount_verdict = models.CharField(max_length=9, choices=Verdict, default=Verdict.UNKNOWN)
    prompted_purchases = models.IntegerField(default=0)  # within some days of a touch that cost us something
    prompted_revenue = models.BigIntegerField(default=0)
    spent_days = models.IntegerField(default=0)  # of the days since the first purchase: within that time of a touch
    spending_verdict = models.CharField(max_length=9, choices=Verdict, default=Verdict.UNKNOWN)
    supply_percent = models.IntegerField(null=True)  # what we supply of what they need; None: nobody noted it
    needed_year = models.BigIntegerField(default=0)  # worth of what they need in a year
    # Serving
    service_cost = models.BigIntegerField(default=0)
    service_cost_year = models.BigIntegerField(default=0)
    touches = models.IntegerField(default=0)
    relationship_year = models.IntegerField(default=0)  # touches of the last year, by purpose
    selling_year = models.IntegerField(default=0)
    last_relationship_on = models.DateField(null=True)
    last_selling_on = models.DateField(null=True)
    # Paying
    paid_invoices = models.IntegerField(default=0)
    late_days = models.IntegerField(default=0)  # after the due date, on the average of the paid ones
    oldest_due_on = models.DateField(null=True)  # of what is still owed
    # Speaking
    interest_on = models.DateField(null=True)  # when they first answered, asked, or agreed to be contacted
    satisfaction = models.IntegerField(null=True)  # the last score, 1 to 5
    scores = models.IntegerField(default=0)
    score_on = models.DateField(null=True)
    introduced = models.IntegerField(default=0)
    introduced_bought = models.IntegerField(default=0)
    # What follows
    stage = models.CharField(max_length=10, choices=LifecycleStage, default=LifecycleStage.SUSPECT)
    computed_stage = models.CharField(max_length=10, choices=LifecycleStage, default=LifecycleStage.SUSPECT)
    reason = models.CharField(max_length=20, choices=Reason, default=Reason.UNKNOWN)  # why not the next stage
    is_undecided = models.BooleanField(default=False)  # too little history for the filter
    activity = models.CharField(max_length=7, choices=Activity, default="", blank=True)
    size = models.CharField(max_length=7, choices=Size, default="", blank=True)
    potential = models.CharField(max_length=6, choices=Potential, default="", blank=True)
    recency_score = models.SmallIntegerField(default=0)  # 1 to 5; 0: never bought
    frequency_score = models.SmallIntegerField(default=0)
    money_score = models.SmallIntegerField(default=0)
    rfm_group = models.CharField(max_length=8, choices=RfmGroup, default="", blank=True)
    profit = models.GeneratedField(
        expression=F("revenue") - F("cost") - F("service_cost"), output_field=models.BigIntegerField(), db_persist=True
    )
    profit_year = models.GeneratedField(
        expression=F("revenue_year") - F("cost_year") - F("service_cost_year"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    contribution_year = models.GeneratedField(
        expression=F("revenue_year") - F("cost_year"), output_field=models.BigIntegerField(), db_persist=True
    )
    fingerprint = models.BigIntegerField(default=0)  # of all above: what did not change is not written again

    objects = OrganizationManager.from_queryset(MetricsQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("figures of a customer")
        constraints = [models.UniqueConstraint(fields=["organization", "customer"], name="metrics_of_customer")]
        indexes = [
            models.Index(fields=["organization", "-revenue_year", "-id"], name="metrics_by_revenue"),
            models.Index(  # carries the sums of the board of profit
                fields=["organization", "profit_year", "id"],
                include=["revenue_year", "discount_year", "cost_year", "service_cost_year"],
                name="metrics_by_profit",
            ),
            models.Index(  # carries all that the boards of RFM and Pareto count; some only paid ahead so far
                fields=["organization", "-contribution_year", "-id"],
                include=[
                    "customer",
                    "revenue_year",
                    "cost_year",
                    "service_cost_year",
                    "size",
                    "rfm_group",
                    "recency_score",
                    "frequency_score",
                    "money_score",
                    "purchases_year",
                ],
                condition=models.Q(recency_score__gt=0) | ~models.Q(revenue_year=0),
                name="metrics_of_buyers",
            ),
            models.Index(
                fields=["organization", "late_on"],
                include=["slips_on", "last_on", "stage", "customer"],
                condition=models.Q(late_on__isnull=False),
                name="metrics_slipping",
            ),
            # what the customer list is filtered by: those with a rare value are found without looking at all others
            *(
                models.Index(
                    fields=["organization", name],
                    include=["customer", *CARRIED.get(name, ())],
                    condition=~models.Q(**{name: without}),
                    name=f"metrics_by_{name}",
                )
                for name, without in WORDS.items()
            ),
            *(
                models.Index(
                    fields=["organization", name],
                    include=["customer", *CARRIED.get(name, ())],
                    condition=models.Q(**{f"{name}__isnull": False}),
                    name=f"metrics_by_{name}",
                )
                for name in ("first_on", "last_on", "due_on", "oldest_due_on", "satisfaction")
            ),
            models.Index(fields=["organization", "purchases"], include=["customer"], name="metrics_by_purchases"),
            models.Index(fields=["organization", "relationship_year"], include=["customer"], name="metrics_by_touches"),
            models.Index(
                fields=["organization", "customer"], condition=models.Q(is_undecided=True), name="metrics_undecided"
            ),
            models.Index(
                fields=["organization", "customer"],
                condition=models.Q(introduced_bought__gte=1),
                name="metrics_introduced",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.stage}"


class MetricsPass(OrganizationOwned):
    """A pass over all customers: for which day, and what it found."""

    on = models.DateField()
    at = models.DateTimeField()
    customers = models.IntegerField()
    changed = models.IntegerField()
    moved = models.IntegerField()  # to another stage
    seconds = models.FloatField()

    class Meta(OrganizationOwned.Meta):
        indexes = [models.Index(fields=["organization", "-id"], name="metrics_pass_newest")]

    def __str__(self) -> str:
        return f"{self.on}: {self.changed}"
