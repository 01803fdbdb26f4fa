"""The settings of the test suite: those of the product, but for what would only make tests slow."""

import os

from sapa.settings import *  # noqa: F403

os.environ["LC_ALL"] = "C.UTF-8"  # commands answer in English, whatever this machine's language
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATEMENTS_CHECKED = True  # each kept statement is compared with the queryset built anew: see tenancy.prepared
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_AUTOREFRESH = True  # looks for a file when it is asked for, not for all of them as each Client is made

# A database that all migrations have made, to be copied: see `tenancy.testing`.
if "SAPA_TEST_TEMPLATE" in os.environ and DATABASES["default"]["ENGINE"] == "sapa.tenancy.postgresql":  # noqa: F405
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["SAPA_TEST_TEMPLATE"]}  # noqa: F405
