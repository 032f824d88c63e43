"""`detente audit`: an export in, a page out; no company, nothing written but the result; mistakes in one line."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from detente.analytics.audit.result import from_json, to_text
from detente.analytics.audit.result.html import to_html
from detente.analytics.audit.result.pdf import to_pdf
from detente.cli.app import run
from tests.cli.conftest import Said

LEADS = [
    {
        "Id": f"00Q{nth:012d}AAA", "FirstName": "Quirina", "LastName": f"Zylbersz{nth}",
        "Email": f"q{nth}@@zylbersz.de", "Phone": f"+4930123{nth:04d}", "Company": f"Xenwerk {nth} GmbH",
        "LeadSource": ("Web", "Fair")[nth % 2], "Status": "Open - Not Contacted", "OwnerId": f"005{nth % 3:012d}AAA",
        "IsConverted": "0", "CreatedDate": f"2026-01-{nth % 28 + 1:02d}T09:00:00Z",
    }
    for nth in range(60)
]  # fmt: skip


@pytest.fixture
def audit(tmp_path, monkeypatch, capsysbinary):
    """Run `detente audit WORDS...` in an empty folder."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)

    def say(*words: object) -> Said:
        code = run(["audit", *map(str, words)])
        heard = capsysbinary.readouterr()
        return Said(code, heard.out.decode(), heard.err.decode())

    return say


