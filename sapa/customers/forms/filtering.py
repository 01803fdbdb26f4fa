"""The panel in which the filters of the list are chosen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sapa.customers.facets import Facet, Group, all_facets
from sapa.customers.filter import Filter

SORT = (("", _("By name")), ("newest", _("Newest")))


# Most fields of the panel say nothing, and then look the same to everybody: each is drawn once for a language.
_empty: dict[tuple[str | None, ...], SafeString] = {}


@dataclass(frozen=True)
class Shown:
    """A field of the panel, drawn when its place has come, and its width (see Kind)."""

    form: "FilterForm"
    facet: Facet

    @property
    def name(self) -> str:
        return self.facet.name

    @property
    def width(self) -> str:
        return self.facet.kind.width

    @property
    def drawn(self) -> SafeString:
        return self.form.draw(self.facet)


@dataclass(frozen=True)
class Part:
    """The fields of one group; `on` is how many of them say something."""

    name: str
    label: Any
    fields: list[Shown]
    on: int


class FilterForm(forms.Form):
    """Drawn from a Filter: all conditions, or those in `names`. Its own validation is the Filter's, which leaves out
    what makes no sense; with `data` it is that of the fields."""

    def __init__(self, found: Filter, names: Iterable[str] | None = None, data: Any = None) -> None:
        super().__init__(data, auto_id="filter_%s")
        asking = found.asking
        self._offered = offered(found, names)
        for facet in self._offered:
            value = found.values.get(facet.name)
            field = facet.kind.field(asking, value)
            field.label, field.required = field.label or facet.label, False
            self.fields[facet.name] = field
            if value is not None:
                self.initial[facet.name] = facet.kind.initial(value)
        if names is None and not found.is_saved:
            self.fields["sort"] = forms.ChoiceField(required=False, label=_("Sort"), choices=SORT)
            self.initial["sort"] = found.on.get("sort", "")
        self._found = found

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on: then the first group is open."""
        return not self._found.values and not self.errors

    @property
    def parts(self) -> Iterator[Part]:
        """The fields by group, in the order of the groups."""
        for group in Group:
            facets_of = [one for one in self._offered if one.group == group]
            on = sum(facet.name in self._found.on or facet.name in self.errors for facet in facets_of)
            if facets_of:
                yield Part(group.value, group.label, [Shown(self, facet) for facet in facets_of], on)

    def draw(self, facet: Facet) -> SafeString:
        """The field of a condition with its label."""
        if self.is_bound or facet.name in self.initial or not facet.kind.is_same or settings.DEBUG:
            return self[facet.name].as_field_group()
        key = (facet.name, get_language(), self._found.asking.currency)
        if key not in _empty:
            _empty[key] = self[facet.name].as_field_group()
        return _empty[key]


def offered(found: Filter, names: Iterable[str] | None = None) -> list[Facet]:
    """The conditions that a panel offers to this member."""
    asked = all_facets(found.asking) if names is None else found.known
    wanted = asked.keys() if names is None else set(names)
    known = [facet for facet in asked.values() if facet.name in wanted and facet.is_for(found.asking)]
    return [facet for facet in known if not (found.is_saved and facet.name == "segment")]


def read_region(query: QueryDict) -> QueryDict:
    """Without JavaScript the combobox sends the words typed: look the region up, if they mean just one."""
    from sapa.places.models import Region

    typed = query.get("region_text", "").strip()
    if query.get("region") or not typed:
        return query
    found = Region.objects.named(typed, limit=1)
    changed = query.copy()
    changed["region"] = found[0].pk if found else ""
    return changed
