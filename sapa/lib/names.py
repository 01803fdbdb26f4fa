"""The name of a person, a firm or a thing: one line that can be read out."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sapa.lib.text import search_key, tidy


def refuse_nameless(text: str) -> None:
    """A validator: emoji and punctuation alone are no name, and nobody would find them by searching."""
    if not search_key(text):
        raise ValidationError(_("A name has letters or digits."), code="nameless")


def clean_name(text: str) -> str:
    """The name as it is kept. Raises ValidationError where there is no letter or digit in it."""
    name = tidy(text)
    refuse_nameless(name)
    return name
