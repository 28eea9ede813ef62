"""Django's settings: https://docs.djangoproject.com/en/5.2/ref/settings/.

Values that differ between environments are environment variables: set them with env and secrets in .projenrc.ts.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SOURCE = Path(__file__).resolve().parent.parent
# The manifests set APP_ENV. Locally, in tests, and while the image is built, secrets have defaults.
DEPLOYED = "APP_ENV" in os.environ and "PYTEST_VERSION" not in os.environ


def secret(name: str, default: str) -> str:
    """Return a secret, which only has a default outside of the cluster."""
    value = os.environ.get(name, "") or ("" if DEPLOYED else default)
    if not value:
        message = f"{name} is not set: add it to secrets of the app in .projenrc.ts, then run make seal"
        raise ImproperlyConfigured(message)
    return value


def words(name: str, default: str = "") -> list[str]:
    """Return the parts of a variable that are separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


SECRET_KEY = secret("SECRET_KEY", "not-a-secret-because-it-is-only-used-locally-and-in-tests")
DEBUG = os.environ.get("DEBUG", "").lower() in {"1", "true"}
# The Ingress only forwards requests for its own hosts.
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "*")
# Such as https://shop.example.org: needed for forms if TLS ends before the pod and TRUSTED_PROXIES is not set.
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = DEPLOYED

DATABASES = {
    "default": dj_database_url.parse(
        secret("DATABASE_URL", f"sqlite:///{SOURCE.parent / 'db.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
# Django's own default is Chicago, also for the times in logs.
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# The image build runs collectstatic, which adds a hash to each name, so that browsers can keep the files.
STATIC_URL = "static/"
STATIC_ROOT = SOURCE / "staticfiles"
COLLECTED = STATIC_ROOT.is_dir() or "collectstatic" in sys.argv
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = not COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

# gitops_runtime writes all logs as JSON.
LOGGING_CONFIG = None
