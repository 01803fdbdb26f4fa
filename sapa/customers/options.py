"""What a combobox of customers offers while a name or a number is typed."""

from collections.abc import Mapping
from typing import Any

from sapa.customers.models import Customer
from sapa.team.models import Member

OPTIONS = 8


def options_for(member: Member, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """The first that fit the words in `q` or `<field>_text`, of those that the member sees. Without words none."""
    words = next((value for name, value in query.items() if name == "q" or name.endswith("_text")), "")[:120]
    if not words.strip():
        return []
    rows = Customer.objects.visible_to(member).matching(words).select_related("region")
    found = rows.order_by("name_key", "pk")[:OPTIONS]
    return [{"value": one.pk, "label": one.name, "detail": one.region.name if one.region else ""} for one in found]
