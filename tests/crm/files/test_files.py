"""Attached files: what may be kept, how it is kept, and that it can be taken away and come back."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from detente.crm.capture.actions import Who, capture
from detente.crm.deals.actions import open_deal
from detente.crm.files import storage
from detente.crm.files.actions import attach, files_of, remove, restore
from detente.crm.files.rules import LONGEST_NAME, clean_name
from detente.crm.models import Event, File
from detente.crm.objections import Refused
from detente.crm.people.actions import add_account
from detente.doctor import check_one

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return stream.getvalue()


DOCX = archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
ODT = archive(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<x/>"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
GOOD = {
    "offer.pdf": PDF, "plan.PNG": b"\x89PNG\r\n\x1a\n" + bytes(20), "me.jpg": b"\xff\xd8\xff\xe0" + bytes(20),
    "dance.gif": b"GIF89a" + bytes(20), "new.webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ", "letter.docx": DOCX,
    "letter.odt": ODT, "old.doc": OLE, "mail.msg": OLE, "list.csv": "a;ü\n1;2\n".encode("cp1252"),
    "words.txt": "Grüße\n".encode(), "wide.txt": "Grüße".encode("utf-16"), "notes.md": b"# Notes\n",
}  # fmt: skip
BAD = {
    "page.html": b"<script>alert(1)</script>", "drawing.svg": b"<svg onload='alert(1)'/>", "run.exe": b"MZ" + bytes(90),
    "pdf": PDF, "bundle.zip": archive(a=b"b"), "code.js": b"alert(1)", "double.pdf.html": PDF,
    "offer.pdf": b"<html><script>alert(1)</script>", "plan.png": PDF, "late.pdf": b"\n" * 10 + PDF,
    "letter.docx": archive(a=b"b"), "sheet.xlsx": DOCX, "letter.odt": DOCX, "broken.docx": DOCX[:40],
    "macro.docx": archive(**{"[Content_Types].xml": b"", "word/a.xml": b"", "word/vbaProject.bin": b"x"}),
    "binary.txt": b"text\x00more", "escape.csv": b"a\x08b", "old.doc": DOCX, "empty.txt": b"",
}  # fmt: skip


@pytest.fixture
def account(cast):
    return add_account("Northwind", by=cast.olga)


def put(target, name, content, *, by, size=None):
    return attach(target, io.BytesIO(content), name=name, size=len(content) if size is None else size, by=by)


@pytest.mark.parametrize("name", GOOD)
def test_what_people_send_each_other_is_kept_as_it_is(cast, account, name):
    file = put(account, name, GOOD[name], by=cast.ava)
    assert storage.place_of(file.uuid).read_bytes() == GOOD[name]
    assert (file.size, file.digest) == (len(GOOD[name]), hashlib.sha256(GOOD[name]).hexdigest())
    assert "html" not in file.type
    assert "svg" not in file.type
    assert files_of(account) == [file]


@pytest.mark.parametrize("name", BAD)
def test_what_could_run_or_lies_about_itself_is_refused(cast, account, name):
    with pytest.raises(Refused) as refused:
        put(account, name, BAD[name], by=cast.ava)
    assert name in str(refused.value)
    assert not File.objects.exists()
    assert not any(path.is_file() for path in storage.place_of(account.uuid).parent.parent.rglob("*"))


def test_a_picture_that_is_also_a_script_is_only_ever_a_picture(cast, account):
    file = put(account, "both.gif", b"GIF89a/*<script>alert(1)</script>*/=1;", by=cast.ava)
    assert file.type == "image/gif"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ava\\offer.pdf", "offer.pdf"),
        ("offer\x00.pdf\r\nX-Evil: 1.pdf", "offer.pdfX-Evil_ 1.pdf"),
        ("exe.\u202egnp.fdp", "exe.gnp.fdp"),
        ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
        ("  ..  ", "file"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("Angebot für Müller.pdf", "Angebot für Müller.pdf"),
        ("x" * 500 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
        ("a." + "y" * 500, "a." + "y" * 16),
        ("\ud800bad.txt", "bad.txt"),
    ],
)
def test_a_name_loses_its_tricks_and_keeps_its_ending(given, kept):
    assert clean_name(given) == kept


def test_too_large_too_many_and_cut_off_files_are_refused(cast, account, settings, monkeypatch):
    settings.FILE_LIMIT = 30
    with pytest.raises(Refused, match="larger than"):
        put(account, "big.txt", b"x" * 31, by=cast.ava)
    with pytest.raises(Refused, match="did not arrive whole"):
        put(account, "cut.txt", b"x" * 5, by=cast.ava, size=6)
    monkeypatch.setattr("detente.crm.files.rules.MOST_FILES", 1)
    put(account, "one.txt", b"1", by=cast.ava)
    with pytest.raises(Refused, match="take one away"):
        put(account, "two.txt", b"2", by=cast.ava)
    assert (
        len([path for path in storage.place_of(account.uuid).parent.parent.rglob("*") if path.is_file()]) == 1
    )


def test_a_file_is_taken_away_and_comes_back_on_every_kind_of_record(cast, account):
    lead = capture(Who(name="Nora", company="Northwind"), by=cast.mia).lead
    deal = open_deal(by=cast.ava, account=account, name="Pumps")
    for target, key in ((account, "account"), (lead.person, "person"), (lead, "lead"), (deal, "deal")):
        file = put(target, "offer.pdf", PDF, by=cast.ava)
        assert files_of(target) == [file]
        remove(file, by=cast.sven)
        assert files_of(target) == []
        assert storage.size_of(file.uuid) == len(PDF)
        restore(file, by=cast.ava)
        assert files_of(target) == [file]
        told = Event.objects.filter(**{f"{key}_id": target.pk}, kind__startswith="file_").order_by("id")
        found = [(event.kind, event.actor) for event in told if event.facts["file_id"] == file.pk]
        assert found == [
            ("file_attached", cast.ava),
            ("file_removed", cast.sven),
            ("file_restored", cast.ava),
        ]
        assert told[0].detail.words == {"file": "offer.pdf"}


def test_doctor_finds_bytes_that_are_lost_cut_or_changed(cast, account):
    lost, cut, changed = (put(account, f"{n}.pdf", PDF, by=cast.ava) for n in range(3))
    assert check_one("files", deep=True).ok
    storage.place_of(lost.uuid).unlink()
    storage.place_of(cut.uuid).write_bytes(PDF[:5])
    storage.place_of(changed.uuid).write_bytes(PDF[::-1])
    assert len(check_one("files").rows) == 2
    found = check_one("files", deep=True).rows
    assert [row.partition(":")[0] for row in found] == [
        f"file {file.pk} of account {account.pk}" for file in (lost, cut, changed)
    ]
    File.objects.all().delete()
