"""Addresses of people, outside any organisation: logging in, the account, following an invitation."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path, reverse_lazy
from django.views.generic import RedirectView

from sapa.team.views import invited, person, sessions
from sapa.team.views.refusing import unprocessable as _

urlpatterns = [
    path("account/", person.account, name="account"),
    path("account/login/", _(account.login), name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/signup/", RedirectView.as_view(url=reverse_lazy("signup")), name="account_signup"),
    path("account/confirm/", _(account.reauthenticate), name="account_reauthenticate"),
    path("account/password/", _(account.password_change), name="account_change_password"),
    path("account/password/forgotten/", _(account.password_reset), name="account_reset_password"),
    path("account/password/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^account/password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/changed/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"
    ),
    path("account/two-step/", mfa.index, name="mfa_index"),
    path("account/two-step/log-in/", _(mfa.authenticate), name="mfa_authenticate"),
    path("account/two-step/confirm/", _(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("account/two-step/on/", _(totp.activate_totp), name="mfa_activate_totp"),
    path("account/two-step/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/two-step/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/two-step/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/two-step/codes/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("account/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/new/", _(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("account/passkeys/log-in/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("account/passkeys/confirm/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/sessions/", sessions.list_sessions, name="usersessions_list"),
    path("account/sessions/end-others/", sessions.end_others, name="sessions_end_others"),
    path("account/sessions/<int:pk>/end/", sessions.end, name="session_end"),
    path("join/<slug:slug>/<str:token>/", invited.join, name="join"),
]
