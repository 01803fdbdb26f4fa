"""Whose customers become: one of them by hand, or many shared out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer
from sapa.customers.sharing_out import Way
from sapa.team.models import Member
from sapa.team.roles import RIGHTS, Role

WORKING = [role for role in Role.values if "activities.change" in RIGHTS[role].permissions]


def colleagues() -> list[Member]:
    """To whom customers can be given: whoever is at work and works with customers."""
    return list(Member.objects.at_work().filter(role__in=WORKING))


class WhyField(forms.CharField):
    """A line for the timeline."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Why"), "max_length": 200, "required": False} | kwargs)


class AssignForm(forms.Form):
    """A new owner for one customer."""

    to = forms.TypedChoiceField(label=_("New owner"), coerce=int)
    why = WhyField()
    had = forms.IntegerField(widget=forms.HiddenInput, required=False)  # whose it was when the form was drawn

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {member.pk: member for member in colleagues() if member.pk != customer.owner_id}
        names = [(pk, f"{member.name} · {member.get_role_display()}") for pk, member in self.members.items()]
        self.fields["to"].choices = [("", _("– choose –")), *names]  # type: ignore[attr-defined]
        self.fields["had"].initial = customer.owner_id

    def member(self) -> Member:
        return self.members[self.cleaned_data["to"]]


class GiveBackForm(forms.Form):
    why = WhyField(required=True)


class PoolForm(forms.Form):
    why = WhyField()


class ShareForm(forms.Form):
    """How to share out, and among whom. Read from the address: nothing is written by it."""

    way = forms.ChoiceField(label=_("How"), choices=Way.choices, widget=forms.RadioSelect)
    members = forms.TypedMultipleChoiceField(
        label=_("Among"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("By territory, leave all open to take everybody who has one. The pool needs nobody."),
    )
    why = WhyField()
    once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {member.pk: member for member in colleagues()}
        names = [(pk, f"{member.name} · {member.get_role_display()}") for pk, member in self.known.items()]
        self.fields["members"].choices = names  # type: ignore[attr-defined]

    def chosen(self) -> list[Member]:
        return [self.known[pk] for pk in self.cleaned_data["members"]]
