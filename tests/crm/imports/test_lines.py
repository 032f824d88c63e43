"""Each line of an import has one outcome, which the database holds."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from detente.crm.models import ImportBatch, ImportLine

pytestmark = pytest.mark.django_db


def test_a_line_of_a_file_has_one_outcome() -> None:
    batch = ImportBatch.objects.create(name="leads.csv", mapping={})
    ImportLine.objects.create(batch=batch, line=2, outcome="rejected", reason="no name")
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportLine.objects.create(batch=batch, line=2, outcome="merged")
    ImportLine.objects.create(batch=batch, file_no=1, line=2, outcome="rejected", reason="no name")
    other = ImportBatch.objects.create(name="leads.csv", mapping={})
    ImportLine.objects.create(batch=other, line=2, outcome="rejected", reason="no name")
    assert ImportLine.objects.count() == 3
