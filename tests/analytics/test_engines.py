"""Tables open from a copy, a folder or rows; what does not fit is said with its file, column and line."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pytest

from detente.analytics.engines import create_tables, from_rows, open_copy, open_tables
from detente.analytics.errors import BadQuery, BadTables
from detente.analytics.tables import TABLES, VERSION
from tests.analytics.worlds import AS_OF, funnel, only, table

LEADS = (
    "lead_id,arrived_at,source,milestone,closed_at\n"
    "1,2026-01-05T10:00:00,web,won,2026-02-04 10:00:00\n"
    "2,2026-01-06,,mql,\n"
)


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def copy_file(path: Path, *, version: str = str(VERSION)) -> Path:
    with duckdb.connect(str(path)) as connection:
        create_tables(connection)
        connection.execute("INSERT INTO leads (lead_id, arrived_at) VALUES (1, '2026-01-05')")
        said = [
            ("as_of", "2026-07-01T02:00:00+02:00"),
            ("zone", "Europe/Berlin"),
            ("currency", "EUR"),
            ("watermark", "7"),
            ("version", version),
        ]
        connection.executemany("INSERT INTO copy_meta VALUES (?, ?)", said)
    return path


def test_a_folder_is_read_with_absent_tables_and_columns_empty(tmp_path):
    with open_tables(folder(tmp_path, leads=LEADS)) as engine:
        assert only(engine)["won"] == 1
        assert only(engine, where=(("source", ""),))["leads"] == 1
        assert engine.as_of == datetime(2026, 2, 4, 10)


def test_parquet_reads_like_csv(tmp_path):
    path = tmp_path / "leads.parquet"
    duckdb.sql("SELECT 1 AS lead_id, TIMESTAMP '2026-01-05' AS arrived_at, 'web' AS source").write_parquet(
        str(path)
    )
    with open_tables(tmp_path) as engine:
        assert funnel(engine, by="source").rows[0]["source"] == "web"


def test_instants_with_an_offset_are_taken_to_utc(tmp_path):
    with open_tables(folder(tmp_path, leads="lead_id,arrived_at\n1,2026-01-01T00:30:00+02:00\n")) as engine:
        assert funnel(engine, by="month").rows[0]["month"] == "2025-12"


@pytest.mark.parametrize(("files", "why"), [
    ({"leads": LEADS + "x,2026-01-07,web,mql,\n"}, "line 4, column lead_id: 'x' is not a whole number"),
    ({"leads": LEADS + "3,07.01.2026,web,mql,\n"}, "line 4, column arrived_at: '07.01.2026' is not an instant"),
    ({"leads": 'lead_id,source,arrived_at\n1,"two\nlines",2026-01-01\n2,web,soon\n'}, "line 4, column arrived_at"),
    ({"leads": LEADS + "1,2026-01-07,web,mql,\n"}, "leads: lead_id 1 stands twice"),
    ({"leads": LEADS + ",2026-01-07,web,mql,\n"}, "leads: a row has no lead_id"),
    ({"leads": LEADS + "3,2026-01-07,web,MQL,\n"}, "leads, column milestone: 'MQL' is none of inquiry, mql"),
    ({"leads": LEADS + "3,2026-01-07,web,exit,\n"}, "lead 3 must have both milestone exit and the name"),
    ({"stage_moves": "move_id,lead_id,to_stage,milestone\n1,1,gone,exit\n"}, "ends a lead in 'gone'"),
    ({"customs": "x\n1\n"}, "holds no canonical table"),
    ({"leads": "lead_id;source\n1;web\n"}, "leads.csv has no column of leads; its first line is 'lead_id;source'"),
])  # fmt: skip
def test_a_bad_table_is_refused_with_its_place(tmp_path, files, why):
    with pytest.raises(BadTables) as refused:
        open_tables(folder(tmp_path, **files))
    assert why in str(refused.value)


def test_a_lead_that_does_not_tell_where_it_stands_ended_as_its_last_move_says(tmp_path):
    moves = "move_id,lead_id,at,to_stage,milestone,from_milestone,reason\n"
    moves += "1,1,2026-01-06,sal,sal,mql,\n2,1,2026-01-09,lost,exit,sal,no_budget\n"
    files = folder(tmp_path, leads="lead_id,arrived_at\n1,2026-01-05\n", stage_moves=moves)
    with open_tables(files) as engine:
        assert engine.rows("SELECT exit, exit_from, exit_reason FROM leads") == [
            {"exit": "lost", "exit_from": "sal", "exit_reason": "no_budget"}
        ]


def test_what_is_left_unread_is_told(tmp_path):
    files = folder(tmp_path, leads=LEADS.replace("milestone", "mile_stone"), extra="x\n1\n")
    with open_tables(files) as engine:
        said = [str(one) for one in funnel(engine).cautions]
    assert "extra.csv was not read: no canonical table is called 'extra'." in said
    assert "leads.csv: column 'mile_stone' is not a column of leads and was not read." in said


def test_no_folder_and_an_empty_file(tmp_path):
    with pytest.raises(BadTables, match="There is no folder"):
        open_tables(tmp_path / "nowhere")
    with open_tables(folder(tmp_path, leads=LEADS, deals="")) as engine:
        assert engine.rows("SELECT count(*) AS n FROM deals") == [{"n": 0}]


def test_a_copy_says_as_of_when_it_is_and_in_which_zone(tmp_path):
    with open_copy(copy_file(tmp_path / "copy.duckdb")) as engine:
        assert (engine.as_of, engine.zone, engine.currency, engine.watermark) == (
            AS_OF,
            "Europe/Berlin",
            "EUR",
            "7",
        )
        assert funnel(engine).period.zone == "Europe/Berlin"


def test_a_copy_that_is_absent_damaged_or_of_another_version_is_refused(tmp_path):
    with pytest.raises(BadTables, match="no copy at"):
        open_copy(tmp_path / "copy.duckdb")
    with pytest.raises(BadTables, match=f"version 99 of the tables, not {VERSION}"):
        open_copy(copy_file(tmp_path / "old.duckdb", version="99"))
    (tmp_path / "torn.duckdb").write_bytes(b"not a database" * 400)
    with pytest.raises(BadTables, match="is not a copy"):
        open_copy(tmp_path / "torn.duckdb")


@pytest.mark.parametrize("kind", ["copy", "folder", "rows"])
def test_an_open_engine_reaches_nothing_outside_and_cannot_be_told_to(tmp_path, kind):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    (tmp_path / "tables").mkdir()
    engine = {
        "copy": lambda: open_copy(copy_file(tmp_path / "copy.duckdb")),
        "folder": lambda: open_tables(folder(tmp_path / "tables", leads=LEADS)),
        "rows": lambda: from_rows({}),
    }[kind]()
    with engine:
        for sql in (
            f"SELECT * FROM read_csv('{secret}')",
            f"ATTACH '{tmp_path}/other.duckdb'",
            "SET threads = 8",
            f"COPY leads TO '{tmp_path}/out.csv'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                engine.rows(sql)
        assert engine.rows("SELECT current_setting('threads') AS n")[0]["n"] == 2


def test_a_copy_is_opened_to_read_only(tmp_path):
    with (
        open_copy(copy_file(tmp_path / "copy.duckdb")) as engine,
        pytest.raises(duckdb.Error, match="read-only"),
    ):
        engine.rows("DELETE FROM leads")


def test_two_readers_share_a_copy_and_answer_in_several_threads(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    path = copy_file(tmp_path / "copy.duckdb")
    with open_copy(path) as one, open_copy(path) as other, ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda engine: only(engine)["leads"], [one, other] * 4))
    assert rows == [1] * 8


def test_rows_of_python_must_fit_the_tables():
    with pytest.raises(BadTables, match="There is no table 'lead'"):
        from_rows({"lead": []})
    with pytest.raises(BadTables, match="leads has no column 'colour'"):
        from_rows({"leads": [{"lead_id": 1, "colour": "red"}]})
    with pytest.raises(BadTables, match="leads: "):
        from_rows({"leads": [{"lead_id": "one"}]})
    east = datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert (
        funnel(from_rows({"leads": [{"lead_id": 1, "arrived_at": east}]}), by="month").rows[0]["month"]
        == "2025-12"
    )


def test_tables_tell_no_earlier_state():
    engine = from_rows({"leads": table("lead_id | arrived_at\n1 | 2026-01-01")}, as_of=AS_OF)
    with pytest.raises(BadQuery, match="how things stand at 2026-07-01"):
        funnel(engine, as_of=datetime(2026, 6, 1))
    assert funnel(engine, as_of=datetime(2026, 8, 1)).as_of == datetime(2026, 8, 1)


def test_every_canonical_table_is_made():
    with duckdb.connect() as connection:
        create_tables(connection)
        made = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert made == {one.name for one in TABLES} | {"copy_meta"}
