"""Texts that would run if a page took them for markup, put into every column that people or other systems write.

Each column's text carries a mark of its own, so that a crawl can say which columns it has met.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from detente.crm.history import triggers

TEXTS = (models.CharField, models.TextField, models.JSONField)


def words_of(text: str) -> set[str]:
    """The words of a text as a set."""
    return set(text.split())


RUNS = "onerror=window.probed=1"
PROBES = (
    f"\"><img data-probe src=x {RUNS}>'</textarea></title></script><script>window.probed=1</script>"
    f"{{{{7*7}}}}${{7*7}}{{%x%}}\u202e\\u0022<svg data-probe onload=window.probed=1>]}}",
    f"\"'><img data-probe src=x {RUNS}></script>{{{{7*7}}}}",
    "\"'><b data-probe>{{7*7}}",
    '"><b>',
)
# Columns whose text people, files or other systems choose.
WRITTEN = words_of(
    """
    Organisation.name Team.name Vendor.name User.name User.email Invitation.name Invitation.email ApiToken.name
    SecurityEntry.agent Person.label Person.name Person.email Person.phone Person.title Person.custom Account.name
    Account.industry Account.city Account.website Account.domain Account.custom CustomField.name CustomField.choices
    Campaign.name Campaign.type Campaign.source Campaign.medium Campaign.note CampaignCost.source CampaignCost.note
    Lead.source Lead.medium Lead.utm Lead.custom Deal.name Deal.product Deal.next_step Deal.custom Product.name
    Product.code Product.series ExternalId.system ExternalId.value File.name Event.source Event.medium
    EventDetail.words ImportMapping.name ImportBatch.name ImportBatch.files ImportBatch.error ImportLine.reason
    ImportLine.cells SavedView.name SavedView.question BulkEdit.changes BulkEditRow.refusal Endpoint.url Delivery.body
    Attempt.answer Attempt.failure Playbook.document Proposal.document Proposal.draft Proposal.summary
    Signature.reason Absence.note Judgement.words Audit.title Audit.step Audit.failure Audit.result
    """
)
# Columns of codes, keys and digests that Detente chooses itself.
CHOSEN = words_of(
    """
    CampaignCost.currency CampaignMember.status Lead.fit_band Lead.stage Lead.exit_from Lead.exit_reason Lead.status
    Lead.defects Lead.head StageInterval.stage DuplicatePair.object DuplicatePair.reasons DuplicatePair.state
    Merge.object Merge.moved Deal.stage Deal.status Deal.type Deal.currency Deal.reason DealLead.role
    Product.name_key Product.currency DealContact.role File.object File.type File.digest Event.kind Event.from_stage
    Event.to_stage Event.code Event.channel Event.disposition Event.outcome Event.reason Event.currency Event.facts
    Event.digest Event.previous Event.hash EventDetail.salt Seal.heads Seal.loose Seal.previous Seal.hash Outbox.kind
    Notice.kind Notice.facts ImportMapping.document ImportBatch.mapping ImportBatch.state ImportLine.outcome
    ImportLine.object SavedView.subject SavedView.audience SavedView.columns SavedView.sort BulkEdit.subject
    BulkEdit.state BulkEditRow.outcome BulkEditRow.before BulkEditRow.undone Organisation.zone Organisation.currency
    Organisation.country Organisation.default_scope Team.kind Team.zone User.password User.role User.scope User.zone
    User.theme User.language User.muted Account.name_key Account.type Account.country Person.email_key
    Person.phone_key Person.country ExternalId.object FxRate.currency CustomField.object CustomField.code
    CustomField.kind Invitation.role Invitation.scope Invitation.digest ApiToken.prefix ApiToken.digest
    ApiToken.scopes SecurityEntry.kind SecurityEntry.facts Endpoint.kinds Endpoint.secret
    Endpoint.old_secret Endpoint.disabled_because Delivery.message Delivery.kind Delivery.state KeptAnswer.key
    KeptAnswer.fingerprint KeptAnswer.headers KeptAnswer.body Proposal.state Proposal.backtest Signature.side
    Signature.capacity Signatory.side Lead.next_channel Lead.next_by LeadScore.band LeadScore.fit_band
    LeadScore.reasons Handoff.kind Handoff.reason Handoff.band Handoff.fit_band Handoff.route Handoff.route_facts
    Handoff.answer DueJob.kind DueJob.key DueJob.facts DueJob.claimed_by DueJob.failure
    BlindAudit.strata BlindAudit.state Judgement.stratum Judgement.stated Judgement.opinion
    TeamCost.team TeamCost.currency Audit.subject Audit.state FoundRecord.check_name FoundRecord.object
    """
)
MARKS = {name: f"qz{number}zw" for number, name in enumerate(sorted(WRITTEN))}
_FREE = words_of(
    """note next_step file merged into other name title email phone industry city website domain product source
    medium"""
)


def columns() -> Iterator[tuple[str, Any, Any]]:
    """Every column that can hold text, with its model and name: "Lead.source"."""
    for model in apps.get_models():
        if model.__module__.startswith("detente."):
            for field in model._meta.concrete_fields:
                if isinstance(field, TEXTS):
                    yield f"{model.__name__}.{field.name}", model, field


def probe(name: str, most: int | None = None, key: Any = "") -> str:
    """The text for a column, the longest that fits; unlike that of any other row where `key` is given."""
    start = "javascript:window.probed=1//" if name in ("Account.website", "Endpoint.url") else ""
    head = f"{start}{MARKS[name]}{key}"
    return next(head + tail for tail in (*PROBES, "") if most is None or len(head + tail) <= most)


def plant() -> None:
    """Put the probes into every row, past the acts: what stands in the database by whatever way is shown safely."""
    triggers.remove(connection)
    for name, model, field in columns():
        if name in WRITTEN:
            for row in model._base_manager.all():
                value = _planted(name, field, row)
                model._base_manager.filter(pk=row.pk).update(**{field.name: value})


def _planted(name: str, field: Any, row: Any) -> Any:
    if isinstance(field, models.JSONField):
        return _in_document(name, getattr(row, field.name))
    return probe(name, field.max_length, f"{row.pk}z")


def _in_document(name: str, kept: Any) -> Any:
    text = probe(name)
    match name.split(".")[1]:
        case "utm":
            return dict.fromkeys(("utm_source", "utm_term", "utm_content"), text) | {
                "landing_page": f"javascript:window.probed=1//{text}", "referrer": text,
            }  # fmt: skip
        case "custom":
            added = {code: text for code in kept if code.startswith("a_text")}
            return (kept or {}) | added | {text: text}
        case "choices":
            return [choice | {"name": text} for choice in kept or []]
        case "words":
            return _in_words(kept or {}, text)
        case "document" | "draft":
            return _in_playbook(kept, probe(name, 110))
        case "files":
            return kept  # a file is kept under the name it was sent with
        case "cells":
            return [text for _cell in kept] if isinstance(kept, list) else kept and dict.fromkeys(kept, text)
        case "result":
            return kept | {"document": _in_audit(kept["document"], text)}
        case "question":
            return {"params": {"q": text}}
        case "changes":
            return kept | {"change": {"do": "set", "field": "medium", "value": text}}
    raise AssertionError(f"say in probes.py how {name} is filled")


def _in_audit(part: Any, text: str) -> Any:
    """What an audit's sentences and tables took from a file; keys and numbers stay."""
    told = ("sentence", "todo", "why", "name", "reckoned", "label", "title")
    if isinstance(part, dict):
        return {key: text if key in told else _in_audit(value, text) for key, value in part.items()}
    return [_in_audit(row, text) for row in part] if isinstance(part, list) else part


def _in_playbook(part: Any, text: str) -> Any:
    """What people name and describe in a playbook; codes stay."""
    if isinstance(part, list):
        return [_in_playbook(row, text) for row in part]
    if not isinstance(part, dict):
        return part
    words = {"name": text, "meaning": text, "duties": [text], "entry": [text], "leaves": [text]}
    return {key: words[key] if key in words else _in_playbook(value, text) for key, value in part.items()}


def _in_words(words: dict[str, Any], text: str) -> dict[str, Any]:
    """What people wrote beside an event, and the texts that a change replaced."""
    return {
        key: _in_words(value, text) if isinstance(value, dict) else text if key in _FREE and value else value
        for key, value in words.items()
    }
