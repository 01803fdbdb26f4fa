"""What is asked when an organisation changes its channels."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.lib.names import clean_name


class EntryForm(forms.Form):
    """The name of an outlet type, or of a channel."""

    name = forms.CharField(label=_("Name"), max_length=60)

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def refuse(self, message: Any) -> None:
        """The verb's reason, beside the field."""
        self.add_error("name", message)


class ChannelForm(EntryForm):
    """A new channel."""

    code = forms.RegexField(
        r"^[A-Za-z0-9]{1,4}$",
        label=_("Code"),
        max_length=4,
        help_text=_("Up to four letters, such as GT. It stays."),
        error_messages={"invalid": _("Up to four letters or digits.")},
    )

    field_order = ["code", "name"]

    def refuse(self, message: Any) -> None:
        self.add_error("code", message)
