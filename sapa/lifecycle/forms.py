"""The form of the rules."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import TouchPoint
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import MoneyField
from sapa.lifecycle.models import LifecycleRules

STAGES = [
    "majority_purchases", "steady_percent", "promo_percent", "discount_percent", "spend_percent", "spend_days",
    "spend_unknown_passes", "supply_percent", "warn_percent", "slip_percent", "loyal_days", "satisfied_from",
    "feedback_days", "advocate_referrals",
]  # fmt: skip
GROUPS = ["passive_days", "bad_days", "big_percent", "regular_percent"]
RATED = {
    TouchPoint.VISIT: _("A visit costs us"),
    TouchPoint.PHONE: _("A call costs us"),
    TouchPoint.WHATSAPP: _("A WhatsApp message costs us"),
    TouchPoint.SMS: _("An SMS costs us"),
    TouchPoint.EMAIL: _("An e-mail costs us"),
    TouchPoint.EVENT: _("An event costs us, for each who comes"),
}


class RulesForm(forms.ModelForm):
    """`values()` are the columns for `ruling.change_rules`, and those of a trial."""

    delivery_rate = MoneyField(label=_("A free delivery costs us"), required=False)
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = VersionField()

    class Meta:
        model = LifecycleRules
        fields = [*STAGES, *GROUPS, "delivery_rate", "value_days"]
        help_texts = {
            "steady_percent": _("0 would be to the day. Who buys quite by chance comes to some 100."),
            "promo_percent": _("Less is rounding, and no reason to buy."),
            "discount_percent": _("Of what they spend in a year, with and without: how often times how much."),
            "warn_percent": _("Everybody is allowed at least a fifth of their usual interval."),
        }

    def __init__(self, data: Any = None, *, instance: LifecycleRules, currency: str) -> None:
        super().__init__(data, instance=instance)
        self.initial["version"] = instance.version
        for point, label in RATED.items():
            field = MoneyField(label=label, required=False)
            self.fields[f"rate_{point.value}"] = field
            self.initial[f"rate_{point.value}"] = instance.rates.get(point.value) or None
        self.initial["delivery_rate"] = instance.delivery_rate or None
        for each in self.fields.values():
            if isinstance(each, MoneyField):
                each.currency = currency

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for earlier, later in (("warn_percent", "slip_percent"), ("big_percent", "regular_percent")):
            first, last = given.get(earlier), given.get(later)
            if first is not None and last is not None and first >= last:
                self.add_error(later, ValidationError(_("This has to be more than the one before it.")))
        return given

    def values(self) -> dict[str, Any]:
        """The columns, `rates` and all."""
        given = self.cleaned_data
        rates = {point.value: rate for point in RATED if (rate := given.get(f"rate_{point.value}"))}
        plain = {name: given[name] for name in (*STAGES, *GROUPS, "value_days")}
        return plain | {"rates": rates, "delivery_rate": given["delivery_rate"] or 0}

    @property
    def rates(self) -> list[Any]:
        """The fields of what serving costs, for the page."""
        return [self[f"rate_{point.value}"] for point in RATED] + [self["delivery_rate"]]
