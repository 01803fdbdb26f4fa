"""Regions, channels and outlet types."""

from sapa.web.tests.addresses.table import BOTH, MEMBER, POST, Address

INSIDE: list[Address] = [
    Address("places:regions", MEMBER),
    Address("places:chosen", MEMBER),
    Address("places:channels", "settings.manage"),
    Address("places:channel_add", "settings.manage", BOTH),
    Address("places:outlet_type_add", "settings.manage", BOTH, "channel"),
    Address("places:rename", "settings.manage", BOTH, {"kind": "=outlet-types", "pk": "outlet_type"}),
    Address("places:archive", "settings.manage", POST, {"kind": "=outlet-types", "pk": "outlet_type"}),
    Address("places:restore", "settings.manage", POST, {"kind": "=outlet-types", "pk": "outlet_type"}),
    Address("places:move", "settings.manage", POST, {"kind": "=outlet-types", "pk": "outlet_type"}),
]
