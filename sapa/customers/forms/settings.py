"""Questions of one's own, tags and sources."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from sapa.customers.arranging import is_answered
from sapa.customers.models import CustomField
from sapa.lib.forms import Segments
from sapa.lib.names import clean_name
from sapa.lib.text import tidy

MAX_CHOICES = 50


class QuestionForm(forms.Form):
    """A question about customers. The kind is fixed once there are answers."""

    label = forms.CharField(label=_("Question"), max_length=60, widget=forms.TextInput({"autofocus": True}))
    kind = forms.ChoiceField(
        label=_("Kind of answer"), choices=CustomField.Kind.choices, widget=Segments, initial="text"
    )
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One in a line; only for a question with choices."),
    )
    required = forms.BooleanField(label=_("Must be answered"), required=False)

    def __init__(self, data: Any = None, *, question: CustomField | None = None) -> None:
        known = {}
        if question is not None:
            known = {"label": question.label, "kind": question.kind, "required": question.required}
            known["choices"] = "\n".join(question.choices)
        super().__init__(data, initial=known)
        if question is not None and is_answered(question):
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = _("There are answers already, so the kind stays.")

    def clean_label(self) -> str:
        return clean_name(self.cleaned_data["label"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        lines = dict.fromkeys(tidy(line)[:80] for line in given.get("choices", "").splitlines())
        given["choices"] = [line for line in lines if line]
        if given.get("kind") != CustomField.Kind.CHOICE:
            given["choices"] = []
        elif len(given["choices"]) < 2:
            self.add_error("choices", _("Write at least two choices."))
        elif len(given["choices"]) > MAX_CHOICES:
            self.add_error("choices", _("At most %(most)d choices.") % {"most": MAX_CHOICES})
        return given


class NameForm(forms.Form):
    """A tag or a source by its name."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput({"autofocus": True}))

    def __init__(self, data: Any = None, *, most: int, name: str = "") -> None:
        super().__init__(data, initial={"name": name})
        field: Any = self.fields["name"]
        field.max_length = most
        field.validators = [MaxLengthValidator(most)]
        field.widget.attrs["maxlength"] = most

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"]).strip("#,;")
