"""The form of a promotion: one for each kind."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import DecimalValidator, MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Promotion
from sapa.catalogue.price_forms import CatalogueProductField, PickingForm, label_of, pick_of
from sapa.catalogue.promoting import tidy_code
from sapa.customers.forms.custom import DayField
from sapa.lib.forms import LineField, MoneyField, QuantityField
from sapa.lib.names import clean_name

Kind = Promotion.Kind
OF_KIND = {Kind.PERCENT: ("percent",), Kind.AMOUNT: ("amount",), Kind.BUY_GET: ("buy", "get"), Kind.FREE_DELIVERY: ()}
MONEY = ("amount", "least", "budget")
ABOVE_NOTHING = [MinValueValidator(Decimal("0.001"))]


class PromotionForm(PickingForm):
    """What is taken off, for whom, when, and how much altogether."""

    picked = ("channel", "tag", "unit")

    name = forms.CharField(label=_("Name"), max_length=80)
    percent = QuantityField(
        label=label_of(Promotion, "percent"),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100), DecimalValidator(5, 2)],
    )
    amount = MoneyField(label=_("Amount off each"), validators=[MinValueValidator(1)])
    buy = QuantityField(label=label_of(Promotion, "buy"), validators=ABOVE_NOTHING)
    get = QuantityField(label=label_of(Promotion, "get"), validators=ABOVE_NOTHING)
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"), required=False)
    code = LineField(
        label=label_of(Promotion, "code"), max_length=30, required=False, help_text=_("Empty: it is offered by itself.")
    )
    product = CatalogueProductField(label=label_of(Promotion, "product"), required=False)
    category = LineField(
        label=label_of(Promotion, "category"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"list": "categories"}),
    )
    least = MoneyField(
        label=label_of(Promotion, "least"), required=False, help_text=_("Of the line, before anything is taken off.")
    )
    channel = pick_of(Promotion, "channel")
    tag = pick_of(Promotion, "tag")
    unit = pick_of(Promotion, "unit")
    budget = MoneyField(
        label=label_of(Promotion, "budget"), required=False, help_text=_("When so much was taken off, it ends.")
    )
    uses_per_customer = forms.IntegerField(
        label=label_of(Promotion, "uses_per_customer"), min_value=1, max_value=1000, required=False
    )

    def __init__(self, data: Any, *, kind: str, currency: str, row: Promotion | None = None) -> None:
        super().__init__(data, row=row)
        self.kind = kind
        for names in OF_KIND.values():
            for name in names:
                if name not in OF_KIND[Kind(kind)]:
                    del self.fields[name]
        if kind == Kind.FREE_DELIVERY:
            del self.fields["product"], self.fields["category"]
        for name in MONEY:
            if name in self.fields:
                self.fields[name].currency = currency  # type: ignore[attr-defined]
        if row is not None and not row.least:
            self.initial["least"] = None

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_code(self) -> str:
        code = tidy_code(self.cleaned_data["code"])
        others = Promotion.objects.filter(code=code, archived_at__isnull=True)
        if self.row is not None:
            others = others.exclude(pk=self.row.pk)
        elif once := self.fields["once"].to_python(self.data.get("once")):
            others = others.exclude(uuid=once)
        if code and others.exists():
            raise forms.ValidationError(_("Another promotion has this voucher code."))
        return code

    def values(self) -> dict[str, Any]:
        given = super().values()
        given["least"] = given["least"] or 0
        return {"kind": self.kind, **given}
