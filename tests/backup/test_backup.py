"""A backup is whole or not there; a restore brings everything back, and nobody who was erased since."""

from __future__ import annotations

import json
import shutil
import signal
import zipfile
from pathlib import Path

import pytest

from tests.fixtures.companies import Place

COUNT = """
import django; django.setup()
from detente.crm.models import Event, Lead, Person
print(Event.objects.count(), Lead.objects.count(), Person.objects.exclude(erased_at=None).count())
"""
ERASE_ONE_MORE = """
import django; django.setup()
from detente.crm.erasure.actions import erase_person
from detente.crm.models import Person
one = Person.objects.filter(erased_at=None).order_by("-pk").first()
erase_person(one, by=None)
print(one.uuid)
"""
WRITE_ON = """
import django; django.setup()
from detente.crm.capture.actions import Who, capture
for no in range(10_000):
    capture(Who(email=f"visitor{no}@busy.example"), by=None)
    print(no, flush=True)
"""


def counted(company: Place) -> list[int]:
    return [int(word) for word in company.python(COUNT).split()]


@pytest.fixture
def made(grown: Place, tmp_path: Path) -> Path:
    done = grown.run("backup", str(tmp_path / "backups"), "--json")
    assert done.returncode == 0, done.stderr
    return Path(json.loads(done.stdout)["file"])


def test_everything_comes_back_into_an_empty_home(grown: Place, place: Place, made: Path) -> None:
    done = place.run("restore", str(made))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "finds everything in order" in done.stdout
    assert counted(place) == counted(grown)
    assert (place.home / "secret_key").read_text() == (grown.home / "secret_key").read_text()
    assert [path.read_bytes() for path in (place.home / "files").rglob("*") if path.is_file()] == [
        b"The terms that were agreed."
    ]
    reports = [
        one.run("report", "funnel", "--by", "source", "--format", "csv").stdout for one in (grown, place)
    ]
    assert reports[0] == reports[1] != ""


def test_who_was_erased_after_the_backup_stays_erased(grown: Place, place: Place, made: Path) -> None:
    grown.python(ERASE_ONE_MORE)
    done = place.run("restore", str(made), "--erasures", str(grown.home / "erasures.jsonl"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Erased again" in done.stdout
    assert counted(place)[2] == counted(grown)[2] == 2


def test_a_backup_taken_while_people_write_is_of_one_instant(
    grown: Place, place: Place, tmp_path: Path
) -> None:
    writer = grown.start_python(WRITE_ON)
    try:
        writer.stdout.readline()
        done = grown.run("backup", str(tmp_path / "busy.zip"))
        assert done.returncode == 0, done.stderr
        last = int(writer.stdout.readline())
    finally:
        writer.kill()
        writer.wait()
    back = place.run("restore", str(tmp_path / "busy.zip"))
    assert back.returncode == 0, back.stdout + back.stderr
    assert place.run("doctor", "--deep").returncode == 0
    assert last >= 0


@pytest.mark.sqlite
@pytest.mark.parametrize("harm", ["cut", "flipped", "unfinished"])
def test_a_damaged_backup_is_refused_before_anything_changes(
    place: Place, made: Path, tmp_path: Path, harm: str
) -> None:
    broken = tmp_path / "broken.zip"
    if harm == "unfinished":
        with zipfile.ZipFile(made) as old, zipfile.ZipFile(broken, "w") as new:
            for name in old.namelist():
                if name != "manifest.json":
                    new.writestr(name, old.read(name))
    else:
        said = bytearray(made.read_bytes())
        if harm == "cut":
            said = said[: len(said) // 2]
        else:
            said[len(said) // 3] ^= 0xFF
        broken.write_bytes(said)
    done = place.run("restore", str(broken))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert not (place.home / "detente.sqlite3").exists()


def test_a_company_is_never_overwritten_unasked(grown: Place, made: Path) -> None:
    before = counted(grown)
    done = grown.run("restore", str(made))
    assert done.returncode == 1
    assert "There is a company here already; nothing was changed" in done.stderr
    assert counted(grown) == before


@pytest.mark.sqlite
def test_what_was_there_is_moved_aside_and_kept(grown: Place, made: Path) -> None:
    grown.python(ERASE_ONE_MORE)
    done = grown.run("restore", str(made), "--replace")
    assert done.returncode == 0, done.stdout + done.stderr
    assert counted(grown)[2] == 2, "its own log of erasures was heeded"
    (aside,) = grown.home.glob("replaced-*.sqlite3")
    assert aside.stat().st_size > 100_000


@pytest.mark.sqlite
def test_only_so_many_are_kept_and_a_killed_one_leaves_nothing(grown: Place, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in ("20260101-030000", "20260102-030000"):
        (folder / f"detente-{day}.zip").write_bytes(b"old")
    (folder / "mine.zip").write_bytes(b"not ours")
    assert grown.run("backup", str(folder), "--keep", "2").returncode == 0
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 3 and names[0] == "detente-20260102-030000.zip" and names[-1] == "mine.zip"
    running = grown.start("backup", str(folder / "cut.zip"))
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not (folder / "cut.zip").exists()
    shutil.rmtree(folder)
