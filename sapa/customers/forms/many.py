"""To whom, or with which tag, many customers are changed."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.customers import bulk
from sapa.customers.forms.sharing import WhyField
from sapa.customers.models import Tag
from sapa.customers.picks import Picks
from sapa.customers.tagging import clean_tags, find_or_make
from sapa.team.models import Member


class BulkForm(forms.Form):
    """One question, by the kind of change: an owner, a tag there is, or a new one.

    Its names are none of the list's filters, which come along in the same request.
    """

    to = forms.TypedChoiceField(label=_("New owner"), coerce=int)
    why = WhyField()
    with_tag = forms.TypedChoiceField(label=_("Tag"), coerce=int, required=False, empty_value=None)
    new_tag = forms.CharField(label=_("or a new tag"), max_length=40, required=False)
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, *args: Any, kind: str, picks: Picks, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        asked = {bulk.ASSIGN: ["to", "why"], bulk.TAG: ["with_tag", "new_tag"], bulk.UNTAG: ["with_tag"]}[kind]
        for name in {"to", "why", "with_tag", "new_tag"} - set(asked):
            del self.fields[name]
        for name, of in {"to": "owner", "with_tag": "tag"}.items():
            if name in asked:
                self.fields[name].choices = picks.choices(of)  # type: ignore[attr-defined]
        if kind == bulk.UNTAG:
            self.fields["with_tag"].required = True

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.kind == bulk.TAG and not given.get("with_tag") and not clean_tags([given.get("new_tag", "")]):
            self.add_error("with_tag", _("Choose a tag or write a new one."))
        return given

    def target(self) -> Member | Tag:
        given = self.cleaned_data
        if self.kind == bulk.ASSIGN:
            return Member.objects.get(pk=given["to"])
        if given.get("with_tag"):
            return Tag.objects.get(pk=given["with_tag"])
        return find_or_make([given["new_tag"]])[0]
