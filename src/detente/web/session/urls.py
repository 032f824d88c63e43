"""Addresses of this area: signing in, second factors on the way, forgotten passwords, invitations.

Some carry a second name: the one by which django-allauth looks for them.
"""

from __future__ import annotations

from allauth.account.views import reauthenticate
from allauth.mfa.base.views import authenticate
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.webauthn.views import login_webauthn, reauthenticate_webauthn
from django.urls import path

from detente.web.session import invited, oidc, resets, views
from detente.web.session.factors import confirming

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/code/", authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/with/<slug:provider_id>/", oidc.provider_login, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", oidc.provider_callback, name="openid_connect_callback"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("confirm/", confirming(reauthenticate), name="account_reauthenticate"),
    path("confirm/code/", confirming(reauthenticate_by_code), name="mfa_reauthenticate"),
    path("confirm/passkey/", confirming(reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("password/forgotten/", resets.Forgotten.as_view(), name="account_reset_password"),
    path("password/sent/", resets.Sent.as_view(), name="account_reset_password_done"),
    path(
        "password/new/<slug:uidb36>/<slug:key>/", resets.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("invitation/<str:secret>/", invited.invitation_page, name="invitation"),
]  # fmt: skip
