"""Whether both teams' numbers pull the same way."""

from __future__ import annotations

from detente.analytics.audit.checks.goals import (
    accepted_against_won,
    come_through_by_source,
    counted_twice,
    definition_changed,
    logged_in_bursts,
    mqls_never_accepted,
    reasons_contradict,
    sourced_claims,
    sources_disagree,
    untraced_wins,
    volume_over_quality,
    what_numbers_reward,
    win_rates_by_rep,
    win_rates_by_source,
)
from detente.analytics.audit.finding import Check

CHECKS: tuple[Check, ...] = (
    volume_over_quality.CHECK,
    definition_changed.CHECK,
    mqls_never_accepted.CHECK,
    reasons_contradict.CHECK,
    what_numbers_reward.CHECK,
    logged_in_bursts.CHECK,
    sourced_claims.CHECK,
    counted_twice.CHECK,
    sources_disagree.CHECK,
    untraced_wins.CHECK,
    accepted_against_won.CHECK,
    come_through_by_source.CHECK,
    win_rates_by_source.CHECK,
    win_rates_by_rep.CHECK,
)
