"""Blind audits by programs: drawn, judged and read as on the pages, and as blind as these."""

from __future__ import annotations

from typing import Any

import pytest

from detente.crm.models import BlindAudit, Event, Judgement, Lead, User
from tests.api.programs import Program, objections
from tests.crm.blind_audit import north
from tests.crm.cast import Cast

HIDDEN = ("webinar", "Spring", "Callers", "Sven", "Ava", "criteria", "silent", "Rosa ", "Leo ", "@buys", "rejected",
          "late_lost", "Zebra")  # fmt: skip
"""Source, campaign, vendor, reps, reasons, names, ends, and the other's words."""


@pytest.fixture
def sara(crew: Cast) -> User:
    north.turn_away(crew, 5, 5)
    return north.join(crew, "Sara")


def asked(crew: Cast, sara: User, **more: Any) -> dict[str, Any]:
    days = {"first_on": north.FIRST.isoformat(), "last_on": north.LAST.isoformat()}
    return days | {"marketing_judge": str(crew.mia.uuid), "sales_judge": str(sara.uuid), "size": 10} | more


def test_a_judges_program_learns_nothing_but_the_lead(crew: Cast, sara: User) -> None:
    audit = Program.of(crew.olga).made("blind-audits", asked(crew, sara))
    at = f"blind-audits/{audit['id']}"
    assert audit["found"] is None and audit["marketing_progress"] == {"total": 10, "done": 0}
    mia, other = Program.of(crew.mia), Program.of(sara)
    for no in range(1, 11):
        judged = other.ask("put", f"{at}/pile/{no}", {"opinion": "poor", "words": "Zebra"})
        assert judged.said == {"no": no, "opinion": "poor", "words": "Zebra"}
    pile = mia.get(f"{at}/pile")
    assert [one["no"] for one in pile.said["items"]] == list(range(1, 11))
    for one in north.pile(BlindAudit.objects.get(), crew.mia):
        seen = mia.get(f"{at}/pile/{one.no}")
        lead = Lead.objects.select_related("person", "account").get(pk=one.lead_id)
        assert seen.said["company"] == lead.account.name and seen.said["opinion"] is None
        told = seen.content.decode().replace(lead.account.name, "") + pile.content.decode()
        for hidden in (*HIDDEN, lead.stage, str(lead.uuid), lead.person.name):
            assert hidden.casefold() not in told.casefold(), hidden


def test_nobodys_program_reads_an_opinion_while_it_runs(crew: Cast, sara: User) -> None:
    audit = Program.of(crew.olga).made("blind-audits", asked(crew, sara))
    at = f"blind-audits/{audit['id']}"
    Program.of(sara).ask("put", f"{at}/pile/1", {"opinion": "poor", "words": "Zebra"})
    leads = [str(key) for key in Lead.objects.values_list("uuid", flat=True)]
    for user in (crew.olga, crew.mia, crew.ava):
        program = Program.of(user)
        assert objections(program.get(f"{at}/leads")) == {None: "running"}
        pages = [at, "blind-audits", *(f"leads/{key}/events" for key in leads)]
        assert not [page for page in pages if "Zebra" in program.get(page).content.decode()]
        assert "judged" not in {
            one["kind"] for key in leads for one in program.get(f"leads/{key}/events").said["items"]
        }
        if user != crew.mia:
            assert {program.get(f"{at}/pile{rest}").status_code for rest in ("", "/1")} == {404}
            assert program.ask("put", f"{at}/pile/1", {"opinion": "good"}).status_code == 404
    assert Program.of(crew.vera).get("blind-audits").status_code == 403
    assert Judgement.objects.exclude(opinion=None).count() == 1


