"""Addresses of web outside any organisation."""

from django.urls import path

from sapa.web.health import health
from sapa.web.views import preferences, signing_up, ui

urlpatterns = [
    path("", signing_up.welcome, name="welcome"),
    path("signup/", signing_up.sign_up, name="signup"),
    path("signup/address/", signing_up.suggest_address, name="suggest_address"),
    path("healthz/", health, name="health"),
    path("ui/", ui.gallery, name="ui"),
    path("ui/villages/", ui.villages, name="ui_villages"),
    path("ui/dialog/", ui.dialog, name="ui_dialog"),
    path("ui/deals/<int:pk>/move/", ui.move, name="ui_move"),
    path("ui/theme/", preferences.set_theme, name="set_theme"),
    path("ui/language/", preferences.set_language, name="set_language"),
]
