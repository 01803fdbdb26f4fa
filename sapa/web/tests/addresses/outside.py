"""Pages outside any organisation: signing up, the account, what is public."""

from sapa.web.tests.addresses.table import BOTH, GET, LOGIN, POST, PUBLIC, Address

OWN_FORM = {"organization": "=maju-bersama", "slug": "=kenalan"}
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
    Address(
        "public_form_own", PUBLIC, BOTH, {"organization": "=maju-bersama"}, answers=frozenset({200, 303, 404, 422})
    ),
    Address("public_form", PUBLIC, BOTH, OWN_FORM, answers=frozenset({200, 303, 422, 429})),
    Address("public_form_thanks", PUBLIC, GET, OWN_FORM),
    Address("public_form_embedded", PUBLIC, BOTH, OWN_FORM, answers=frozenset({200, 303, 422, 429})),
    Address("public_form_embedded_thanks", PUBLIC, GET, OWN_FORM),
    Address("public_calendar", PUBLIC, GET, {"organization": "=maju-bersama", "token": "=x"}, answers=frozenset({404})),
    Address("public_profile", PUBLIC, GET, NO_PROFILE, answers=frozenset({404})),
    Address("public_profile_pdf", PUBLIC, GET, NO_PROFILE, answers=frozenset({404})),
]
