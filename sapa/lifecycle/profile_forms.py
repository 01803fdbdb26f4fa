"""Who a customer is, what matters to them, and what they need of a product."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import Combobox, LineField, QuantityField, Segments
from sapa.lib.numbers import row_id
from sapa.lib.text import search_key
from sapa.lifecycle.models import CustomerProfile, Factor, ProductUse
from sapa.lifecycle.profiling import FACTOR

UNASKED = ("", _("– not asked –"))
WEIGHTS = [*((weight, str(weight)) for weight in range(1, 6)), ("", "–")]
DEMOGRAPHIC = ("age", "gender", "education", "occupation", "income", "household", "employees")
PSYCHOGRAPHIC = ("style", "interests")
PEOPLE = {"household": (1, 50), "employees": (0, 1_000_000)}
BEHAVIOURAL = ("occasion", "decision", "media", "other_suppliers")


class ProfileForm(forms.ModelForm):
    """The profile in groups, and the factors by a tap each. Where they live stands with the customer."""

    version = VersionField()

    class Meta:
        model = CustomerProfile
        fields = (*DEMOGRAPHIC, *PSYCHOGRAPHIC, *BEHAVIOURAL)

    def __init__(self, data: Any = None, *, profile: CustomerProfile | None, weights: dict[str, int]) -> None:
        known = {f"{FACTOR}{what}": weight for what, weight in weights.items()}
        given = profile or CustomerProfile()
        super().__init__(data, instance=given, initial={**known, "version": given.version if given.pk else None})
        for name in ("occupation", "interests", "media", "other_suppliers"):
            column: Any = CustomerProfile._meta.get_field(name)
            self.fields[name] = LineField(label=column.verbose_name, max_length=column.max_length, required=False)
        for name, (least, most) in PEOPLE.items():
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label, min_value=least, max_value=most, required=False
            )
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                offered: Any = field.choices
                field.choices = [UNASKED, *list(offered)[1:]]
        for what in Factor.What:
            self.fields[f"{FACTOR}{what.value}"] = forms.TypedChoiceField(
                label=what.label, choices=WEIGHTS, coerce=int, empty_value=None, required=False, widget=Segments
            )

    def _part(self, names: Sequence[str]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The groups with their names, as the form shows them."""
        return [
            (_("Demographic: who they are"), self._part(DEMOGRAPHIC)),
            (_("Psychographic: how they think and live"), self._part(PSYCHOGRAPHIC)),
            (_("Behavioural: how they buy"), self._part(BEHAVIOURAL)),
        ]

    @property
    def factors(self) -> list[forms.BoundField]:
        return self._part([f"{FACTOR}{what}" for what in Factor.What.values])

    def _post_clean(self) -> None:
        """The row is written by its verb: the instance stays as it was read."""

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*DEMOGRAPHIC, *PSYCHOGRAPHIC, *BEHAVIOURAL)}

    @property
    def weights(self) -> dict[str, int | None]:
        return {what: self.cleaned_data[f"{FACTOR}{what}"] for what in Factor.What.values}


class ProductChoice(forms.Field):
    """A product that is sold, chosen from the list or named in full. `known` are those that may be chosen."""

    def __init__(self) -> None:
        self.known: dict[int, Product] = {}
        combobox = Combobox(lambda: reverse("lifecycle:product_options"), self.name_of, _("part of its name"))
        super().__init__(label=_("product"), widget=combobox)

    def name_of(self, value: Any) -> str:
        product = self.known.get(row_id(str(value)) or 0)
        return product.name if product else ""

    def clean(self, value: Any) -> Product:
        text = str(super().clean(value))
        if text.startswith("?"):
            found = Product.objects.on_sale().filter(name_key=search_key(text[1:])).first()
        else:
            found = self.known.get(row_id(text) or 0)
        if found is None:
            raise ValidationError(_("Choose a product from the list."))
        return found


class UseForm(forms.Form):
    """How much of a product they need a month, what for, and when. `use` is one to be changed."""

    needed = QuantityField(label=_("How much do they need in a month?"), required=False)
    used_for = LineField(label=_("What do they use it for?"), max_length=160, required=False)
    when = LineField(label=_("When do they need it?"), max_length=120, required=False)
    version = VersionField()

    def __init__(self, data: Any = None, *, use: ProductUse | None = None) -> None:
        names = ("needed", "used_for", "when", "version")
        super().__init__(data, initial={name: getattr(use, name) for name in names} if use else {})
        self.use = use
        if use:
            self.fields["needed"].help_text = use.product.unit
            return
        del self.fields["version"]
        field = ProductChoice()
        self.fields = {"product": field, **self.fields}
        if data and (chosen := row_id(str(data.get("product", "")))):
            field.known = Product.objects.in_bulk([chosen])

    def clean_needed(self) -> Any:
        needed = self.cleaned_data["needed"]
        if needed is not None and not 0 <= needed <= MOST_NEEDED:
            raise ValidationError(_("This number is too large."))
        return needed

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("needed", "used_for", "when")}


MOST_NEEDED = 999_999_999  # what the column holds
