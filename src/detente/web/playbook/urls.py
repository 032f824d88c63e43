"""Addresses of the playbook."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.playbook import backtesting, naming, proposals, reading, writing

urlpatterns: list[URLPattern] = [
    path("", reading.cover, name="playbook"),
    path("schema.json", reading.schema_file, name="playbook_schema"),
    path("whole/", reading.whole, name="playbook_whole"),
    path("versions/", reading.versions, name="playbook_versions"),
    path("versions/<int:number>/", reading.version_page, name="playbook_version"),
    path("versions/<int:number>/playbook.yaml", reading.version_file, name="playbook_file"),
    path("signatories/", naming.signatories_page, name="playbook_signatories"),
    path("proposals/", proposals.begin, name="playbook_proposals"),
    path("proposals/<uuid:uuid>/", proposals.proposal_page, name="playbook_proposal"),
    path("proposals/<uuid:uuid>/backtest/", backtesting.page, name="playbook_backtest"),
    path("proposals/<uuid:uuid>/file/", writing.text_page, name="playbook_text"),
    path("proposals/<uuid:uuid>/write/<slug:topic>/", writing.draft_page, name="playbook_draft"),
    path("proposals/<uuid:uuid>/proposing/", proposals.proposing, name="playbook_proposing"),
    path("proposals/<uuid:uuid>/signature/", proposals.signature, name="playbook_signature"),
    path("proposals/<uuid:uuid>/refusal/", proposals.refusal, name="playbook_refusal"),
    path("proposals/<uuid:uuid>/decision/", proposals.decision, name="playbook_decision"),
    path("proposals/<uuid:uuid>/withdrawal/", proposals.withdrawal, name="playbook_withdrawal"),
    path("proposals/<uuid:uuid>/again/", proposals.again, name="playbook_again"),
    path("proposals/<uuid:uuid>/dropping/", proposals.dropping, name="playbook_dropping"),
    path("<slug:topic>/", reading.topic_page, name="playbook_topic"),
]
