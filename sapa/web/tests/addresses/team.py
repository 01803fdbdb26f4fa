"""Members, invitations and business units."""

from sapa.web.tests.addresses.table import BOTH, GET, POST, Address

INSIDE: list[Address] = [
    Address("team:members", "team.view"),
    Address("team:member", "team.view", GET, "member"),
    Address("team:edit", "team.manage", BOTH, "member"),
    Address("team:leave", "team.manage", POST, "member"),
    Address("team:return", "team.manage", POST, "member"),
    Address("team:password_link", "team.manage", POST, "member", answers=frozenset({403})),
    Address("team:invite_member", "team.manage", POST, "member"),
    Address("team:invitations", "team.view"),
    Address("team:invite", "team.manage", BOTH),
    Address("team:invitation_renew", "team.manage", POST, "invitation"),
    Address("team:invitation_withdraw", "team.manage", POST, "invitation"),
    Address("team:units", "team.view"),
    Address("team:unit_new", "team.manage", BOTH),
    Address("team:unit_edit", "team.manage", BOTH, "unit"),
    Address("team:unit_archive", "team.manage", POST, "unit"),
    Address("team:unit_restore", "team.manage", POST, "unit"),
]
