"""Addresses of this area."""

from __future__ import annotations

from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, path

from detente.web.access import needs
from detente.web.settings import (
    invitations,
    organisation,
    playbook,
    profile,
    security,
    security_log,
    sees,
    teams,
    users,
    vendors,
)

own = needs("read")

urlpatterns: list[URLPattern] = [
    path("", organisation.organisation_page, name="settings"),
    path("users/", users.user_list, name="users"),
    path("users/new/", users.new_user, name="user_new"),
    path("users/<int:pk>/", users.user_page, name="user"),
    path("users/<int:pk>/password/", users.user_password, name="user_password"),
    path("users/<int:pk>/activity/", users.user_activity, name="user_activity"),
    path("users/<int:pk>/link/", users.user_link, name="user_link"),
    path("users/<int:pk>/factors/", users.user_factors, name="user_factors"),
    path("users/<int:pk>/sees/", sees.user_sees, name="user_sees"),
    path("invitations/new/", invitations.new_invitation, name="invitation_new"),
    path("invitations/<int:pk>/resending/", invitations.resend, name="invitation_resending"),
    path("invitations/<int:pk>/withdrawal/", invitations.withdraw, name="invitation_withdrawal"),
    path("teams/", teams.team_list, name="teams"),
    path("teams/<int:pk>/", teams.team_page, name="team"),
    path("vendors/", vendors.vendor_list, name="vendors"),
    path("vendors/<int:pk>/", vendors.vendor_page, name="vendor"),
    path("profile/", profile.profile_page, name="profile"),
    path("security/", security.security_page, name="security"),
    path("security/", security.security_page, name="mfa_index"),
    path("security/", security.security_page, name="mfa_list_webauthn"),
    path("security/password/", security.own_password, name="security_password"),
    path("security/sessions/", security.all_sessions, name="security_sessions"),
    path("security/sessions/<int:pk>/", security.one_session, name="security_session"),
    path("security/rule/", security.company_rule, name="security_rule"),
    path("security/app/", own(app.activate_totp), name="mfa_activate_totp"),
    path("security/app/removal/", own(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("security/codes/", own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("security/codes/new/", own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("security/passkeys/new/", own(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/", own(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("security/passkeys/<int:pk>/removal/", own(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("security-log/", security_log.log_page, name="security_log"),
    path("security-log/export.csv", security_log.log_export, name="security_log_export"),
    path("playbook/", playbook.playbook_page, name="playbook"),
]
