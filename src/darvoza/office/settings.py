"""How Django is set for an office. What a unit may change is read from the environment (docs/reference/office.md)."""

import os
from pathlib import Path
from typing import Any

import dj_database_url

from darvoza.office.home import is_training_room, office_home, secret

_HERE = Path(__file__).parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "yes", "true", "on"}


_ENGINES = {"django.db.backends.postgresql": "darvoza.office.postgresql"}
"""The office's own in place of Django's."""


def _database() -> dict[str, Any]:
    """SQLite in the office's folder, or the PostgreSQL that ``DARVOZA_DATABASE`` names (``postgresql://...``).

    A training room has its own folder's and no other, whatever the environment names.
    """
    named = None if is_training_room() else os.environ.get("DARVOZA_DATABASE")
    if named:
        given: dict[str, Any] = dict(dj_database_url.parse(named, conn_max_age=600, conn_health_checks=True))
        return given | {"ENGINE": _ENGINES.get(given["ENGINE"], given["ENGINE"])}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(office_home() / "office.sqlite3"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,  # seconds to wait for another writer
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
            ),
        },
    }


_SECURE = _flag("DARVOZA_HTTPS")
"""Whether browsers reach this office by https, its own or that of a proxy in front of it."""

_TRAINS = is_training_room()
SECRET_KEY = (not _TRAINS and os.environ.get("DARVOZA_SECRET_KEY")) or secret("django")
DEBUG = False
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    *filter(None, os.environ.get("DARVOZA_HOSTS", "").replace(",", " ").split()),
]
ROOT_URLCONF = "darvoza.office.urls"
WSGI_APPLICATION = "darvoza.office.wsgi.application"
AUTH_USER_MODEL = "people.Officer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": _database()}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_tasks",
    "django_tasks_db",
    "darvoza.office.people",
    "darvoza.office.audit",
    "darvoza.office.desk",
    "darvoza.office.examination",
    "darvoza.office.cases",
    "darvoza.office.board",
    "darvoza.office.profiles",
    "darvoza.office.lists",
    "darvoza.office.liaison",
    "darvoza.office.room",
    "darvoza.office.api",
    "darvoza.office.administration",
]

MIDDLEWARE = [
    "darvoza.office.protection.protected",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "darvoza.office.people.access.with_viewer",
    "darvoza.office.words.in_language",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",  # one template language with the report
        "DIRS": [_HERE / "jinja2"],
        "APP_DIRS": True,  # each app's own in its folder ``jinja2``
        "OPTIONS": {"environment": "darvoza.office.pages.environment"},
    },
]

STATIC_URL = "/none/"  # the office serves its own files, under addresses that change with them (assets.py)
USE_I18N = False  # texts go through darvoza.language
USE_TZ = True
TIME_ZONE = os.environ.get("DARVOZA_TIME_ZONE", "Asia/Tashkent")
APPEND_SLASH = False

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "darvoza.office.people.passkeys.PasskeyBackend",
    "darvoza.office.people.provider.ProviderBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "full_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "sign-in"

SESSION_ENGINE = "darvoza.office.people.sessions"
SESSION_COOKIE_NAME = "darvoza_training" if _TRAINS else "darvoza_session"  # one browser may have both open
SESSION_COOKIE_AGE = 12 * 3600  # a shift
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _SECURE
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "darvoza_training_csrf" if _TRAINS else "darvoza_csrf"
CSRF_COOKIE_SECURE = _SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "darvoza.office.refusals.forged"
CSRF_TRUSTED_ORIGINS = list(filter(None, os.environ.get("DARVOZA_ORIGINS", "").replace(",", " ").split()))

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("DARVOZA_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # a day's messages of a post; each is an open file until all have come
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"  # as ``authenticate`` is given it
AXES_LOCKOUT_CALLABLE = "darvoza.office.refusals.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Darvoza"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SILENCED_SYSTEM_CHECKS = ["axes.W003"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": True},
        "axes": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "darvoza": {"handlers": ["stderr"], "level": "INFO", "propagate": True},
    },
}
"""Paths and stack traces on standard error, never a query string, a cookie or a page's values."""
