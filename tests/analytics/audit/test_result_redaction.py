"""What a redacted text leaves out, and what it keeps."""

from __future__ import annotations

import pytest

from detente.analytics.audit.evidence import from_rows
from detente.analytics.audit.result.redaction.known import known
from detente.analytics.audit.result.redaction.veil import Veil

NOTE = "He said that his wife would rather not be called before ten"


@pytest.fixture(scope="module")
def veil():
    leads = [
        {"lead": f"L{nth}", "name": "Will Never", "owner": "u1", "source": "Web", "company": "İpek Ltd."}
        for nth in range(12)
    ]
    leads[0] |= {"source": "Anna Schmidt", "name": "May", "owner": "joan"}
    raw = [
        {"Name": row["name"], "Lead Source": row["source"], "Notes": NOTE, "Nick": " Zed\t"} for row in leads
    ]
    users = [{"user": "u1", "name": "Mara Lind", "email": "mara@lind.example"}]
    with from_rows({"leads": leads, "users": users, "raw_leads": raw}) as held:
        made = Veil(held, known(held), ["It may never be called by the will of leads"])
        made.learn(said for said, _shown in SHOWN)
        yield made


SHOWN = [
    ("12 leads of Mara Lind, or u1", "12 leads of Owner 1, or Owner 1"),
    ("Most from Web, 1 from “Anna Schmidt”.", "Most from Web, 1 from “[left out]”."),
    ("“Lead Source” is blank", "“Lead Source” is blank"),
    ("It may never be, said Will Never (May)", "It may never be, said [left out] ([left out])"),
    ("İpek Ltd., ipek ltd. and ZED", "[left out], [left out] and [left out]"),
    (NOTE, "[left out]"),
    ("the zed that joins them", "the zed that joins them"),
    ("zed", "[left out]"),
    ("May be called by (May)", "May be called by ([left out])"),
    ("those of joan", "those of Owner 2"),
    ("ring +49 30 998877665 or a.b@c.example", "ring [left out] or [left out]"),
    ("2026-01-05 09:00, 1,234,567.89 or 12.345.678 EUR", "2026-01-05 09:00, 1,234,567.89 or 12.345.678 EUR"),
]  # fmt: skip


@pytest.mark.parametrize("said, shown", SHOWN)
def test_persons_and_rare_values_are_left_out_and_the_rest_stays(veil, said, shown):
    assert veil.hide(said) == shown


def test_the_beginning_of_somebodys_words_is_known_again(veil):
    assert veil.begins_a_value(NOTE[:30] + "…")
    assert not veil.begins_a_value("a label that a check made of nine words or more")
