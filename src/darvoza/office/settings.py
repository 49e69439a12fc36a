"""How Django is set for an office that one person reads on the machine it runs on."""

from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "templates"

ADDRESSES = ("127.0.0.1", "localhost", "[::1]")
"""The only names this office answers to, so that no page elsewhere can reach it through a name of its own."""


def office_settings(secret_key: str) -> dict[str, Any]:
    """Django's settings. There is no database, session or form yet, so nothing of those is installed."""
    return {
        "SECRET_KEY": secret_key,
        "DEBUG": False,
        "ALLOWED_HOSTS": list(ADDRESSES),
        "ROOT_URLCONF": "darvoza.office.urls",
        "INSTALLED_APPS": [],
        "DATABASES": {},
        "USE_I18N": False,  # texts go through darvoza.language
        "USE_TZ": True,
        "APPEND_SLASH": False,
        "MIDDLEWARE": [
            "darvoza.office.protection.protected",
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "darvoza.office.words.in_language",
            "django.middleware.common.CommonMiddleware",
        ],
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "no-referrer",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.jinja2.Jinja2",  # one template language with the report
                "DIRS": [TEMPLATES],
                "OPTIONS": {"environment": "darvoza.office.pages.environment"},
            },
        ],
        "LOGGING": _LOGGING,
    }


_LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR", "propagate": True}},
}
"""Errors only, on standard error: paths and stack traces, never a query string, a cookie or a page's values."""
