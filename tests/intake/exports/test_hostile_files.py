"""Whatever is given, the answer is what could be read, or an error that says what to do; nothing hangs or crashes."""

from __future__ import annotations

import gzip
import json
import os
import random
import zipfile
import zlib
from pathlib import Path

import pytest

from detente.intake import exports
from detente.intake.problems import IntakeError
from tests.intake.exports.test_real_exports import DATA
from tests.intake.exports.written import HUBSPOT_DEALS, SALESFORCE_LEADS, SALESFORCE_TASKS, table

LEAD = "Id,IsConverted,LastName,Status,LeadSource,CreatedDate\n00Q1,0,Okafor,New,Web,2024-01-01\n"


def zipped(path: Path, **files: bytes) -> Path:
    """A zip of files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/") + ".csv", content)
    return path


def refused(*paths: Path, **options: object) -> str:
    """What is said of paths of which nothing can be read."""
    with pytest.raises(IntakeError) as wrong:
        exports.read(list(paths), **options)  # type: ignore[arg-type]
    return str(wrong.value)


def test_a_bomb_is_not_unpacked_and_the_other_files_are_read(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "bomb.zip", zeros=b"0" * 60_000_000)
    good = zipped(tmp_path / "good.zip", Lead=LEAD.encode())
    assert "unpacks to more than 200 times its size" in refused(bomb)
    packed = tmp_path / "zeros.csv.gz"
    packed.write_bytes(gzip.compress(b"0" * 60_000_000))
    with exports.read([bomb, packed, good], workdir=tmp_path) as reading:
        assert [file.name for file in reading.picture.files] == ["good.zip/Lead.csv"]
        assert [name for name, _ in reading.picture.passed_over] == ["bomb.zip", "zeros.csv.gz"]
    assert "more than 5 bytes" in refused(good, limits=exports.ExportLimits(unpacked=5))
    assert "more than 1 files" in refused(
        zipped(tmp_path / "two.zip", a=b"1", b=b"2"), limits=exports.ExportLimits(files=1)
    )


def test_archives_in_archives_are_opened_once_and_their_paths_are_not_followed(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", Lead=LEAD.encode())
    outer, outermost = tmp_path / "outer.zip", tmp_path / "outermost.zip"
    for path, content in ((outer, inner), (outermost, outer)):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"../../{content.name}", content.read_bytes())
    with exports.read([outer]) as reading:
        assert [file.object for file in reading.picture.files] == ["leads"]
    assert not (tmp_path.parent / "inner.zip").exists()
    assert "unpack it first" in refused(outermost)


def test_a_torn_archive_says_so_wherever_it_is_torn(tmp_path: Path) -> None:
    whole = zipped(
        tmp_path / "whole.zip", Lead=(LEAD * 50).encode(), Task=SALESFORCE_TASKS.encode()
    ).read_bytes()
    dice = random.Random(4)
    for _ in range(8):
        path = tmp_path / "torn.zip"
        broken = bytearray(whole)
        if dice.random() < 0.5:
            del broken[dice.randrange(1, len(broken)) :]
        else:
            broken[dice.randrange(len(broken))] ^= 255
        path.write_bytes(broken)
        try:
            exports.read([path]).close()
        except IntakeError as wrong:
            assert "torn.zip" in str(wrong)


def locked(path: Path, password: bytes, content: bytes) -> Path:
    """A zip with its one file locked in the way that most programs still use (APPNOTE.TXT 6.1)."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def turn(byte: int) -> None:
        keys[0] = zlib.crc32(bytes([byte]), keys[0] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = zlib.crc32(bytes([keys[1] >> 24]), keys[2] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def lock(plain: bytes) -> bytes:
        found = bytearray()
        for byte in plain:
            mask = (keys[2] | 2) & 0xFFFF
            found.append(byte ^ ((mask * (mask ^ 1)) >> 8 & 255))
            turn(byte)
        return bytes(found)

    for byte in password:
        turn(byte)
    crc = zlib.crc32(content)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("Lead.csv", lock(bytes(11) + bytes([crc >> 24]) + content))
    raw = bytearray(path.read_bytes())
    for mark, flag, check in ((b"PK\x03\x04", 6, 14), (b"PK\x01\x02", 8, 16)):
        at = raw.index(mark)
        raw[at + flag] |= 1
        raw[at + check : at + check + 4] = crc.to_bytes(4, "little")
        raw[at + check + 8 : at + check + 12] = len(content).to_bytes(4, "little")
    path.write_bytes(raw)
    return path


def test_a_locked_archive_wants_its_password(tmp_path: Path) -> None:
    path = locked(tmp_path / "locked.zip", b"ferngrove", LEAD.encode())
    assert "is locked with a password" in refused(path)
    assert "no password that was given opens it" in refused(path, passwords=["wrong", "also wrong"])
    with exports.read([path], passwords=["wrong", "ferngrove"]) as reading:
        assert reading.evidence.rows("SELECT name FROM leads") == [{"name": "Okafor"}]


def test_files_that_are_no_tables_are_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "Lead.csv").write_text(LEAD)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "noise.csv").write_bytes(os.urandom(50_000))
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04" + os.urandom(500))
    (tmp_path / "passwords.csv").symlink_to("/etc/passwd")
    (tmp_path / "README.md").write_text("about")
    with exports.read([tmp_path]) as reading:
        assert [file.name for file in reading.picture.files] == ["Lead.csv"]
        passed = dict(reading.picture.passed_over)
    assert passed.keys() == {"empty.csv", "noise.csv", "old.xls", "broken.xlsx", "passwords.csv"}
    assert "is empty" in passed["empty.csv"] and "is no table" in passed["noise.csv"]
    assert "save it as .xlsx" in passed["old.xls"] and "not followed" in passed["passwords.csv"]
    (tmp_path / "nothing").mkdir()
    assert "there are no files" in refused(tmp_path / "nothing")
    assert "does not exist" in refused(tmp_path / "nowhere.zip")
    said = refused(tmp_path / "empty.csv", tmp_path / "noise.csv")
    assert said.startswith("nothing could be read") and "empty.csv" in said and "noise.csv" in said