def written(folder: Path, rows: list[dict[str, str]], name: str = "Lead.csv") -> Path:
    """An export of leads."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def zipped(path: Path, content: bytes = b"") -> Path:
    found = path.with_suffix(".zip")
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("Lead.csv", content or path.read_bytes())
    return found


def test_an_export_becomes_one_page_and_its_first_screen_is_said(audit, tmp_path):
    said = audit(written(tmp_path, LEADS))
    assert (said.code, said.err) == (0, "")
    assert "60 leads" in said.out
    assert "On Monday" in said.out
    assert said.out.endswith("Written: audit.html\n")
    assert [path.name for path in Path().iterdir()] == ["audit.html"]


def test_it_needs_no_company_and_makes_none(tmp_path):
    home = tmp_path / "home"
    environment = {**os.environ, "DETENTE_HOME": str(home), "HOME": str(tmp_path)}
    code = (
        "import sys; from detente.cli.app import run; code = run(sys.argv[1:]); "
        "print('django' in sys.modules); sys.exit(code)"
    )
    words = ["audit", str(written(tmp_path, LEADS)), "--format", "json", "--out", str(tmp_path / "out.json")]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "False"
    assert not home.exists()


def test_json_goes_to_standard_output_and_may_be_asked_for_one_check(audit, tmp_path):
    whole = audit(written(tmp_path, LEADS), "--format", "json").json
    assert (whole["format"], whole["records"]["leads"]) == ("detente-audit", 60)
    part = audit(tmp_path / "Lead.csv", "--format", "json", "--only", "never_touched", "--only", "goals").json
    asked = {
        one["slug"]: one["group"] for name in ("findings", "in_order", "not_asked") for one in part[name]
    }
    assert "never_touched" in asked
    assert set(asked.values()) == {"process", "goals"}
    assert [slug for slug, group in asked.items() if group == "process"] == ["never_touched"]


def test_all_rows_and_the_map_are_written_where_asked(audit, tmp_path):
    said = audit(
        written(tmp_path, LEADS),
        "--format",
        "text",
        "--rows-dir",
        "rows",
        "--write-map",
        "map.yaml",
        "--rows",
        "1",
    )
    assert said.code == 0
    assert Path("map.yaml").read_text().startswith("#")
    findings = audit(tmp_path / "Lead.csv", "--format", "json", "--map", "map.yaml").json["findings"]
    for item in findings:
        if item["rows"]:
            with Path(f"rows/{item['slug']}.csv").open(encoding="utf-8-sig", newline="") as file:
                assert len(list(csv.reader(file))) == item["rows"]["total"] + 1
    again = audit(tmp_path / "Lead.csv", "--write-map", "map.yaml")
    assert again.code == 1 and "exists already" in again.err


@pytest.mark.parametrize(
    "words, said",
    [
        (["nowhere.csv"], "There is no file or folder nowhere.csv"),
        (["Lead.csv", "--format", "doc"], "Formats: html, pdf, json, text"),
        (["Lead.csv", "--only", "never_tuched"], "Perhaps: never_touched"),
        (["Lead.csv", "--zone", "Mars/Base"], "write it as Europe/Berlin"),
        (["Lead.csv", "--currency", "Euro"], "write it as EUR"),
        (["Lead.csv", "--out", "no/such/folder.html"], "Give another place with --out"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_to_do(audit, words, said):
    written(Path(), LEADS)
    done = audit(*words)
    assert done.code == 1
    assert said in done.err
    assert done.err.count("\n") == 1 and done.out == ""


def test_broken_files_end_in_one_line(audit, tmp_path):
    whole = zipped(written(tmp_path, LEADS)).read_bytes()
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("Lead.csv", b"Id,Status\n" + b"0" * 200_000_000)
    for name, content in {
        "torn.zip": whole[: len(whole) // 2], "empty.zip": b"", "empty.csv": b"", "bomb.zip": bomb.getvalue(),
        "picture.csv": bytes(range(256)) * 40,
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(content)
        done = audit(tmp_path / name, "--format", "json")
        assert done.code == 1, name
        assert done.err.count("\n") == 1 and name.split(".")[0] in done.err, (name, done.err)


NAUGHTY = Path(__file__).parents[3] / "shared/data/torture/naughty_strings/blns.json"


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the data of others is not here")
def test_naughty_strings_in_every_column_change_no_format(audit, tmp_path):
    naughty = json.loads(NAUGHTY.read_text(encoding="utf-8"))
    names = ("FirstName", "Company", "LeadSource", "Status", "OwnerId")
    rows = [
        LEADS[nth % 60]
        | {"Id": f"00Q{nth:012d}AAA"}
        | dict.fromkeys(names, text.encode(errors="replace").decode())
        for nth, text in enumerate(naughty)
    ]
    kept = audit(written(tmp_path, rows), "--format", "json", "--rows", "1000", "--zone", "Asia/Tokyo").json
    assert (kept["records"]["leads"], kept["zone"]) == (len(naughty), "Asia/Tokyo")
    assert kept["findings"]
    page, *_others = in_every_format(from_json(kept))
    assert "<script" not in page.lower() and "<img" not in page.lower()


def in_every_format(document) -> list[str]:
    """The page, the text and the words of the PDF."""
    pages = pypdfium2.PdfDocument(to_pdf(document))
    words = "".join(page.get_textpage().get_text_bounded() for page in pages).replace("\u200b", "")
    return [to_html(document), to_text(document), words]


PROBES = {
    "Id": "00QPROBEid0000AAA", "FirstName": "Probefirst", "LastName": "Probelast", "Email": "probe.mail@person.example",
    "Phone": "+49 30 998877665", "Company": "Probecompany & Sons", "LeadSource": "Referral by Probesource Person",
    "Status": "Probestatus waiting", "OwnerId": "Probeowner Person", "IsConverted": "0",
    "CreatedDate": "2026-01-05T09:00:00Z",
}  # fmt: skip
MORE = {
    "Title": "Probetitle of all", "Country": "Probecountry", "Description": "Probewords about a person " * 4,
    "Street": "Probestreet 7", "Rating": "Probe=rating", "Website": "www.probesite.example",
    "Twitter__c": "@probetwitter",
}  # fmt: skip


SECRETS = (
    "probefirst",
    "probelast",
    "probesource",
    "probeowner",
    "probefile",
    "quirina",
    "zylbersz",
    "0050000",
    "00q0000",
)


def test_redacted_nothing_tells_who_a_person_is(audit, tmp_path):
    """A value in every column that only one record holds, and owners: none of them in any format."""
    rows = [row | dict.fromkeys(MORE, "") for row in LEADS] + [PROBES | MORE] * 2
    path = written(tmp_path, rows, "Probefile Person.csv")
    words = ("--rows", "1000", "--format", "json", "--rows-dir")
    plain = audit(path, *words, "plain").out + of_files("plain")
    assert all(secret in plain.lower() for secret in SECRETS)

    told = audit(path, *words, "rows", "--redact")
    assert told.code == 0 and told.json["is_redacted"]
    for said in (told.out, of_files("rows"), *in_every_format(from_json(told.json))):
        assert not [secret for secret in SECRETS if secret in said.lower()]
    assert "Owner 1" in told.out + of_files("rows")


def of_files(folder: str) -> str:
    return "".join(path.read_text(encoding="utf-8-sig") for path in Path(folder).iterdir())
