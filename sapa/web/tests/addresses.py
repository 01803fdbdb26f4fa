"""What each address of Sapa is for and who may come: the table of the URL walk.

Every view needs a line here; `test_every_address.py` fails on one without. To add yours:

    Address("customers:edit", "customers.change", "GET POST", "customer"),

is the view `customers:edit`, which `@requires("customers.change")`, answers GET and POST, and whose `pk`
names a customer (a kind of `rows.py`). Several rows in the address: {"pk": "customer", "contact": "contact"}.
A value that is no row stands with an equals sign: {"slug": "=katering"}.
"""

from dataclasses import dataclass, field

PUBLIC = "public"  # anybody, outside any organisation
LOGIN = "login"  # whoever is logged in, outside any organisation
MEMBER = "member"  # every member of the organisation, whatever the role

GET, POST, BOTH = "GET", "POST", "GET POST"


@dataclass(frozen=True)
class Address:
    """A line of the table. `answers` are the statuses to be expected where they are not the usual ones."""

    name: str
    gate: str
    methods: str = GET
    of: str | dict[str, str] = ""
    answers: frozenset[int] = field(default_factory=frozenset)

    @property
    def rows(self) -> dict[str, str]:
        """The address's arguments: {argument: kind of row}."""
        return {"pk": self.of} if isinstance(self.of, str) and self.of else dict(self.of or {})

    def answers_to(self, method: str) -> bool:
        return method in self.methods.split()


NO_PROFILE = {"slug": "=maju-bersama", "token": f"={'0' * 43}"}

OUTSIDE: list[Address] = [
    Address("health", PUBLIC, answers=frozenset({200, 503})),
    Address("ui", PUBLIC),
    Address("ui_villages", PUBLIC),
    Address("ui_dialog", PUBLIC, BOTH),
    Address("ui_move", PUBLIC, POST, {"pk": "=1"}),
    Address("set_theme", PUBLIC, POST),
    Address("set_language", PUBLIC, POST),
    Address("welcome", PUBLIC),
    Address("signup", PUBLIC, BOTH),
    Address("suggest_address", PUBLIC),
    Address("join", PUBLIC, BOTH, {"slug": "=maju-bersama", "token": f"={'0' * 40}"}, answers=frozenset({302, 404})),
    Address("account", LOGIN, BOTH),
    Address("account_login", PUBLIC, BOTH),
    Address("account_logout", PUBLIC, BOTH),
    Address("account_inactive", PUBLIC),
    Address("account_signup", PUBLIC),
    Address("account_reauthenticate", LOGIN, BOTH),
    Address("account_change_password", LOGIN, BOTH),
    Address("account_reset_password", PUBLIC, BOTH),
    Address("account_reset_password_done", PUBLIC),
    Address("account_reset_password_from_key", PUBLIC, BOTH, {"uidb36": "=1", "key": "=none"}),
    Address("account_reset_password_from_key_done", PUBLIC),
    Address("mfa_index", LOGIN),
    Address("mfa_authenticate", LOGIN, BOTH),
    Address("mfa_reauthenticate", LOGIN, BOTH),
    Address("mfa_activate_totp", LOGIN, BOTH),
    Address("mfa_deactivate_totp", LOGIN, BOTH, answers=frozenset({302, 404})),
    Address("mfa_view_recovery_codes", LOGIN, answers=frozenset({302, 404})),
    Address("mfa_generate_recovery_codes", LOGIN, BOTH),
    Address("mfa_download_recovery_codes", LOGIN, answers=frozenset({302, 404})),
    Address("mfa_list_webauthn", LOGIN),
    Address("mfa_add_webauthn", LOGIN, BOTH),
    Address("mfa_login_webauthn", PUBLIC, BOTH, answers=frozenset({302})),
    Address("mfa_reauthenticate_webauthn", LOGIN, BOTH),
    Address("mfa_remove_webauthn", LOGIN, BOTH, {"pk": "=1"}, answers=frozenset({302, 404})),
    Address("usersessions_list", LOGIN),
    Address("sessions_end_others", LOGIN, POST),
    Address("session_end", LOGIN, POST, {"pk": "=1"}, answers=frozenset({404})),
    Address("places:regions", PUBLIC),
    Address("places:chosen", PUBLIC),
    Address("public_profile", PUBLIC, GET, NO_PROFILE, answers=frozenset({404})),
    Address("public_profile_pdf", PUBLIC, GET, NO_PROFILE, answers=frozenset({404})),
]

