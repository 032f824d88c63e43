"""Keys for programs: made once, shown once, kept as a digest, and worth what their user may do.

A key reads `det_<prefix>_<secret>`: the prefix finds the row, the secret proves it. The secret has 256
random bits, so a plain SHA-256 is as good as a slow hash and costs nothing per request.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from detente.crm.history.record import locked
from detente.crm.objections import N_, Objection, Refused, check
from detente.crm.people.access_models import ApiToken
from detente.crm.people.models import User
from detente.crm.people.naming import tidy
from detente.crm.people.security import note

START = "det"
SCOPES = {
    "read": _("Read records, lists and reports"),
    "write": _("Add and change records"),
    "import": _("Bring files in"),
    "settings": _("Change settings"),
}
# What a role must be able to do for a scope to mean anything.
ABILITIES = {"read": "read", "write": "work_leads", "import": "import", "settings": "settings"}
USED_EVERY = timedelta(minutes=1)
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@transaction.atomic
def make_token(
    user: User, *, name: str, scopes: list[str], by: User | None, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new key for a program that acts as `user`; the second value is the key itself, never to be had again."""
    check(_objections(user, name, scopes, expires_at))
    prefix = "".join(secrets.choice(_LETTERS) for _no in range(12))
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user, name=tidy(name)[:120], prefix=prefix, digest=digest_of(secret),
        scopes=[scope for scope in SCOPES if scope in scopes], created_at=timezone.now(), expires_at=expires_at,
    )  # fmt: skip
    note("token_made", user=user, by=by, token=token.pk, scopes=token.scopes)
    return token, f"{START}_{prefix}_{secret}"


def _objections(user: User, name: str, scopes: list[str], expires_at: datetime | None) -> list[Objection]:
    found = []
    if not tidy(name):
        found.append(Objection("name_missing", N_("Name the program that will use this token."), "name"))
    if not scopes or set(scopes) - set(SCOPES):
        text = N_("Choose what the token may do: {known}.")
        found.append(Objection("scope_unknown", text, "scopes", {"known": ", ".join(SCOPES)}))
    elif [scope for scope in scopes if not user.may(ABILITIES[scope])]:
        text = N_("A token can't do more than its user: {scope} is not part of the role.")
        beyond = next(scope for scope in scopes if not user.may(ABILITIES[scope]))
        found.append(Objection("scope_beyond_role", text, "scopes", {"scope": beyond}))
    if expires_at and expires_at <= timezone.now():
        found.append(Objection("expired_already", N_("The token would have expired already."), "expires"))
    return found


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> ApiToken:
    """From now on nobody gets in with this key."""
    token = locked(token)
    if token.revoked_at:
        raise Refused(Objection("revoked", N_("This token was revoked already.")))
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    note("token_revoked", user=token.user, by=by, token=token.pk)
    return token


def token_of(key: str) -> ApiToken | None:
    """The token of this key, when it is genuine, alive, and its user is active; else None."""
    start, _, rest = key.partition("_")
    prefix, _, secret = rest.partition("_")
    if start != START or not secret or not prefix.isascii() or not secret.isascii():
        return None
    found = ApiToken.objects.select_related("user").filter(prefix=prefix[:12]).first()
    if found is None or not hmac.compare_digest(found.digest, digest_of(secret)):
        return None
    return found if is_alive(found) and found.user.is_active else None


def is_alive(token: ApiToken) -> bool:
    """Whether it was neither revoked nor has expired."""
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > timezone.now())


def remember_use(token: ApiToken) -> None:
    """When the key was last used, written at most once a minute."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - USED_EVERY:
        long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_EVERY)
        ApiToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=now)


def digest_of(secret: str) -> str:
    """What is kept of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()
