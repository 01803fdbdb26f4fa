"""The forms of the settings of pipelines."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Market
from sapa.lib.names import clean_name
from sapa.lib.text import tidy
from sapa.pipeline.arranging import checks_of, kind_of
from sapa.pipeline.models import Opportunity, Pipeline, Stage, Step

MOST_CHECKS = 12
CHECK_LENGTH = 160


class TidyNameMixin(forms.Form):
    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])


class PipelineForm(TidyNameMixin):
    name = forms.CharField(label=_("name"), max_length=60, widget=forms.TextInput({"autofocus": True}))
    market = forms.ChoiceField(
        label=_("market"),
        required=False,
        choices=[("", _("any")), *Market.choices],
        help_text=_("New deals with customers of this market begin here."),
    )


class ReasonForm(TidyNameMixin):
    name = forms.CharField(label=_("name"), max_length=60, widget=forms.TextInput({"autofocus": True}))


class StageForm(TidyNameMixin):
    """A stage with its checklist, one line of it a line of text."""

    name = forms.CharField(label=_("name"), max_length=60)
    step = forms.ChoiceField(
        label=_("step"), choices=Step.choices, help_text=_("What the stage means: it decides what its page asks for.")
    )
    probability = forms.IntegerField(
        label=_("probability"), min_value=0, max_value=100, widget=forms.NumberInput({"inputmode": "numeric"})
    )
    rots_after = forms.IntegerField(
        label=_("days until a deal rots"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=_("Left empty: never."),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    checks = forms.CharField(
        label=_("checklist"),
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("One line each: what is done before a deal leaves this stage."),
    )

    def __init__(self, data: Any, *, stage: Stage | None = None) -> None:
        initial: dict[str, Any] = {"probability": 10}
        if stage is not None:
            initial = {name: getattr(stage, name) for name in ("name", "step", "probability", "rots_after")}
            initial["checks"] = "\n".join(checks_of(stage))
        super().__init__(data, initial=initial)

    def clean_checks(self) -> list[str]:
        lines = [tidy(line) for line in self.cleaned_data["checks"].splitlines()]
        checks = list(dict.fromkeys(line for line in lines if line))
        if len(checks) > MOST_CHECKS:
            raise forms.ValidationError(_("At most %(most)d lines."), params={"most": MOST_CHECKS})
        if any(len(check) > CHECK_LENGTH for check in checks):
            raise forms.ValidationError(_("A line has at most %(most)d letters."), params={"most": CHECK_LENGTH})
        return checks


class StageDeletionForm(forms.Form):
    """Where the deals of the stage go, if there are any."""

    to = forms.ModelChoiceField(
        label=_("Where do its deals go?"), queryset=Stage.objects.none(), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, data: Any, *, stage: Stage) -> None:
        super().__init__(data)
        self.in_use = Opportunity.objects.filter(stage=stage).exists()
        if not self.in_use:
            del self.fields["to"]
            return
        others = Stage.objects.filter(pipeline_id=stage.pipeline_id).exclude(pk=stage.pk)
        same = [other.pk for other in others if kind_of(other.step) == kind_of(stage.step)]
        self.fields["to"].queryset = others.filter(pk__in=same)  # type: ignore[attr-defined]


def pipeline_initial(pipeline: Pipeline) -> dict[str, str]:
    return {"name": pipeline.name, "market": pipeline.market}
