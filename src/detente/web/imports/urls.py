"""Addresses of this area."""

from __future__ import annotations

from django.urls import path

from detente.web.imports import batches, mapping, preview, rehearsal, samples, saving, upload

urlpatterns = [
    path("", batches.imports, name="imports"),
    path("new/", upload.import_new, name="import_new"),
    path("samples/<slug:kind>.csv", samples.import_sample, name="import_sample"),
    path("drafts/<uuid:draft>/files/<int:no>/", mapping.import_mapping, name="import_mapping"),
    path("drafts/<uuid:draft>/preview/", preview.import_preview, name="import_preview"),
    path("drafts/<uuid:draft>/rehearsal/", rehearsal.import_rehearsal, name="import_rehearsal"),
    path("drafts/<uuid:draft>/start/", preview.import_start, name="import_start"),
    path("drafts/<uuid:draft>/mapping/", saving.import_draft_saving, name="import_draft_saving"),
    path("drafts/<uuid:draft>/discard/", mapping.import_discard, name="import_discard"),
    path("mappings/<int:mapping>/deletion/", saving.import_forgetting, name="import_forgetting"),
    path("<int:pk>/", batches.import_batch, name="import_batch"),
    path("<int:pk>/progress/", batches.import_progress, name="import_progress"),
    path("<int:pk>/lines/", batches.import_lines, name="import_lines"),
    path("<int:pk>/rejects/<int:file_no>/", batches.import_rejects, name="import_rejects"),
    path("<int:pk>/continuing/", batches.import_continuing, name="import_continuing"),
    path("<int:pk>/undo/", batches.import_undo, name="import_undo"),
    path("<int:pk>/mapping/", saving.import_saving, name="import_saving"),
]
