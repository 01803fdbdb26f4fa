"""The forms of public forms, campaigns and the list of arrivals."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sapa.customers.forms.custom import DayField
from sapa.customers.models import Source
from sapa.customers.picks import load_picks
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import MoneyField, Segments, WordsField
from sapa.lib.names import clean_name
from sapa.pipeline.campaigning import free_code, free_slug
from sapa.pipeline.models import Campaign, CaptureForm, Inquiry
from sapa.team.models import BusinessUnit, Member

if TYPE_CHECKING:
    from sapa.pipeline.arrivals import Arrivals

ANY = ("", _("any"))
ROWS: dict[str, Any] = {"source": Source, "owner": Member, "unit": BusinessUnit, "campaign": Campaign}


def _text(model: Any, name: str, **options: Any) -> forms.CharField:
    column = model._meta.get_field(name)
    label, most = capfirst(column.verbose_name), column.max_length
    return forms.CharField(**{"label": label, "max_length": most, "required": False} | options)


def _address(model: Any, name: str, help_text: Any) -> forms.SlugField:
    label = capfirst(model._meta.get_field(name).verbose_name)
    attrs = {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
    return forms.SlugField(
        label=label, max_length=40, required=False, help_text=help_text, widget=forms.TextInput(attrs)
    )


def _pick(model: Any, name: str) -> forms.TypedChoiceField:
    label = capfirst(model._meta.get_field(name).verbose_name)
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=False)


class PickingForm(forms.Form):
    """A form some of whose fields choose a row of the organisation. `values()` has the rows themselves."""

    picked: tuple[str, ...] = ()

    def __init__(self, data: Any, *, row: Any = None, initial: dict[str, Any] | None = None) -> None:
        known = {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields} if row else {}
        super().__init__(data, initial=known | (initial or {}))
        self.row, picks = row, load_picks()
        for name in self.picked:
            choices = self._campaigns() if name == "campaign" else picks.choices(name, self.initial.get(name))
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _campaigns(self) -> list[tuple[Any, Any]]:
        current = self.initial.get("campaign")
        rows = Campaign.objects.values_list("pk", "name", "archived_at")
        return [("", _("– none –")), *((pk, name) for pk, name, gone in rows if not gone or pk == current)]

    def values(self) -> dict[str, Any]:
        """The model's fields, as the verbs of `campaigning` take them."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        for name in self.picked:
            given[name] = ROWS[name].objects.get(pk=given[name]) if given[name] else None
        return given


class CaptureFormForm(PickingForm):
    """A public form: its words, and where its people go."""

    picked = ("source", "campaign", "owner")

    title = _text(CaptureForm, "title", required=True, widget=forms.TextInput({"autofocus": True}))
    slug = _address(CaptureForm, "slug", _("The end of its web address. Left empty, it follows from the title."))
    intro = _text(CaptureForm, "intro")
    question = _text(
        CaptureForm, "question", help_text=_("A question to be answered in words. Left empty, nothing is asked.")
    )
    consent_text = WordsField(
        label=_("Consent"),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("What people agree to, and what for. Each change is a new version; who agreed to what is kept."),
    )
    thanks = _text(CaptureForm, "thanks")
    source = _pick(CaptureForm, "source")
    campaign = _pick(CaptureForm, "campaign")
    owner = _pick(CaptureForm, "owner")
    version = VersionField()

    def clean_title(self) -> str:
        return clean_name(self.cleaned_data["title"])

    def clean_slug(self) -> str:
        given: str = self.cleaned_data["slug"].lower()
        return given or (self.row.slug if self.row else free_slug(self.cleaned_data.get("title", "")))

    def clean_consent_text(self) -> str:
        return str(self.cleaned_data["consent_text"]).replace("\r\n", "\n").strip()


class CampaignForm(PickingForm):
    """A campaign, an event or an exhibition, with what it cost."""

    picked = ("source", "unit")

    kind = forms.ChoiceField(
        label=_("Kind"), choices=Campaign.Kind.choices, widget=Segments, initial=Campaign.Kind.CAMPAIGN
    )
    name = _text(Campaign, "name", required=True, widget=forms.TextInput({"autofocus": True}))
    code = _address(Campaign, "code", _("Goes into links: ?campaign=… Left empty, it follows from the name."))
    place = _text(Campaign, "place")
    starts_on = DayField(label=_("From"), required=False)
    ends_on = DayField(label=_("Until"), required=False)
    cost = MoneyField(label=_("Costs"), required=False)
    source = _pick(Campaign, "source")
    unit = _pick(Campaign, "unit")
    version = VersionField()

    def __init__(self, data: Any, *, currency: str, row: Campaign | None = None, kind: str = "") -> None:
        super().__init__(data, row=row, initial={"kind": kind} if kind in Campaign.Kind.values else None)
        field: Any = self.fields["cost"]
        field.currency = currency

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_code(self) -> str:
        given: str = self.cleaned_data["code"].lower()
        return given or (self.row.code if self.row else free_code(self.cleaned_data.get("name", "")))

    def clean_cost(self) -> int:
        cost: int = self.cleaned_data["cost"] or 0
        if cost < 0:
            raise forms.ValidationError(_("A cost is not below zero."))
        return cost

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("starts_on") and given.get("ends_on") and given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", _("It ends before it begins."))
        return given


class ArrivalFilter(forms.Form):
    """Drawn from Arrivals, whose validation leaves out what makes no sense."""

    door = forms.ChoiceField(label=_("Door"), required=False, choices=[ANY, *Inquiry.Door.choices])
    source = forms.ChoiceField(label=_("Source"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)

    def __init__(self, found: "Arrivals") -> None:
        super().__init__(initial=found.on, auto_id="filter_%s")
        for name, pairs in (("source", found.sources), ("campaign", found.campaigns)):
            self.fields[name].choices = [ANY, *pairs.items()]  # type: ignore[attr-defined]