INSIDE: list[Address] = [
    Address("web:home", MEMBER),
    Address("web:search", MEMBER),
    Address("web:commands", MEMBER),
    Address("web:more", MEMBER),
    Address("web:settings", "settings.manage"),
    Address("web:organization", "settings.manage", BOTH),
    Address("web:greeting", "settings.manage"),
    Address("web:territories", "team.view"),
    Address("web:territory_new", "team.manage", BOTH),
    Address("web:territory_regions", "team.manage"),
    Address("web:territory_edit", "team.manage", BOTH, "territory"),
    Address("web:territory_remove", "team.manage", POST, "territory"),
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
    Address("web:audit", "audit.view"),
    Address("web:card", "customers.view", GET, "customer"),
    Address("web:customer_timeline", "customers.view", GET, "customer"),
    Address("web:opportunity_timeline", "opportunities.view", GET, "opportunity"),
    Address("web:product_timeline", "catalogue.view", GET, "product"),
    Address("web:view_create", MEMBER, BOTH),
    Address("web:view_list", MEMBER, GET, {"list_name": "=customers"}),
    Address("web:view_edit", MEMBER, BOTH, "saved_view"),
    Address("web:view_delete", MEMBER, POST, "saved_view"),
    Address("web:view_restore", MEMBER, POST, "saved_view"),
    Address("places:regions", MEMBER),
    Address("places:chosen", MEMBER),
    Address("places:channels", "settings.manage"),
    Address("places:channel_add", "settings.manage", BOTH),
    Address("places:outlet_type_add", "settings.manage", BOTH, "channel"),
    Address("places:rename", "settings.manage", BOTH, {"kind": "=outlet-types", "pk": "outlet_type"}),
    Address("places:archive", "settings.manage", POST, {"kind": "=outlet-types", "pk": "outlet_type"}),
    Address("places:restore", "settings.manage", POST, {"kind": "=outlet-types", "pk": "outlet_type"}),
    Address("places:move", "settings.manage", POST, {"kind": "=outlet-types", "pk": "outlet_type"}),
    Address("pipeline:settings", "settings.manage"),
    Address("pipeline:pipeline_add", "settings.manage", BOTH),
    Address("pipeline:pipeline_edit", "settings.manage", BOTH, "pipeline"),
    Address("pipeline:pipeline_move", "settings.manage", POST, "pipeline"),
    Address("pipeline:pipeline_archive", "settings.manage", POST, "pipeline"),
    Address("pipeline:stage_add", "settings.manage", BOTH, "pipeline"),
    Address("pipeline:stage_edit", "settings.manage", BOTH, "stage"),
    Address("pipeline:stage_move", "settings.manage", POST, "stage"),
    Address("pipeline:stage_delete", "settings.manage", BOTH, "stage"),
    Address("pipeline:reason_add", "settings.manage", BOTH),
    Address("pipeline:reason_edit", "settings.manage", BOTH, "lost_reason"),
    Address("pipeline:reason_archive", "settings.manage", POST, "lost_reason"),
    Address("customers:list", "customers.view"),
    Address("customers:filters", "customers.view"),
    Address("customers:create", "customers.change", BOTH),
    Address("customers:matches", "customers.change"),
    Address("customers:export", "customers.export", POST),
    Address("customers:bulk", "customers.change"),
    Address("customers:bulk_change", "customers.change", POST),
    Address("customers:bulk_undo", "customers.change", POST, "bulk_change"),
    Address("customers:edit", "customers.change", BOTH, "customer"),
    Address("customers:contact_add", "customers.change", BOTH, "customer"),
    Address("customers:contact_edit", "customers.change", BOTH, "contact"),
    Address("customers:contact_archive", "customers.change", POST, "contact"),
    Address("customers:contact_restore", "customers.change", POST, "contact"),
    Address("customers:settings", "settings.manage"),
    Address("customers:question_add", "settings.manage", BOTH),
    Address("customers:question_edit", "settings.manage", BOTH, "custom_field"),
    Address("customers:question_move", "settings.manage", POST, "custom_field"),
    Address("customers:question_archive", "settings.manage", POST, "custom_field"),
    Address("customers:source_archive", "settings.manage", POST, "source"),
    Address("customers:tag_delete", "settings.manage", POST, "tag"),
    Address("customers:name_add", "settings.manage", BOTH, {"kind": "=tag"}),
    Address("customers:name_edit", "settings.manage", BOTH, {"kind": "=tag", "pk": "tag"}),
    Address("catalogue:list", "catalogue.view"),
    Address("catalogue:options", "catalogue.view"),
    Address("catalogue:create", "catalogue.change", BOTH),
    Address("catalogue:product", "catalogue.view", GET, "product"),
    Address("catalogue:edit", "catalogue.change", BOTH, "product"),
    Address("catalogue:archive", "catalogue.change", POST, "product"),
    Address("catalogue:restore", "catalogue.change", POST, "product"),
    Address("activities:tap", "activities.change", POST, "customer"),
    Address("activities:note", "activities.change", BOTH, "customer"),
    Address("activities:plan", "activities.change", BOTH, "customer"),
    Address("activities:complete", "activities.change", POST, "activity"),
    Address("activities:reopen", "activities.change", POST, "activity"),
    Address("activities:cancel", "activities.change", POST, "activity"),
    Address("pipeline:board", "opportunities.view"),
    Address("pipeline:column", "opportunities.view", GET, {"stage": "stage"}),
    Address("pipeline:filters", "opportunities.view"),
    Address("pipeline:list", "opportunities.view"),
    Address("pipeline:calendar", "opportunities.view"),
    Address("pipeline:create", "opportunities.change", BOTH),
    Address("pipeline:customers", "opportunities.change"),
    Address("pipeline:contacts", "opportunities.change"),
    Address("pipeline:lines", "opportunities.change", POST),
    Address("pipeline:price", "opportunities.change"),
    Address("pipeline:opportunity", "opportunities.view", GET, "opportunity"),
    Address("pipeline:edit", "opportunities.change", BOTH, "opportunity"),
    Address("pipeline:stage", "opportunities.change", BOTH, "opportunity"),
    Address("pipeline:tick", "opportunities.change", POST, {"pk": "opportunity", "check": "check"}),
    Address("pipeline:win", "opportunities.change", BOTH, "opportunity"),
    Address("pipeline:lose", "opportunities.change", BOTH, "opportunity"),
    Address("pipeline:reopen", "opportunities.reopen", POST, "opportunity"),
    Address("pipeline:qualify", "opportunities.change", BOTH, "opportunity"),
    Address("pipeline:offer", "opportunities.change", BOTH, "opportunity"),
    Address("pipeline:share", "opportunities.change", BOTH, "opportunity"),
    Address("pipeline:profile_pdf", "opportunities.view", GET, "opportunity"),
    Address("pipeline:plan", "activities.change", BOTH, "opportunity"),
    Address("pipeline:accept", "opportunities.change", POST, "offer"),
    Address("insight:projection", "reports.view"),
    Address("insight:projection_export", "customers.export"),
    Address("insight:outcomes", "reports.view"),
    Address("insight:outcomes_export", "customers.export"),
]

# Regions are looked up on both sides, by the same name.
ADDRESSES = {(side, address.name): address for side, table in enumerate([OUTSIDE, INSIDE]) for address in table}