def test_lines_with_broken_quotes_or_cells_are_counted_not_swallowed(tmp_path: Path) -> None:
    rows = "".join(f"00Q{n},0,Name {n},New,Web,2024-01-02\n" for n in range(100, 130))
    (tmp_path / "Lead.csv").write_text(
        LEAD + '00Q2,0,"never closed,New,Web,2024-01-02\n' + rows + "00Q9,0\n" + "a,b,c,d,e,f,g\n"
    )
    with exports.read([tmp_path]) as reading:
        (file,) = reading.picture.files
        assert (file.rows, file.unread) == (32, 2)
        assert reading.evidence.filled("leads") == 32
        assert reading.evidence.rows("SELECT status FROM leads WHERE lead = '00Q9'") == [{"status": None}]
        assert any("1 lines have fewer cells" in note for note in reading.picture.notes)


def test_texts_written_to_break_readers_stay_texts(tmp_path: Path) -> None:
    path = DATA / "torture" / "naughty_strings" / "blns.json"
    if not path.exists():
        pytest.skip("the shared data are not here")
    texts = [text for text in json.loads(path.read_text()) if text.strip() and "\x00" not in text]
    headers = ["Id", "IsConverted", "LeadSource", "Status", 'x"; DROP TABLE leads; --', *texts[:40]]
    rows = [[f"00Q{no}", "0", text, text, text, *[text] * 40] for no, text in enumerate(texts)]
    table(tmp_path / "Lead.csv", [header.replace("\n", " ") for header in headers], rows)
    with exports.read([tmp_path]) as reading:
        (file,) = reading.picture.files
        assert (file.object, file.rows, file.unread) == ("leads", len(texts), 0)
        column = reading.evidence.raw_columns("leads")[4]
        told = reading.evidence.rows(
            f'SELECT "{column.replace(chr(34), chr(34) * 2)}" AS said FROM raw_leads ORDER BY row_no'
        )
        assert [row["said"].replace("\r\n", "\n") for row in told] == [
            text.replace("\r\n", "\n") for text in texts
        ]


def test_headers_dropped_shuffled_or_renamed_never_make_a_wrong_claim(tmp_path: Path) -> None:
    dice = random.Random(11)
    for text, meant in (
        (SALESFORCE_LEADS, "leads"),
        (HUBSPOT_DEALS, "deals"),
        (SALESFORCE_TASKS, "activities"),
    ):
        rows = [line.split(",") for line in text.splitlines() if '"' not in line]
        for turn in range(4):
            kept = dice.sample(range(len(rows[0])), dice.randrange(1, len(rows[0]) + 1))
            told = [[row[place] for place in kept] for row in rows]
            if turn % 2:
                told[0][dice.randrange(len(kept))] = dice.choice(
                    ["x", "", "Owner", "Betrag", "été", "Id", "id"]
                )
            path = table(tmp_path / f"{meant}{turn}.csv", told[0], told[1:])
            with exports.read([path]) as reading:
                (file,) = reading.picture.files
                assert file.object in (meant, None) or file.is_guess, (told[0], file.taken_for)
                assert file.rows == sum(1 for row in told[1:] if any(row))
