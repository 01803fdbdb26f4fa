"""What customers are expected to buy: the model that was fitted, and what it says of each."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer
from sapa.lifecycle.models.stages import OfCustomersQuerySet
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, TenantForeignKey


class ValueModel(OrganizationOwned):
    """A fit of BG/NBD and Gamma-Gamma on the organisation's own history; the newest is in use.

    `parameters`: `{"r", "alpha", "a", "b", "log_likelihood", "customers", "totals": {"alive", "purchases", "value"}}`,
    time in weeks; `money`: `{"p", "q", "gamma", "log_likelihood", "customers", "correlation"}` in minor units, where it
    could be fitted. `holdout`: `{"calibration_end", "end", "rows": [{"repeats", "customers", "actual", "expected"}],
    "refused"}`; the last row is of those with so many repeats or more. Where there was not enough history all are empty
    and `refused` says why.
    """

    on = models.DateField()  # the last day of the history
    at = models.DateTimeField(default=timezone.now)
    customers = models.IntegerField(default=0)  # buyers in it
    parameters = models.JSONField(default=dict)
    money = models.JSONField(default=dict)
    holdout = models.JSONField(default=dict)
    refused = models.CharField(max_length=40, blank=True)  # a code of `value_model.Refusal`
    days_ahead = models.PositiveSmallIntegerField(default=365)  # what `CustomerValue` looks at

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("value model")
        indexes = [models.Index(fields=["organization", "-id"], name="value_model_newest")]

    def __str__(self) -> str:
        return f"{self.on}: {self.customers}"


class CustomerValue(OrganizationOwned):
    """What the newest model expects of a customer in the days ahead."""

    customer = TenantForeignKey(Customer, models.CASCADE, related_name="value")
    alive = models.FloatField()  # probability that they are still a customer, 0 to 1
    expected_purchases = models.FloatField()
    value = models.BigIntegerField()  # of the margin of those purchases, in minor units

    objects = OrganizationManager.from_queryset(OfCustomersQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("expected value")
        constraints = [models.UniqueConstraint(fields=["organization", "customer"], name="value_of_customer")]
        indexes = [models.Index(fields=["organization", "-value", "-id"], name="customer_by_value")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.value}"
