"""What is said after an act of django-allauth, by the template it would have used."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SAID = {
    "account/messages/password_changed.txt": _("The new password is set. Sign in with it."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
}
