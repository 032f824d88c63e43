"""`detente playbook`: the agreement read, taken out, compared, proposed and signed; a file never goes round signing."""

from __future__ import annotations

import pytest
import yaml

from detente.crm.models import Playbook, Proposal, Team
from detente.crm.people.actions import add_user, organisation
from detente.crm.playbook.actions import current
from detente.crm.playbook.signatories import name_signatory


@pytest.fixture(autouse=True)
def northwind(db):
    current()
    return organisation()


@pytest.fixture
def both(northwind):
    """Mona signs for marketing and Marc for sales."""
    team = Team.objects.create(name="Marketing", kind="marketing")
    add_user(email="ada@northwind.example", name="Ada", role="admin", by=None)
    for side, name, role in (("marketing", "Mona", "marketing"), ("sales", "Marc", "manager")):
        user = add_user(email=f"{name.lower()}@northwind.example", name=name, role=role, by=None, team=team)
        name_signatory(side, user=user, by=None)


@pytest.fixture
def file(tmp_path, detente):
    path = tmp_path / "playbook.yaml"
    assert detente("playbook", "export", str(path)).code == 0
    return path


def test_it_is_shown_in_words_and_as_json(detente):
    shown = detente("playbook", "show").out
    assert "Finished a survey: 25 points, Survey, half is left after 60 days" in shown
    assert "Nobody has signed this version." in shown
    assert list(detente("playbook", "show", "ready", "--json").json) == ["sales_ready"]
    assert "It has: roles, path" in detente("playbook", "show", "weather").err
    assert detente("playbook", "schema").json["$id"] == "urn:detente:playbook:1"


def test_a_files_mistakes_are_named_by_line(detente, file):
    assert detente("playbook", "check", str(file)).out == f"{file} is a playbook.\n"
    lines = file.read_text().splitlines()
    number = next(place for place, line in enumerate(lines, 1) if "threshold: 50" in line)
    file.write_text(file.read_text().replace("threshold: 50", "threshold: 500"))
    done = detente("playbook", "check", str(file))
    assert done.code == 1 and f"{file}:{number}:3: No lead can have more than 100 points" in done.err
    assert "1 thing to mend" in done.err


def test_a_file_of_an_empty_company_is_its_version_one_unsigned(detente, file):
    file.write_text(file.read_text().replace("threshold: 50", "threshold: 60"))
    assert "version 1 now. Nobody has signed it" in detente("playbook", "import", str(file)).out
    assert (current().version, current().readiness.threshold) == (1, 60)


def test_a_file_never_goes_round_signing(detente, file, both):
    file.write_text(file.read_text().replace("threshold: 50", "threshold: 60"))
    assert (
        "A lead is sales-ready from 60 points, was 50 points." in detente("playbook", "diff", str(file)).out
    )
    assert "--as EMAIL" in detente("playbook", "import", str(file)).err
    who = ("--as", "mona@northwind.example", "--why", "Fewer, better")
    made = detente("playbook", "import", str(file), *who)
    number = str(Proposal.objects.get(state="open").pk)
    assert f"Proposal {number} waits" in made.out and current().readiness.threshold == 50
    assert "do not sign it" in detente("playbook", "sign", number, "--as", "ada@northwind.example").err
    assert "other side" in detente("playbook", "sign", number, "--as", "mona@northwind.example").out
    assert f"Proposal {number} waits for sales: Fewer, better" in detente("playbook", "show").out
    assert (
        "Agreed: version 2 holds" in detente("playbook", "sign", number, "--as", "marc@northwind.example").out
    )
    assert current().readiness.threshold == 60
    changes = detente("playbook", "diff", "--old", "1", "--new", "2", "--json").json
    assert [(one["topic"], one["old"], one["new"]) for one in changes] == [
        ("ready", "50 points", "60 points")
    ]


def test_single_values_are_proposed_by_their_place(detente, both):
    survey = "scoring.engagement.groups.asked.rules.survey.points=30"
    done = detente("playbook", "propose", survey, "--as", "mona@northwind.example", "--from", "2999-01-01")
    assert "Finished a survey earns 30 points, was 25 points." in done.out
    proposal = Proposal.objects.get()
    assert proposal.starts_at.year in (2998, 2999) and proposal.state == "open"
    for words, told in (
        (("scoring.nothing=1",), "is no place in the playbook"),
        (("scoring.limit",), "is no place in the playbook"),
        (("scoring.limit=many",), "limit must be a whole number"),
        (("scoring.limit=100",), "Nothing is changed"),
    ):
        assert told in detente("playbook", "propose", *words, "--as", "mona@northwind.example").err
    declined = ("playbook", "sign", str(proposal.pk), "--as", "marc@northwind.example", "--decline")
    assert "Say why" in detente(*declined).err
    assert detente(*declined, "--why", "Too many").out == "Declined.\n"
    assert Playbook.objects.count() == 1 and Proposal.objects.filter(state="open").count() == 1


def test_what_is_exported_reads_back_the_same(detente, file):
    assert yaml.safe_load(file.read_text()) == Playbook.objects.get().document
    assert yaml.safe_load(detente("playbook", "export").out) == Playbook.objects.get().document
