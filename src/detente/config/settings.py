"""Django settings, all from the environment; see docs/settings.md for each variable."""

from __future__ import annotations

import os
from pathlib import Path

import django

from detente.config.databases import database
from detente.config.home import home, secret_key
from detente.config.mail import mail
from detente.config.signing_in import *  # noqa: F403 - each is a setting of its own

SECRET_KEY = secret_key()
DEBUG = os.environ.get("DETENTE_DEBUG") == "1"
DEMO = os.environ.get("DETENTE_DEMO") == "1"
BASE_URL = os.environ.get("DETENTE_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = os.environ.get("DETENTE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "detente.crm",
    "detente.webhooks",
    "detente.api",
    "detente.web",
]
MIDDLEWARE = [
    "detente.web.security.ContentSecurityPolicy",
    "detente.api.answers.InOneShape",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "detente.web.session.middleware.Asker",
    "detente.web.session.middleware.SessionsSeen",
    "detente.web.session.middleware.FactorRequired",
    "detente.web.zones.ReadersZone",
    "detente.web.languages.ReadersLanguage",
    "django_htmx.middleware.HtmxMiddleware",
    "detente.web.toasts.ToastsInFragments",
    "detente.web.errors.OpenedByHand",
]
ROOT_URLCONF = "detente.config.urls"
WSGI_APPLICATION = "detente.config.wsgi.application"
WEB = Path(__file__).parent.parent / "web"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "detente.web.environment.environment"},
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]
# Fields of forms are drawn by compiled templates too: a lead's page has eleven forms.
FORM_RENDERER = "django.forms.renderers.Jinja2"

DATABASES = {"default": database(os.environ.get("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, so that a limit on attempts holds across all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "detente_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

_MAIL = mail(os.environ.get("DETENTE_MAIL_URL"), os.environ.get("DETENTE_MAIL_FROM"))
EMAIL_BACKEND = _MAIL.backend
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starttls, _MAIL.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _MAIL.sender

AUTH_USER_MODEL = "crm.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "today"

IS_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_NAME = "__Host-session" if IS_SECURE else "detente_session"
SESSION_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if IS_SECURE else "detente_csrf"
CSRF_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "detente.web.errors.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
IS_BEHIND_PROXY = os.environ.get("DETENTE_BEHIND_PROXY") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31536000 if IS_SECURE else 0

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_LIMIT: int = int(os.environ.get("DETENTE_FILE_LIMIT_MB") or 25) * 1_000_000
HOME = home()
API_PER_MINUTE = int(os.environ.get("DETENTE_API_PER_MINUTE", "600"))
WEBHOOKS_PRIVATE = os.environ.get("DETENTE_WEBHOOKS_PRIVATE") == "1"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("DETENTE_LOG", "WARNING")},
}
if django.VERSION < (6, 0):
    FORMS_URLFIELD_ASSUME_HTTPS = True
