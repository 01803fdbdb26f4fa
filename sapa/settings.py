"""Django's settings. What differs between machines comes from `configuration.py`."""

import sys

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from sapa.configuration import ROOT, ConfigurationError, load

try:
    CONFIGURATION = load()
except ConfigurationError as error:
    raise ImproperlyConfigured(str(error)) from error

DEBUG = CONFIGURATION.debug
SECRET_KEY = CONFIGURATION.secret_key
ALLOWED_HOSTS = CONFIGURATION.allowed_hosts
CSRF_TRUSTED_ORIGINS = [CONFIGURATION.base_url]
BASE_URL = CONFIGURATION.base_url
SAPA_HOME = CONFIGURATION.home

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "sapa.tenancy",
    "sapa.files",
    "sapa.events",
    "sapa.team",  # before allauth, whose pages it draws anew
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks_db",
    "crontask",
    "lucide",
    "sapa.places",
    "sapa.customers",
    "sapa.catalogue",
    "sapa.activities",
    "sapa.pipeline",
    "sapa.sales",
    "sapa.lifecycle",
    "sapa.insight",
    "sapa.exchange",
    "sapa.web",
    "sapa.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sapa.web.compressing.CompressionMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sapa.web.middleware.ScriptRedirectMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sapa.team.middleware.PersonMiddleware",
    "sapa.team.middleware.OrganizationMiddleware",
]

ROOT_URLCONF = "sapa.urls"
ORGANIZATION_URLCONF = "sapa.urls_organization"
WSGI_APPLICATION = "sapa.wsgi.application"
SLUGS_RESERVED = {
    "account",
    "static",
    "healthz",
    "signup",
    "ui",
    "i18n",
    "join",
    "public",
    "forms",  # /public/forms/…, beside the profiles of /public/<organisation>/…
    "quotations",  # /public/quotations/…, likewise
    "invoices",
    "regions",
    "api",
    "robots.txt",
    "sw.js",
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sapa.web.context.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "sapa.web.templatetags.sapa",
                "sapa.web.templatetags.parts",
            ],
        },
    }
]
if DEBUG:
    TEMPLATES[0]["OPTIONS"]["loaders"] = ["django.template.loaders.app_directories.Loader"]  # type: ignore[index]
FORM_RENDERER = "sapa.web.forms.Renderer"

DATABASES = {"default": CONFIGURATION.database}
OWNER_DATABASE = CONFIGURATION.owner_database  # see tenancy.roles
SILENCED_SYSTEM_CHECKS = ["models.W040"]  # what an index carries besides its columns is for PostgreSQL alone
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "team.User"
AUTHENTICATION_BACKENDS = ["sapa.team.authentication.EmailOrPhoneBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email", "phone")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"

# django-allauth does the logging in, the second factor and the sessions; signing up is our own.
ACCOUNT_ADAPTER = "sapa.team.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "sapa.team.forms.LoginForm",
    "change_password": "sapa.team.forms.ChangePasswordForm",
    "reset_password": "sapa.team.forms.ResetPasswordForm",
    "reset_password_from_key": "sapa.team.forms.NewPasswordForm",
    "reauthenticate": "sapa.team.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}  # and a phone number: see LoginForm
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "sapa.team.accounts.MFAAdapter"
MFA_FORMS = {
    "authenticate": "sapa.team.forms.CodeForm",
    "reauthenticate": "sapa.team.forms.CodeAgainForm",
    "activate_totp": "sapa.team.forms.ActivateTOTPForm",
    "add_webauthn": "sapa.team.forms.AddPasskeyForm",
    "authenticate_webauthn": "sapa.team.forms.AuthenticatePasskeyForm",
    "login_webauthn": "sapa.team.forms.LoginPasskeyForm",
    "reauthenticate_webauthn": "sapa.team.forms.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CONFIGURATION.https  # http://localhost
MFA_TOTP_ISSUER = "Sapa"
MFA_TOTP_TOLERANCE = 1  # phones' clocks are not exact
MFA_ALLOW_UNVERIFIED_EMAIL = True
TRUSTED_PROXY = CONFIGURATION.trusted_proxy  # see lib.visitors
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRUSTED_PROXY else 0

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "static"
WHITENOISE_MAX_AGE = 31536000
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": CONFIGURATION.home / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
REACTIONS = "sapa.reactions.REACTIONS"  # what follows an event: see events.reacting
CUSTOMER_FACETS = ["sapa.lifecycle.facets.FACETS"]  # what customers can be filtered by: see customers.facets
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES = {
    "default": {
        "BACKEND": "sapa.lib.counting_cache.CountingCache",
        "LOCATION": "sapa_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # the worker's heartbeat and the throttles live here
    }
}

MAILERS = {"default": CONFIGURATION.email}
DEFAULT_FROM_EMAIL = CONFIGURATION.email_from

SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = CONFIGURATION.https
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # asked over plain HTTP, from the machine itself
SECURE_HSTS_SECONDS = 31536000 if CONFIGURATION.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = CONFIGURATION.https
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if CONFIGURATION.trusted_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2500  # a tick for each of the 2,000 cards of a phone's contacts

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "not_health": {  # being unwell is an answer, not an error of the page
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: "/healthz/" not in record.getMessage(),
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr, "filters": ["not_health"]}},
    "loggers": {"django.tasks": {"level": "WARNING"}},  # not a line for each task that begins and ends
    "root": {"handlers": ["console"], "level": "WARNING"},
}
