"""The forms of SOPs: what it is for, its words, and the lines of its checklist."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Activity
from sapa.customers.models import FunnelStep
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import LineField, WordsField
from sapa.lib.text import tidy
from sapa.pipeline.models import Procedure, Stage

MOST_LINES = 20
LINE_LENGTH = 160


class ProcedureForm(forms.Form):
    """`what` is "step:prospect", "stage:12" or "kind:call"."""

    what = forms.ChoiceField(label=_("for"))
    title = LineField(label=_("title"), max_length=80)
    text = WordsField(label=_("how we do it"), required=False, max_length=4000, widget=forms.Textarea({"rows": 5}))
    version = VersionField()
    lines = forms.CharField(
        label=_("checklist"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("One line each: what is to be checked."),
    )

    def __init__(self, *args: Any, procedure: Procedure | None = None, **kwargs: Any) -> None:
        if procedure is not None:
            given = {"title": procedure.title, "text": procedure.text, "version": procedure.version}
            kwargs["initial"] = {**given, "what": what_of(procedure)}
        super().__init__(*args, **kwargs)
        if procedure is not None:  # its page changes the lines one by one, so that they keep their ticks
            del self.fields["lines"]
        self._stages = {stage.pk: stage for stage in Stage.objects.select_related("pipeline").order_by(*BY_BOARD)}
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (_("Funnel step"), [(f"step:{value}", label) for value, label in FunnelStep.choices]),
            (_("Kind of activity"), [(f"kind:{value}", label) for value, label in Activity.Kind.choices]),
            (_("Stage"), [(f"stage:{pk}", f"{one.pipeline}: {one}") for pk, one in self._stages.items()]),
        ]

    def clean_lines(self) -> list[str]:
        lines = [tidy(line) for line in self.cleaned_data["lines"].splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > MOST_LINES:
            raise forms.ValidationError(_("At most %(most)d lines."), params={"most": MOST_LINES})
        if any(len(line) > LINE_LENGTH for line in found):
            raise forms.ValidationError(_("A line has at most %(most)d letters."), params={"most": LINE_LENGTH})
        return found

    @property
    def written(self) -> dict[str, Any]:
        """The columns of the SOP."""
        kind, _colon, value = self.cleaned_data["what"].partition(":")
        places: dict[str, Any] = {"step": "", "stage": None, "kind": ""}
        places[kind] = self._stages[int(value)] if kind == "stage" else value
        return {"title": self.cleaned_data["title"], "text": self.cleaned_data["text"], **places}


BY_BOARD = ("pipeline__position", "pipeline_id", "position", "pk")


class LineForm(forms.Form):
    text = LineField(label=_("to be checked"), max_length=LINE_LENGTH, widget=forms.TextInput({"autofocus": True}))


def what_of(procedure: Procedure) -> str:
    if procedure.stage_id:
        return f"stage:{procedure.stage_id}"
    return f"step:{procedure.step}" if procedure.step else f"kind:{procedure.kind}"
