"""What a list exports is read back exactly by our own reader, formulas and all, as CSV and as a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.intake.reading import open_file
from detente.intake.reading.formulas import looks_guarded, unguarded

pytestmark = pytest.mark.both

NAMES = ["=1+1", " @SUM(A1)", "'=quoted", "-12 degrees", "\tTab Ltd", "Müller & Söhne", '"; DROP', "plain"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_names_that_look_like_formulas_come_back_as_they_were(
    client, cast, arrives, tmp_path: Path, form: str
) -> None:
    from detente.crm.models import Account
    from detente.crm.people.actions import add_account

    for name in NAMES:
        add_account(name, by=None)
    client.force_login(cast.ada)
    answer = client.get(f"/lists/accounts/export.{form}?fields=shown&columns=name")
    assert answer.status_code == 200
    file = tmp_path / f"accounts.{form}"
    file.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    lines = list(open_file(file).lines())
    column = open_file(file).headers.index("name") if "name" in open_file(file).headers else 0
    if form == "csv":
        assert looks_guarded(lines), "a spreadsheet would run what is not guarded"
    read = {unguarded(line.cells[column]) if form == "csv" else line.cells[column] for line in lines}
    assert read == set(Account.objects.values_list("name", flat=True))
