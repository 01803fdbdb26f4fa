"""Form fields that customers need: several phones, tags, a village, a position on the map."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapa.customers.tagging import LONGEST_TAG, MAX_TAGS, clean_tags
from sapa.lib import phones
from sapa.lib.forms import Combobox
from sapa.lib.invalid import Invalid
from sapa.lib.text import tidy
from sapa.places.models import Region
from sapa.places.regions import VILLAGE

MAX_PHONES = 10
TAGS_OFFERED = 40  # others are typed


class PhonesInput(forms.Widget):
    """A row for each number with its label, and an empty one. Values are pairs of texts."""

    template_name = "ui/widgets/phones.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = [(phones.format_national(n) if n.startswith("+") else n, label) for n, label in value or []]
        context["widget"]["rows"] = [*rows, ("", "")][:MAX_PHONES]
        context["widget"]["first"] = context["widget"]["attrs"].get("id", name)
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        numbers, labels = data.getlist(name), data.getlist(f"{name}_label")
        labels += [""] * (len(numbers) - len(labels))
        pairs = [(number.strip(), label.strip()) for number, label in zip(numbers, labels, strict=False)]
        return [pair for pair in pairs if any(pair)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data


class PhonesField(forms.Field):
    """Numbers of one customer or contact: a list of (E.164, label), none twice."""

    widget = PhonesInput

    def clean(self, value: Any) -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        problems = []
        for number, label in value or []:
            if not number:
                problems.append(ValidationError(_("“%(label)s” has no number."), params={"label": label}))
                continue
            try:
                found.setdefault(phones.normalise(number), tidy(label)[:30])
            except Invalid as error:
                problems.append(ValidationError(error.message, code="invalid", params=error.params))
        if len(value or []) > MAX_PHONES:
            problems.append(ValidationError(_("At most %(most)d numbers."), params={"most": MAX_PHONES}))
        if problems:
            raise ValidationError(problems)
        if self.required and not found:
            raise ValidationError(self.error_messages["required"], code="required")
        return list(found.items())

    def shown(self, value: Any) -> str:
        """The numbers in one line, however they were typed."""
        lines = []
        for number, label in value or []:
            try:
                number = phones.format_national(phones.normalise(number))
            except Invalid:
                pass  # shown as it was typed
            lines.append(f"{number} ({label})" if label else number)
        return ", ".join(lines)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.shown(initial) != self.shown(data)


class TagsInput(forms.Widget):
    """A tick for each tag there is, and a line for new ones. Values are names."""

    template_name = "ui/widgets/tags.html"
    use_fieldset = True
    known: list[str] = []

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = {one.casefold() for one in value or []}
        names = {tag.casefold() for tag in self.known}
        new = [one for one in value or [] if one.casefold() not in names]
        offered = [(tag, tag.casefold() in chosen) for tag in self.known]
        context["widget"]["tags"] = [pair for at, pair in enumerate(offered) if pair[1] or at < TAGS_OFFERED]
        context["widget"]["new"] = ", ".join(new)
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [*data.getlist(name), *re.split(r"[,;\n]", data.get(f"{name}_new", ""))]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_new" not in data

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_new" if id_ else id_


class TagsField(forms.Field):
    """Names of tags: those that are known, and new ones typed with commas between them."""

    widget = TagsInput
    most = MAX_TAGS

    def clean(self, value: Any) -> list[str]:
        if too_long := [name for name in value or [] if len(tidy(name).strip(" #,;")) > LONGEST_TAG]:
            raise ValidationError(
                _("“%(tag)s…” is too long for a tag: at most %(most)d letters."),
                params={"tag": tidy(too_long[0])[:LONGEST_TAG], "most": LONGEST_TAG},
            )
        names = clean_tags(value or [])
        if len(names) > self.most:
            raise ValidationError(_("At most %(most)d tags."), params={"most": self.most})
        return names

    def shown(self, value: Any) -> str:
        return ", ".join(sorted(clean_tags(value or []), key=str.casefold))


class PositionField(forms.CharField):
    """A point on the map as it is copied from one: "-7.79558, 110.36949". Gives (latitude, longitude) or None."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, tuple) or value in self.empty_values or not str(value).strip():
            return value or None
        numbers = re.fullmatch(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*", str(value))
        if numbers is None:
            raise ValidationError(_("Write it as a map gives it: latitude, longitude, such as -7.79558, 110.36949."))
        latitude, longitude = (round(Decimal(part), 6) for part in numbers.groups())
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise ValidationError(_("There is no such place on earth."))
        return latitude, longitude

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(f"{part:f}" for part in value) if isinstance(value, tuple) else value

    def run_validators(self, value: Any) -> None:
        return


class RegionField(forms.Field):
    """A village, found by typing; a Region or None. Without JavaScript the words typed must mean just one."""

    def __init__(self, **options: Any) -> None:
        widget = Combobox(lambda: f"{reverse('places:regions')}?level={VILLAGE}", region_label)
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> Region | None:
        if value in self.empty_values or isinstance(value, Region):
            return value or None
        if not value.startswith("?"):
            if region := Region.objects.current().filter(pk=value, level=VILLAGE).first():
                return region
            raise ValidationError(_("There is no such village."))
        found = Region.objects.named(value[1:], (VILLAGE,), limit=2)
        if not found:
            raise ValidationError(_("No village is called “%(text)s”."), params={"text": value[1:]})
        if len(found) > 1:
            raise ValidationError(
                _("Several villages are called “%(text)s”: choose one from the list, or add its district."),
                params={"text": value[1:]},
            )
        return found[0]


def region_label(value: Any) -> str:
    region = value if isinstance(value, Region) else Region.objects.filter(pk=value).first()
    return str(region or value)
