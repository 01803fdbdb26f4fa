"""A segment: its name, and its conditions in the panel of the customer list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.customers.filter import Filter
from sapa.customers.forms.filtering import FilterForm
from sapa.customers.models import Segment
from sapa.customers.segmenting import SHARING
from sapa.lib.forms import Combobox, LineField


class SegmentForm(FilterForm):
    """`found` are the conditions, as they stand or as they came with `data`. Sharing is asked only of who may."""

    def __init__(self, found: Filter, data: Any = None, segment: Segment | None = None) -> None:
        super().__init__(found, data=data)
        own: dict[str, forms.Field] = {
            "name": LineField(label=_("Name"), max_length=60),
            "description": LineField(label=_("What for"), max_length=300, required=False),
        }
        if found.member.may(SHARING):
            own["shared"] = forms.BooleanField(label=_("For the whole team"), required=False)
        if "q" in found.on:
            own["q"] = LineField(label=_("Name or phone"), max_length=120, required=False)
        self.fields = {**own, **self.fields}
        self.own = list(own)
        if segment:
            self.initial.update({name: getattr(segment, name) for name in ("name", "description", "shared")})
        self.initial["q"] = found.on.get("q", "")

    @property
    def head(self) -> list[forms.BoundField]:
        """What is asked besides the conditions."""
        return [self[name] for name in self.own]

    def clean(self) -> dict[str, Any]:
        boxes = [name for name, field in self.fields.items() if isinstance(field.widget, Combobox)]
        typed = [
            name for name in boxes if (self.cleaned_data.get(name) or "").startswith("?")
        ]  # words, none of its list
        for name in {*self._found.lost, *typed}:
            if name in self.fields and name not in self.errors:
                self.add_error(name, _("Choose one from the list.") if name in typed else _("This makes no sense."))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """What the verbs take; who may not share leaves that as it is."""
        given = self.cleaned_data
        found = {"name": given["name"], "description": given["description"], "query": self._found.query_string}
        return found | ({"shared": given["shared"]} if "shared" in given else {})
