"""The list that no address may be missing from: which roles may read it, which may write to it.

It is written by hand, apart from the views, so that a view that lets in too many is found out.
An address that is not here fails the build.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

EVERYBODY = "marketing sdr ae manager executive operations admin vendor"
INTERNAL = "marketing sdr ae manager executive operations admin"
WORKING = "marketing sdr ae manager operations admin"
STEERING = "operations admin"
CAMPAIGNS = "marketing operations admin"
IMPORTING = "marketing manager operations admin"
NOBODY = ""

# name: (who may read the page, who may act on it); NOBODY where the address has no such side.
MATRIX: dict[str, tuple[str, str]] = {
    "tokens": (EVERYBODY, EVERYBODY),
    "token_revocation": (NOBODY, EVERYBODY),
    "webhooks": (STEERING, STEERING),
    "webhook": (STEERING, NOBODY),
    "webhook_change": (STEERING, STEERING),
    "webhook_secret": (NOBODY, STEERING),
    "webhook_activity": (NOBODY, STEERING),
    "webhook_ping": (NOBODY, STEERING),
    "webhook_replays": (NOBODY, STEERING),
    "webhook_delivery": (STEERING, NOBODY),
    "webhook_replay": (NOBODY, STEERING),
    "today": (EVERYBODY, NOBODY),
    "notices_reading": (NOBODY, EVERYBODY),
    "leads": (EVERYBODY, NOBODY),
    "leads_export": (INTERNAL, NOBODY),
    "lead_new": (WORKING, WORKING),
    "lead": (EVERYBODY, NOBODY),
    "lead_attempts": (NOBODY, WORKING),
    "lead_notes": (NOBODY, WORKING),
    "lead_moves": (NOBODY, WORKING),
    "lead_backfills": (NOBODY, WORKING),
    "lead_exit": (NOBODY, WORKING),
    "lead_reopening": (NOBODY, WORKING),
    "lead_owner": (NOBODY, WORKING),
    "lead_defects": (NOBODY, WORKING),
    "lead_defect": (NOBODY, WORKING),
    "lead_origin": (NOBODY, WORKING),
    "lead_deals": (NOBODY, WORKING),
    "lead_joining": (NOBODY, WORKING),
    "entry_reversal": (NOBODY, WORKING),
    "pipeline": (EVERYBODY, NOBODY),
    "pipeline_moves": (NOBODY, WORKING),
    "deals": (EVERYBODY, NOBODY),
    "deals_export": (INTERNAL, NOBODY),
    "deal_new": (WORKING, WORKING),
    "deal": (EVERYBODY, NOBODY),
    "deal_moves": (NOBODY, WORKING),
    "deal_changes": (NOBODY, WORKING),
    "deal_win": (NOBODY, WORKING),
    "deal_loss": (NOBODY, WORKING),
    "deal_reopening": (NOBODY, WORKING),
    "deal_joining": (NOBODY, WORKING),
    "deal_notes": (NOBODY, WORKING),
    "deal_next_step": (NOBODY, WORKING),
    "deal_close_day": (NOBODY, WORKING),
    "deal_parts": (NOBODY, WORKING),
    "deal_part_end": (NOBODY, WORKING),
    "accounts": (EVERYBODY, NOBODY),
    "accounts_export": (INTERNAL, NOBODY),
    "account_new": (WORKING, WORKING),
    "account": (EVERYBODY, NOBODY),
    "account_facts": (EVERYBODY, WORKING),
    "people": (EVERYBODY, NOBODY),
    "people_export": (INTERNAL, NOBODY),
    "person_new": (WORKING, WORKING),
    "person": (EVERYBODY, NOBODY),
    "person_erasure": (NOBODY, STEERING),
    "person_facts": (EVERYBODY, WORKING),
    "campaigns": (EVERYBODY, NOBODY),
    "campaigns_export": (INTERNAL, NOBODY),
    "campaign_new": (CAMPAIGNS, CAMPAIGNS),
    "campaign": (EVERYBODY, NOBODY),
    "campaign_facts": (EVERYBODY, CAMPAIGNS),
    "campaign_members": (EVERYBODY, NOBODY),
    "campaign_costs": (NOBODY, CAMPAIGNS),
    "reports": (EVERYBODY, NOBODY),
    "report": (EVERYBODY, NOBODY),
    "report_json": (EVERYBODY, NOBODY),
    "report_csv": (EVERYBODY, NOBODY),
    "report_rows": (EVERYBODY, NOBODY),
    "report_rows_csv": (INTERNAL, NOBODY),
    "imports": (IMPORTING, NOBODY),
    "import_new": (IMPORTING, IMPORTING),
    "import_sample": (IMPORTING, NOBODY),
    "import_mapping": (IMPORTING, IMPORTING),
    "import_preview": (IMPORTING, NOBODY),
    "import_rehearsal": (NOBODY, IMPORTING),
    "import_start": (NOBODY, IMPORTING),
    "import_draft_saving": (NOBODY, IMPORTING),
    "import_discard": (NOBODY, IMPORTING),
    "import_forgetting": (NOBODY, IMPORTING),
    "import_batch": (IMPORTING, NOBODY),
    "import_progress": (IMPORTING, NOBODY),
    "import_lines": (IMPORTING, NOBODY),
    "import_rejects": (IMPORTING, NOBODY),
    "import_continuing": (NOBODY, IMPORTING),
    "import_undo": (NOBODY, IMPORTING),
    "import_saving": (NOBODY, IMPORTING),
    "settings": (STEERING, STEERING),
    "users": (STEERING, NOBODY),
    "user_new": (STEERING, STEERING),
    "user": (STEERING, STEERING),
    "user_password": (NOBODY, STEERING),
    "user_activity": (NOBODY, STEERING),
    "user_link": (NOBODY, STEERING),
    "user_factors": (NOBODY, STEERING),
    "user_sees": (STEERING, STEERING),
    "invitation_new": (STEERING, STEERING),
    "invitation_resending": (NOBODY, STEERING),
    "invitation_withdrawal": (NOBODY, STEERING),
    "teams": (STEERING, STEERING),
    "team": (STEERING, STEERING),
    "vendors": (STEERING, STEERING),
    "vendor": (STEERING, STEERING),
    "profile": (EVERYBODY, EVERYBODY),
    "security": (EVERYBODY, NOBODY),
    "mfa_index": (EVERYBODY, NOBODY),
    "mfa_list_webauthn": (EVERYBODY, NOBODY),
    "security_password": (NOBODY, EVERYBODY),
    "security_sessions": (NOBODY, EVERYBODY),
    "security_session": (NOBODY, EVERYBODY),
    "security_rule": (NOBODY, STEERING),
    "security_log": (STEERING, NOBODY),
    "security_log_export": (STEERING, NOBODY),
    "mfa_activate_totp": (EVERYBODY, EVERYBODY),
    "mfa_deactivate_totp": (EVERYBODY, EVERYBODY),
    "mfa_view_recovery_codes": (EVERYBODY, NOBODY),
    "mfa_generate_recovery_codes": (EVERYBODY, EVERYBODY),
    "mfa_add_webauthn": (EVERYBODY, EVERYBODY),
    "mfa_edit_webauthn": (EVERYBODY, EVERYBODY),
    "mfa_remove_webauthn": (EVERYBODY, EVERYBODY),
    "account_reauthenticate": (EVERYBODY, EVERYBODY),
    "mfa_reauthenticate": (EVERYBODY, EVERYBODY),
    "mfa_reauthenticate_webauthn": (EVERYBODY, EVERYBODY),
    "playbook": (EVERYBODY, NOBODY),
    "search": (EVERYBODY, NOBODY),
}
OPEN_TO_STRANGERS = {"sign_in", "sign_out", "vega", "api_docs",
    "account_login", "mfa_authenticate", "mfa_login_webauthn", "openid_connect_login", "openid_connect_callback",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key", "invitation",
}  # fmt: skip
# One's own things: whoever asks for somebody else's, or has none, is told that there is none.
ONES_OWN = {
    "token_revocation",
    "security_session",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
}


def addresses(resolver: URLResolver | None = None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named address of the product with the keys it takes, found in the URL configuration itself."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "ninja":  # operations of the API have a list of their own in tests/api
                yield from addresses(pattern)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name, tuple(pattern.pattern.converters)
