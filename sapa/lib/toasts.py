"""Short messages after something was done, shown by the next page."""

from django.contrib import messages
from django.http import HttpRequest


def toast(request: HttpRequest, text: object, undo: str = "") -> None:
    """Tell the person what was done. `undo` is an address to which a POST takes it back; it gives a button."""
    messages.success(request, str(text), extra_tags=f"undo:{undo}" if undo else "")


def toast_error(request: HttpRequest, text: object) -> None:
    """Tell the person what was not done. It stays until it is closed."""
    messages.error(request, str(text))
