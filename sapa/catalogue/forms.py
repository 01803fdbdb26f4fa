"""The form of a product."""

from typing import Any
from uuid import uuid4

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.measure_rows import MeasureRows
from sapa.catalogue.measuring import Measure, measures_of
from sapa.catalogue.models import Product
from sapa.customers.forms.custom import DayField
from sapa.files.forms import PictureField
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import MoneyField, QuantityField, Segments
from sapa.lib.names import clean_name
from sapa.lib.text import search_key, tidy
from sapa.team.models import BusinessUnit, Member

UNITS = ("pcs", "kg", "liter", "dus", "kotak", "porsi", "paket", "lembar", "hari", "jam", "orang", "m³")
TEXTS = ("name", "sku", "unit", "category", "halal_number", "description")
CHOSEN = ("kind", "tax_category")
OTHERS = ("price", "cost", "reorder_at", "lasts_days", "halal_until", "profile", "stock_by_unit")
CATEGORIES = 100  # that are offered


def text_field(name: str, **options: Any) -> forms.CharField:
    """A field for a text column, with its label and its greatest length."""
    column = Product._meta.get_field(name)
    options = {"label": column.verbose_name, "max_length": column.max_length, "required": False} | options
    return forms.CharField(**options)


class UsualChoiceField(forms.ChoiceField):
    """One of a few, of which the usual one stands where a form does not ask."""

    def clean(self, value: Any) -> str:
        return str(super().clean(value or self.initial))


class ProductForm(forms.Form):
    """Everything of a product but its stock, of which a new one says the opening; its cost only for who may know."""

    name = text_field("name", required=True)
    kind = UsualChoiceField(label=_("kind"), choices=Product.Kind, widget=Segments)
    price = MoneyField(label=_("price"))
    unit = text_field("unit", required=True, initial="pcs", widget=forms.TextInput({"list": "units"}))
    category = text_field("category", widget=forms.TextInput({"list": "categories"}))
    photo = PictureField(label=_("photo"))
    remove_photo = forms.BooleanField(label=_("Remove the photo"), required=False)
    stock = QuantityField(
        label=_("stock"), required=False, help_text=_("Leave it empty for what is not counted, such as a service.")
    )
    reorder_at = QuantityField(
        label=_("minimum stock"), required=False, help_text=_("When so much is left, it is time to buy.")
    )
    stock_by_unit = forms.BooleanField(label=_("each business unit keeps its own stock"), required=False)
    cost = MoneyField(label=_("cost"), required=False, help_text=_("What one of it costs you. Few may see this."))
    business_unit = forms.TypedChoiceField(
        label=_("business unit"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("To which it belongs. Its stock is that unit's."),
    )
    sku = text_field("sku", help_text=_("Your own number for it, if you use one."))
    tax_category = UsualChoiceField(label=_("tax"), choices=Product.TaxCategory)
    lasts_days = forms.IntegerField(
        label=_("lasts (days)"),
        required=False,
        min_value=1,
        max_value=3650,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("How many days one of it lasts a buyer. You are reminded before it runs out."),
    )
    halal_number = text_field("halal_number")
    halal_until = DayField(label=_("halal certificate valid until"), required=False)
    description = text_field("description", widget=forms.Textarea({"rows": 2}))
    profile = forms.CharField(
        label=_("product profile"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("What it is and why it is good. It goes with proposals, as a page or a PDF."),
    )
    version = VersionField()
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, files: Any = None, *, member: Member, currency: str, product: Product | None = None
    ) -> None:
        self.product, self.member = product, member
        super().__init__(data, files, initial=_known(product))
        for name in ("price", "cost"):
            self.fields[name].currency = currency  # type: ignore[attr-defined]
        for name in CHOSEN:
            self.fields[name].initial = self.initial[name]
        measures = measures_of(product) if product is not None else []
        self.rows = MeasureRows(data, currency=currency, measures=measures)
        self._leave_out()

    def _leave_out(self) -> None:
        """What this member may not say, and what makes no sense for this product."""
        offered = {unit.pk: unit for unit in BusinessUnit.objects.all()}
        current = self.product.business_unit_id if self.product else None
        self.units_by_id = {pk: unit for pk, unit in offered.items() if unit.archived_at is None or pk == current}
        pairs = [(pk, unit.name) for pk, unit in self.units_by_id.items()]
        self.fields["business_unit"].choices = [("", _("all of them")), *pairs]  # type: ignore[attr-defined]
        unsaid = {
            "cost": not self.member.may("catalogue.cost"),
            "stock": self.product is not None or not self.member.may("catalogue.stock"),
            "business_unit": not pairs,
            "stock_by_unit": not pairs or self.product is None or not self.product.is_counted,
            "remove_photo": self.product is None or not self.product.photo_id,
        }
        for name, is_left_out in unsaid.items():
            if is_left_out:
                del self.fields[name]

    @property
    def units(self) -> tuple[str, ...]:
        return UNITS

    @property
    def categories(self) -> list[str]:
        """Those in use, to choose from or to write another one."""
        rows = Product.objects.exclude(category="").order_by("category").values_list("category", flat=True)
        return list(rows.distinct()[:CATEGORIES])

    def is_valid(self) -> bool:
        good = super().is_valid()
        return self.rows.is_valid(self.cleaned_data.get("unit", "")) and good

    def say_nothing_yet(self) -> None:
        """Draw everything as it was typed, without judging it: a row is being added or taken away."""
        self._errors = ErrorDict()
        self.rows.say_nothing_yet()

    @property
    def measures(self) -> list[Measure] | None:
        return self.rows.measures

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
        """The model's fields but the photo, which is stored first."""
        given = self.cleaned_data
        found: dict[str, Any] = {name: tidy(given[name]) for name in TEXTS}
        found |= {name: given[name] for name in (*CHOSEN, *OTHERS) if name in given}
        if given.get("stock") is not None:
            found["stock"] = given["stock"]
        if "business_unit" in given:
            found["business_unit"] = self.units_by_id.get(given["business_unit"])
        return found


def _known(product: Product | None) -> dict[str, Any]:
    if product is None:
        return {"once": uuid4(), "kind": Product.Kind.GOODS, "tax_category": Product.TaxCategory.STANDARD}
    known = {name: getattr(product, name) for name in (*TEXTS, *CHOSEN, *OTHERS, "version")}
    return known | {"business_unit": product.business_unit_id}


def _is_uuid(text: str) -> bool:
    try:
        forms.UUIDField().clean(text)
    except forms.ValidationError:
        return False
    return True
