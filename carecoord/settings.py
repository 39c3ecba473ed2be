"""Django settings. Values from outside come from `carecoord.env`; what is decided here is decided for every installation."""

from __future__ import annotations

from datetime import timedelta

import dj_database_url

from carecoord import env, prepared
from carecoord.headers import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY
from carecoord.headers import PERMISSIONS_POLICY as PERMISSIONS_POLICY
from carecoord.settings_api import REST_FRAMEWORK as REST_FRAMEWORK
from carecoord.settings_api import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from carecoord.settings_sending import *  # noqa: F403  # every name there is a setting

BASE_DIR = env.BASE_DIR
ENV = env.load()

SECRET_KEY = ENV.secret_key or "not-started"
DEBUG = False
DEMO = ENV.demo
TRIAL_HOSTS = ENV.trial_hosts
ALLOWED_HOSTS = list(ENV.hosts)
CSRF_TRUSTED_ORIGINS = [ENV.site_url] if ENV.site_url.startswith("https") else []
SITE_URL = ENV.site_url
ROOT_URLCONF = "carecoord.urls"
WSGI_APPLICATION = "carecoord.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "carecoord.accounts",
    "carecoord.access",
    "carecoord.audit",
    "carecoord.notifications",
    "carecoord.engines",
    "carecoord.ui",
    "patients",
    "education",
    "referrals",
    "carecoord.accounts.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "template_partials",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "carecoord.logs.RequestLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "carecoord.accounts.middleware.SignInPolicy",
    "carecoord.accounts.middleware.OwnWords",
    "carecoord.access.transaction.OneTransaction",
    "carecoord.accounts.middleware.PlaceHolds",
    "carecoord.notifications.clearing.CountsClear",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["carecoord.ui.templatetags.ui", "carecoord.ui.templatetags.pictures"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "carecoord.ui.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "carecoord.ui.forms.Renderer"

# One database, three logins (docs/adr/0002): the app serves, the owner migrates, the worker sends.
DATABASE = dj_database_url.parse(ENV.database_url or "postgres://carecoord_app@/carecoord?host=/not-started")
DATABASES = {
    "default": {
        **DATABASE,
        "CONN_MAX_AGE": 600,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {**(prepared.OPTIONS if ENV.prepare else {}), **DATABASE.get("OPTIONS", {})},
    }
}
DATABASE_OWNER = {
    key: value
    for key, value in dj_database_url.parse(ENV.database_owner_url or "postgres://carecoord_owner@/").items()
    if key in ("USER", "PASSWORD")
}

REDIS_URL = ENV.redis_url
CACHES = {
    "default": {
        "BACKEND": "carecoord.ui.cache.FailSoftRedis" if ENV.redis_url else "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": ENV.redis_url.replace("redis+socket://", "unix://"),
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# Signing in (allauth): one door for pages, admin and machines.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "carecoord.accounts.passwords.LongEnough"},
    {"NAME": "carecoord.accounts.passwords.NotOurWords"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "carecoord.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_USER_DISPLAY = "carecoord.accounts.letters.called"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies
LETTERS_WAIT = False  # letters go out beside the request, so that its length tells nobody whether an account is there
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "carecoord.accounts.adapter.Factors"
MFA_TOTP_ISSUER = "carecoord"
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.secure
IDP_OIDC_PRIVATE_KEY = ENV.idp_private_key
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]  # every client keeps a secret
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600
IDP_OIDC_ADAPTER = "carecoord.accounts.machines.Adapter"
IDLE_LIMIT_STAFF = timedelta(minutes=15)
IDLE_LIMIT_PERSON = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=12)
BREAK_GLASS_TELLS_PATIENT_AFTER = timedelta(0)  # an investigation may need a delay

# Pages
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = ENV.var / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "carecoord.ui.sheet.OneSheet",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = ENV.var / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_HANDLERS = [
    "patients.shelf.Capped",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CLAMD_SOCKET = ENV.clamd_socket  # ClamAV's unix socket; empty: our own signature check alone
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "carecoord.ui.views.csrf_failure"
if ENV.secure:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# API. How often one caller may ask (carecoord.access.limits, carecoord.audit.exports).
API_CALLS_A_MINUTE = ENV.api_calls_a_minute
SEARCHES_A_MINUTE = ENV.searches_a_minute
EXPORTS_AN_HOUR = ENV.exports_an_hour

# Logs are JSON, one event a line; no clinical fact goes in (tests/house holds it).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
AUDIT_KEY = ENV.audit_key or "not-started"
