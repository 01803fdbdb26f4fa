"""The forms of price lists and of their prices."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import PriceItem, PriceList, Product, ProductMeasure
from sapa.customers.forms.custom import DayField
from sapa.customers.models import Market, Tag
from sapa.customers.picks import load_picks
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import Combobox, LineField, MoneyField, QuantityField
from sapa.lib.names import clean_name
from sapa.lib.numbers import row_id
from sapa.lib.text import search_key, tidy
from sapa.places.models import Channel, OutletType
from sapa.team.models import BusinessUnit

EVERYBODY = ("", _("everybody"))
ROWS: dict[str, Any] = {"channel": Channel, "outlet_type": OutletType, "tag": Tag, "unit": BusinessUnit}


def label_of(model: Any, name: str) -> str:
    return capfirst(model._meta.get_field(name).verbose_name)


def pick_of(model: Any, name: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label_of(model, name), coerce=int, empty_value=None, required=False)


class PickingForm(forms.Form):
    """A form that chooses rows of the organisation: `values()` has the rows themselves."""

    picked: tuple[str, ...] = ()
    version = VersionField()
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, row: Any = None, **options: Any) -> None:
        known = {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields} if row else {}
        super().__init__(data, initial={"once": uuid4(), **known}, **options)
        self.row, picks = row, load_picks()
        for name in self.picked:
            now = self.initial.get(name)
            choices = picks.outlet_types(now) if name == "outlet_type" else picks.choices(name, now)
            self.fields[name].choices = [EVERYBODY, *choices[1:]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("This is before the first day."))
        return given

    def values(self) -> dict[str, Any]:
        """The model's fields."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "once"}}
        for name in self.picked:
            given[name] = ROWS[name].objects.get(pk=given[name]) if given[name] else None
        return given


class PriceListForm(PickingForm):
    """For whom a list is, and when."""

    picked = ("channel", "outlet_type", "tag", "unit")

    name = forms.CharField(label=_("Name"), max_length=80)
    market = forms.ChoiceField(
        label=label_of(PriceList, "market"), choices=[EVERYBODY, *Market.choices], required=False
    )
    channel = pick_of(PriceList, "channel")
    outlet_type = pick_of(PriceList, "outlet_type")
    tag = pick_of(PriceList, "tag")
    unit = pick_of(PriceList, "unit")
    starts_on = DayField(label=_("From"), required=False)
    ends_on = DayField(label=_("Until"), required=False)

    def clean_name(self) -> str:
        name = clean_name(self.cleaned_data["name"])
        others = PriceList.objects.general().filter(name=name)
        if self.row is not None:
            others = others.exclude(pk=self.row.pk)
        elif once := self.fields["once"].to_python(self.data.get("once")):
            others = others.exclude(uuid=once)  # the same form sent again finds what it made
        if others.exists():
            raise ValidationError(_("Another price list has this name."))
        return name


class CatalogueProductField(forms.Field):
    """A product on sale, chosen or typed by its whole name or SKU."""

    def __init__(self, **options: Any) -> None:
        widget = Combobox(lambda: reverse("catalogue:options"), _product_name, _("part of its name"))
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> Product | None:
        text = tidy(str(value or ""))
        typed = text[1:].strip() if text.startswith("?") else ""
        if typed:
            rows = Product.objects.on_sale()
            found = rows.filter(name_key=search_key(typed)).first() or rows.filter(sku=typed).first()
        else:
            number = row_id(text)
            found = Product.objects.filter(pk=number).first() if number else None
        if found is None and (text or self.required):
            raise ValidationError(_("Choose a product of the catalogue."))
        return found


def _product_name(value: Any) -> str:
    number = row_id(str(value))
    return Product.objects.filter(pk=number).values_list("name", flat=True).first() or "" if number else ""


class PriceForm(forms.Form):
    """One price of a list: of which product, in which measure, from how many on."""

    product = CatalogueProductField(label=label_of(PriceItem, "product"))
    measure = LineField(
        label=label_of(PriceItem, "measure"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"list": "measures", "autocomplete": "off"}),
        help_text=_("Empty: the product's own."),
    )
    from_quantity = QuantityField(label=label_of(PriceItem, "from_quantity"), required=False)
    price = MoneyField(label=label_of(PriceItem, "price"))

    def __init__(self, data: Any, *, currency: str, item: PriceItem | None = None) -> None:
        known: dict[str, Any] = {}
        if item is not None:
            name = item.measure.name if item.measure else ""
            known = {"product": item.product_id, "measure": name, "price": item.price}
            known["from_quantity"] = item.from_quantity or None
        super().__init__(data, initial=known)
        self.fields["price"].currency = currency  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["from_quantity"] = given.get("from_quantity") or Decimal(0)
        product, written = given.get("product"), given.get("measure") or ""
        given["measure"] = None
        if product and written and search_key(written) != search_key(product.unit):
            known = {search_key(one.name): one for one in ProductMeasure.objects.filter(product=product)}
            given["measure"] = known.get(search_key(written))
            if given["measure"] is None:
                names = ", ".join([product.unit, *(one.name for one in known.values())])
                told = {"product": product.name, "names": names}
                self.add_error("measure", ValidationError(_("%(product)s is sold by: %(names)s."), params=told))
        return given
