"""Where passkeys can work at all."""

from ipaddress import ip_address
from typing import Any

from django import template

register = template.Library()


@register.filter
def has_passkeys(request: Any) -> bool:
    """Browsers make passkeys for names, not for numbers such as 127.0.0.1."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False
