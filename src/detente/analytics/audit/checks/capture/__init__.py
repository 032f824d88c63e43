"""What is written down, and how."""

from __future__ import annotations

from detente.analytics.audit.checks.capture import (
    after_the_fact,
    alike_sources,
    blank_records,
    campaign_cost,
    constant_fields,
    created_at_once,
    defaults,
    inactive_owners,
    lead_campaign,
    made_up_records,
    missing_fields,
    no_history,
    owners_unknown,
    text_in_numbers,
    unjoined_accounts,
    unjoined_products,
    vague_reasons,
)
from detente.analytics.audit.finding import Check

CHECKS: tuple[Check, ...] = (
    blank_records.CHECK,
    missing_fields.CHECK,
    constant_fields.CHECK,
    after_the_fact.CHECK,
    defaults.CHECK,
    alike_sources.CHECK,
    made_up_records.CHECK,
    text_in_numbers.CHECK,
    vague_reasons.CHECK,
    campaign_cost.CHECK,
    lead_campaign.CHECK,
    unjoined_products.CHECK,
    unjoined_accounts.CHECK,
    owners_unknown.CHECK,
    inactive_owners.CHECK,
    created_at_once.CHECK,
    no_history.CHECK,
)
