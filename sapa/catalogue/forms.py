"""The form of a product."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import MoneyField, QuantityField
from sapa.lib.names import clean_name
from sapa.lib.text import search_key, tidy
from sapa.team.models import Member

UNITS = ("pcs", "kg", "liter", "dus", "kotak", "porsi", "paket", "lembar", "hari", "jam", "orang", "m³")
TEXTS = ("name", "sku", "unit", "category")


def text_field(name: str, **options: Any) -> forms.CharField:
    """A field for a text column, with its label and its greatest length."""
    column = Product._meta.get_field(name)
    options = {"label": column.verbose_name, "max_length": column.max_length, "required": False} | options
    return forms.CharField(**options)


class ProductForm(forms.Form):
    """Everything of a product; what it costs us only for those who may know."""

    name = text_field("name", required=True)
    price = MoneyField(label=_("price"))
    unit = text_field("unit", required=True, initial="pcs", widget=forms.TextInput({"list": "units"}))
    sku = text_field("sku", help_text=_("Your own number for it, if you use one."))
    category = text_field("category")
    stock = QuantityField(
        label=_("stock"), required=False, help_text=_("Leave it empty for what is not counted, such as a service.")
    )
    cost = MoneyField(label=_("cost"), required=False, help_text=_("What one of it costs you. Few may see this."))
    profile = forms.CharField(
        label=_("product profile"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("What it is and why it is good. It goes with proposals, as a page or a PDF."),
    )
    version = VersionField()
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, member: Member, currency: str, product: Product | None = None) -> None:
        known = {} if product is None else {name: getattr(product, name) for name in self.base_fields if name != "once"}
        super().__init__(data, initial={"once": uuid4(), **known})
        self.product = product
        for name in ("price", "cost"):
            self.fields[name].currency = currency  # type: ignore[attr-defined]
        if not member.may("catalogue.cost"):
            del self.fields["cost"]

    @property
    def units(self) -> tuple[str, ...]:
        return UNITS

    def clean_name(self) -> str:
        name = clean_name(self.cleaned_data["name"])
        self._refuse_taken(name, name_key=search_key(name))
        return name

    def clean_sku(self) -> str:
        sku = tidy(self.cleaned_data["sku"])
        if sku:
            self._refuse_taken(sku, sku=sku)
        return sku

    def _refuse_taken(self, value: str, **same: str) -> None:
        others = Product.objects.filter(**same)
        if self.product is not None:
            others = others.exclude(pk=self.product.pk)
        elif once := self.data.get("once"):  # the same form sent again finds what it made
            others = others.exclude(uuid=once) if _is_uuid(once) else others
        if others.exists():
            raise forms.ValidationError(_("“%(value)s” is another product's."), params={"value": value})

    def values(self) -> dict[str, Any]:
        """The model's fields."""
        given = self.cleaned_data
        found = {name: tidy(given[name]) for name in TEXTS} | {name: given[name] for name in ("price", "stock")}
        return found | {name: given[name] for name in ("cost", "profile") if name in given}


def _is_uuid(text: str) -> bool:
    try:
        forms.UUIDField().clean(text)
    except forms.ValidationError:
        return False
    return True
