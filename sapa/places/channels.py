"""Channels and outlet types: what a new organisation starts with, and its changes to them."""

from sapa.places.models import Channel, OutletType
from sapa.tenancy.models import Organization

DEFAULTS: dict[tuple[str, str], list[str]] = {
    ("MT", "Modern"): ["Minimarket jaringan", "Supermarket"],
    ("GT", "Tradisional"): ["Grosir", "Warung"],
}


def provide_defaults(organization: Organization) -> None:
    """Give a new organisation its channels. Call it once, inside the organisation's scope."""
    for position, ((code, name), types) in enumerate(DEFAULTS.items()):
        channel = Channel.objects.create(organization=organization, code=code, name=name, position=position)
        OutletType.objects.bulk_create(
            OutletType(organization=organization, channel=channel, name=kind, position=place)
            for place, kind in enumerate(types)
        )
