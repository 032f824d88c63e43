"""Dates and numbers are read as their column proves; what it leaves open is asked, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from detente.intake import exports
from detente.intake.exports.dates import read_dates
from detente.intake.exports.numbers import read_numbers
from tests.intake.exports.written import table


def column(*values: str | None) -> duckdb.DuckDBPyConnection:
    """A table `t` with one column `c`."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(
        "CREATE TABLE t AS SELECT unnest(range(len($1))) AS row_no, unnest($1) AS c", [list(values)]
    )
    return connection


def dates(*values: str | None, **options: str) -> list[str | None]:
    """What the values of a column mean, in UTC."""
    connection = column(*values)
    found = read_dates(connection, "t", "c", **options)  # type: ignore[arg-type]
    rows = connection.execute(f"SELECT ({found.sql})::TEXT FROM t{found.join} ORDER BY row_no").fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("values", "meant"),
    [
        (["2024-01-03T09:12:00.000+0000", "2024-01-03T09:12:00+02:00"], ["2024-01-03 09:12:00", "2024-01-03 07:12:00"]),
        (["2024-01-03", "2024-01-03 9:12"], ["2024-01-03 00:00:00", "2024-01-03 09:12:00"]),
        (["31.01.2024", "3.2.2024 14:05"], ["2024-01-31 00:00:00", "2024-02-03 14:05:00"]),
        (["1/31/2024", "2/3/2024 2:05 PM"], ["2024-01-31 00:00:00", "2024-02-03 14:05:00"]),
        (["31/01/24", "03/02/24"], ["2024-01-31 00:00:00", "2024-02-03 00:00:00"]),
        (["20 Jul, 2021 05:12:33", "Dec 3, 2021"], ["2021-07-20 05:12:33", "2021-12-03 00:00:00"]),
        (["3. März 2024", "31 décembre 2023"], ["2024-03-03 00:00:00", "2023-12-31 00:00:00"]),
        (["1704273120000", "1704273120"], ["2024-01-03 09:12:00", "2024-01-03 09:12:00"]),
        (["45294", "45294.5"], ["2024-01-03 00:00:00", "2024-01-03 12:00:00"]),
        (["2024/01/03", "soon", None, "13/13/2024"], ["2024-01-03 00:00:00", None, None, None]),
    ],
)  # fmt: skip
def test_dates_of_many_ways_are_read(values: Sequence[str | None], meant: Sequence[str | None]) -> None:
    assert dates(*values) == list(meant)


def test_local_times_are_turned_to_utc_and_told_ones_stay() -> None:
    assert dates("2024-07-01 12:00", "2024-07-01T12:00:00Z", zone="Europe/Berlin") == [
        "2024-07-01 10:00:00", "2024-07-01 12:00:00",
    ]  # fmt: skip


def test_an_order_of_day_and_month_is_proven_or_asked() -> None:
    def read(*values: str, hint: str = "") -> tuple[str, tuple[str, ...]]:
        found = read_dates(column(*values), "t", "c", hint=hint)
        return found.order, found.open_between

    assert read("3/4/2021", "13/4/2021") == ("dmy", ())
    assert read("3/4/2021", "5/6/2021") == ("", ("dmy", "mdy"))
    assert dates("3/4/2021", "5/6/2021") == [None, None], "an open column is left unread"
    assert dates("3/4/2021", "5/6/2021", order="mdy") == ["2021-03-04 00:00:00", "2021-05-06 00:00:00"]
    assert read("3/4/2021", hint="mdy") == ("mdy", ())
    in_order = [f"{1 + n % 28 % 12}/{1 + n // 12}/2021" for n in range(120)]
    by_day = sorted(in_order, key=lambda text: [int(part) for part in reversed(text.split("/"))])
    assert read(*by_day) == ("dmy", ()), "only this reading sets the rows in order"
    mixed = read_dates(column("13/4/2021", "4/13/2021", "3/4/2021"), "t", "c")
    assert mixed.open_between == ("dmy", "mdy")
    assert dates("13/4/2021", "4/13/2021", "3/4/2021") == ["2021-04-13 00:00:00", "2021-04-13 00:00:00", None]


@pytest.mark.parametrize(
    ("values", "meant", "currency"),
    [
        (["$1,234.50", "$342.09K", "($5)"], [1234.5, 342_090, -5], None),
        (["1.234,50 €", "12 €"], [1234.5, 12], "EUR"),
        (["EUR 1,5", "EUR 2.000,25"], [1.5, 2000.25], "EUR"),
        (["1 234 567.8", "1'000", "-3"], [1_234_567.8, 1000, -3], None),
        (["12.5", "n/a", "nan", "12 apples and 3 pears"], [12.5, None, None, None], None),
    ],
)  # fmt: skip
def test_numbers_of_many_ways_are_read(
    values: Sequence[str], meant: Sequence[float | None], currency: str | None
) -> None:
    connection = column(*values)
    found = read_numbers(connection, "t", "c")
    told = [row[0] for row in connection.execute(f"SELECT {found.sql} FROM t ORDER BY row_no").fetchall()]
    assert (told, found.currency) == (list(meant), currency)


def test_a_column_that_is_not_what_its_name_says_is_left_alone(tmp_path: Path) -> None:
    rows = [[f"L{n}", "Web", "Page visited", f"{1 + n % 9}/{1 + n % 5}/2024"] for n in range(30)]
    path = table(tmp_path / "leads.csv", ["Lead ID", "Lead Source", "Last Activity", "Created"], rows)
    with exports.read([path]) as reading:
        assert reading.evidence.filled("leads", "last_worked_at") == 0
        assert reading.evidence.filled("leads", "created_at") == 0
        columns = {column.header: column.fills for column in reading.picture.files[0].columns}
        assert columns == {
            "Lead ID": "lead",
            "Lead Source": "source",
            "Last Activity": None,
            "Created": "created_at",
        }
        (question,) = reading.questions
        assert (question.column, question.choices, question.taken) == ("Created", ("dmy", "mdy"), "")
        assert "is 1/1/2024 day first or month first?" in question.sentence
