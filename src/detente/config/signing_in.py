"""django-allauth as Detente uses it: by e-mail address, by invitation only, with second factors."""

from __future__ import annotations

import os
from typing import Any

ACCOUNT_ADAPTER = "detente.web.session.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
PASSWORD_RESET_TIMEOUT = 24 * 3600

MFA_ADAPTER = "detente.web.session.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Detente"

SOCIALACCOUNT_ADAPTER = "detente.web.session.oidc.ProviderAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_QUERY_EMAIL = True
SOCIALACCOUNT_STORE_TOKENS = False
# A form that posts here and is led on to another host is what our policy refuses; a link may go there.
SOCIALACCOUNT_LOGIN_ON_GET = True
OIDC = "oidc"


def providers() -> dict[str, Any]:
    """The one sign-in provider that DETENTE_OIDC_ISSUER names; empty without it."""
    issuer = os.environ.get("DETENTE_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return {}
    app = {
        "provider_id": OIDC,
        "name": os.environ.get("DETENTE_OIDC_NAME") or "single sign-on",
        "client_id": os.environ.get("DETENTE_OIDC_CLIENT_ID", ""),
        "secret": os.environ.get("DETENTE_OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True, "verified_email": _trusted_domains()},
    }
    return {"openid_connect": {"APPS": [app]}}


def _trusted_domains() -> list[str]:
    """Whose addresses the provider may vouch for by leaving `email_verified` out; none unless they are named."""
    named = os.environ.get("DETENTE_OIDC_VERIFIED_DOMAINS", "").casefold()
    return [domain for each in named.split(",") if (domain := each.strip().removeprefix("@"))]


SOCIALACCOUNT_PROVIDERS = providers()
