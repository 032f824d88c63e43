"""`detente rates` reads a file of rates whole or not at all, and says what is known."""

from __future__ import annotations

import pytest

from detente.crm.models import FxRate
from detente.crm.people.actions import organisation

ECB = "Date,USD,JPY,\n2026-03-31,1.25,160,\n2026-03-30,N/A,161,\n"


@pytest.fixture(autouse=True)
def northwind(db):
    return organisation()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rates.csv"
    path.write_text(ECB)
    return path


def test_a_file_of_the_ecb_is_read_and_listed(detente, file):
    assert detente("rates", "import", str(file)).out == "3 new, 0 changed, 0 known already.\n"
    assert detente("rates", "import", str(file)).out == "0 new, 0 changed, 3 known already.\n"
    jpy, usd = detente("rates", "list", "--json").json
    assert (jpy["currency"], float(jpy["rate"]), jpy["rates"]) == ("JPY", 0.00625, 2)
    assert (usd["day"], float(usd["rate"]), usd["own"]) == ("2026-03-31", 0.8, "EUR")
    assert "JPY" in detente("rates", "list").out


def test_a_mistake_is_said_by_its_line_and_nothing_is_kept(detente, file):
    file.write_text("day,currency,rate\n2026-03-31,USD,0.9\n2026-03-30,USD,nine\n")
    done = detente("rates", "import", str(file))
    assert done.code == 1
    assert "Line 3: “nine” is not a rate" in done.err
    assert not FxRate.objects.exists()
    assert "no rates are known" in detente("rates", "list").out


@pytest.mark.parametrize(("content", "said"), [(b"\xff\xfeD", "UTF-8"), (None, "can't be read")])
def test_what_is_no_such_file_is_said_in_a_line(detente, file, content, said):
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    done = detente("rates", "import", str(file), "--base", "EUR")
    assert done.code != 0
    assert said in done.err
    assert done.err.count("\n") == 1
