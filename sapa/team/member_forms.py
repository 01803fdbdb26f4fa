"""Forms about a member's place in the organisation."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapa.lib.conflicts import VersionField
from sapa.lib.forms import PhoneField
from sapa.lib.names import clean_name
from sapa.team.models import BusinessUnit, Member, Territory
from sapa.team.roles import ROLE_HINTS, Role
from sapa.team.staffing import possible_supervisors

NONE = _("(none)")


class PlaceForm(forms.Form):
    """What somebody is: role, business unit, supervisor, territory."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "off"}))
    phone = PhoneField(label=_("Phone number"), required=False)
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    unit: Any = forms.ModelChoiceField(None, label=_("Business unit"), required=False, empty_label=NONE)
    supervisor: Any = forms.ModelChoiceField(None, label=_("Supervisor"), required=False, empty_label=NONE)
    territory: Any = forms.ModelChoiceField(None, label=_("Territory"), required=False, empty_label=NONE)

    def __init__(self, *args: Any, member: Member | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["phone"].widget.attrs["autocomplete"] = "off"
        fields["role"].choices = [(role.value, f"{role.label} – {ROLE_HINTS[role]}") for role in Role]
        fields["unit"].queryset = BusinessUnit.objects.filter(archived_at__isnull=True)
        fields["supervisor"].queryset = possible_supervisors(member) if member else Member.objects.at_work()
        fields["territory"].queryset = Territory.objects.all()

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])


class InviteForm(PlaceForm):
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("If you give one, we send the link there."))
    field_order = ["name", "phone", "email", "role", "unit", "supervisor", "territory"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = Role.SALESPERSON
        self.fields["phone"].help_text = _("For the WhatsApp draft with the link.")


class MemberForm(PlaceForm):
    version = VersionField()

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        place = ("name", "phone", "role", "unit", "supervisor", "territory", "version")
        kwargs["initial"] = {name: getattr(member, name) for name in place}
        super().__init__(*args, member=member, **kwargs)
        unit: Any = self.fields["unit"]  # their own one stays possible when it was archived
        unit.queryset = BusinessUnit.objects.filter(Q(archived_at__isnull=True) | Q(pk=member.unit_id or 0))


class UnitForm(forms.ModelForm):
    class Meta:
        model = BusinessUnit
        fields = ["name"]

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def validate_unique(self) -> None:
        """The verbs say it, in the organisation."""