def test_an_audit_is_judged_changed_ended_and_read(crew: Cast, sara: User) -> None:
    olga, mia, other = (Program.of(user) for user in (crew.olga, crew.mia, sara))
    audit = olga.made("blind-audits", asked(crew, sara))
    at = f"blind-audits/{audit['id']}"
    for no in range(1, 11):
        mia.ask("put", f"{at}/pile/{no}", {"opinion": "good"})
        if no < 10:
            other.ask("put", f"{at}/pile/{no}", {"opinion": "good", "words": "Zebra"})
    assert other.ask("delete", f"{at}/pile/9").said == {"no": 9, "opinion": None, "words": ""}
    assert objections(other.ask("put", f"{at}/pile/9", {"opinion": "splendid"})).keys() == {"opinion"}
    assert objections(other.ask("post", f"{at}/end", {})) == {None: "not_yours"}
    ended = olga.ask("post", f"{at}/end", {}, If_Match=olga.get(at).headers["ETag"]).said
    assert (ended["state"], ended["sales_progress"]) == ("closed", {"total": 10, "done": 8})
    # Both say good of all eight that both judged; of fewer than ten leads no rate is told.
    assert (ended["found"]["leads"], ended["found"]["agreement"]["estimate"]) == (8, 1.0)
    good = ended["found"]["quality_judged_good"]
    assert good["n"] <= 8 and good["estimate"] is None and ended["found"]["use"] == "too_few"
    leads = olga.get(f"{at}/leads").said
    assert (len(leads["items"]), leads["hidden"]) == (10, 0)
    both = [one for one in leads["items"] if one["opinions"] == ["good", "good"]]
    assert len(both) == 8 and {one["words"][1] for one in both} == {"Zebra"}
    assert objections(mia.ask("put", f"{at}/pile/1", {"opinion": "poor"})) == {None: "ended"}
    assert objections(mia.get(f"{at}/pile/1")) == {None: "ended"}
    assert Event.objects.filter(kind="judged").count() == 18
    assert [one["state"] for one in olga.get("blind-audits").said["items"]] == ["closed"]


def test_what_stands_against_an_audit_is_said(crew: Cast, sara: User) -> None:
    olga = Program.of(crew.olga)
    for wrong, found in (
        ({"size": 9}, {"size"}),
        ({"sales_judge": str(crew.mia.uuid)}, {"sales_judge"}),
        ({"sales_judge": str(crew.vera.uuid)}, {"sales_judge"}),
        ({"first_on": "2026-13-01"}, {"first_on"}),
        ({"last_on": "2001-01-01"}, {"last_on"}),
    ):
        answer = olga.post("blind-audits", asked(crew, sara, **wrong))
        assert answer.status_code == 422 and set(objections(answer)) == found, wrong
    assert Program.of(sara).post("blind-audits", asked(crew, sara)).status_code == 403
    assert not BlindAudit.objects.exists()


def test_what_an_hour_costs_is_set_read_and_taken_away(crew: Cast) -> None:
    olga = Program.of(crew.olga)
    cost = {"team": "sales", "from_on": "2026-01-01", "hour_minor": 6000, "currency": "EUR"}
    assert olga.ask("put", "team-costs", cost).said == cost
    later = cost | {"from_on": "2026-07-01", "hour_minor": 7000}
    olga.ask("put", "team-costs", later)
    assert olga.ask("put", "team-costs", cost | {"hour_minor": 6500}).said["hour_minor"] == 6500
    assert olga.get("team-costs?team=sales").said["items"] == [cost | {"hour_minor": 6500}, later]
    assert objections(olga.ask("put", "team-costs", cost | {"hour_minor": -1})) == {
        "hour_minor": "cost_wrong"
    }
    assert olga.ask("put", "team-costs", cost | {"team": "finance"}).status_code == 422
    assert olga.ask("delete", "team-costs/sales/2026-07-01").said == {"removed": 1}
    assert olga.ask("delete", "team-costs/sales/2026-07-01").said == {"removed": 0}
    assert [one.actor.name for one in Event.objects.filter(kind__startswith="team_cost")] == ["Olga"] * 4
