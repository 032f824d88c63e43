"""In companies whose trouble is known the verdict names it, and nobody is blamed for what is not theirs."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from bench.verdict.worlds import WORLDS, Fault
from bench.verdict.writing import FROM, TO, write
from detente.analytics.engines import from_rows, open_tables
from detente.analytics.query import Query
from detente.analytics.run import answer
from detente.analytics.verdict.bridge import bridge
from detente.analytics.verdict.estimates import Estimate
from detente.analytics.verdict.evenness import Evenness
from detente.analytics.verdict.naming import Named, Opinion, agreed, opinion
from detente.analytics.verdict.split import PARTS, Split
from detente.analytics.verdict.verdict import Verdict

ASKED = Query(FROM, TO)
UNGRADED = {
    "exit": None,
    "exit_reason": None,
    "closed_at": None,
    "milestone": "inquiry",
    "reached_rank": None,
}


@contextmanager
def company(folder: Path, world: str, *, size: int = 20_000, seed: int = 1, **records):
    write(folder, size, WORLDS[world], seed, **records)
    with open_tables(folder) as engine:
        yield engine


def verdict(engine, query=ASKED):
    return answer("verdict", engine, query).more


@pytest.mark.parametrize(
    "world",
    ["healthy", "bad_quality", "bad_follow_up", "bad_late_selling", "market_fall"],
)
def test_what_was_planted_is_named(tmp_path, world):
    with company(tmp_path, world) as engine:
        assert set(verdict(engine)["names"]) == WORLDS[world].expected


def test_reps_who_call_their_losses_bad_leads_are_not_believed(tmp_path):
    with company(tmp_path, "misreported_reasons") as engine:
        found = verdict(engine)
    assert not {"quality_early", "quality_late"} & set(found["names"])
    assert "reasons_conflict" in found["checks"]["flags"]


def test_a_small_company_is_told_that_nothing_can_be_told(tmp_path):
    for seed in (1, 2):
        with company(tmp_path, "bad_late_selling", size=300, seed=seed) as engine:
            told = answer("verdict", engine, ASKED)
        assert told.more["names"] in (["cannot_tell"], [])


def test_components_add_up_and_every_interval_holds_its_estimate(tmp_path):
    with company(tmp_path, "two_causes", size=3_000) as engine:
        found = verdict(engine)
    for twin in found["twins"].values():
        parts = [one["estimate"] for name, one in twin.items() if name != "total"]
        assert sum(parts) == pytest.approx(twin["total"]["estimate"], abs=0.05)
    for one in (found["total"], *found["components"].values()):
        assert one["low"] <= one["estimate"] <= one["high"]


def test_names_of_sources_and_reps_and_the_order_of_rows_mean_nothing(tmp_path):
    with company(tmp_path, "bad_follow_up", size=3_000) as engine:
        found = verdict(engine)
        rows = {name: engine.rows(f"SELECT * FROM {name} ORDER BY hash({key}) DESC") for name, key in
                (("leads", "lead_id"), ("stage_moves", "move_id"), ("activities", "activity_id"))}  # fmt: skip
    for row in rows["leads"]:
        row["source"] = f"x{row['source'][::-1]}"
        row["owner_id"] = 9_000 - row["owner_id"]
    with from_rows(rows) as other:
        again = verdict(other)
    assert again["names"] == found["names"]
    for name, one in found["components"].items():
        assert again["components"][name]["estimate"] == pytest.approx(one["estimate"], abs=0.03)


@pytest.mark.parametrize("until", [None, FROM])
def test_without_attempts_nothing_is_said_of_follow_up(tmp_path, until):
    """Neither where none are recorded nor where nobody writes them down any more since the period began."""
    with company(tmp_path, "bad_follow_up", size=3_000) as engine:
        rows = {name: engine.rows(f"SELECT * FROM {name}") for name in ("leads", "stage_moves", "activities")}
    rows["activities"] = [row for row in rows["activities"] if until and row["at"].date() < until]
    with from_rows(rows) as other:
        told = answer("verdict", other, ASKED)
    assert "follow_up" not in told.more["components"]
    assert not {"follow_up", "quality_early"} & set(told.more["names"])
    assert any("Attempts are not recorded" in str(one) for one in told.cautions)


def test_without_any_reason_a_late_fall_may_be_the_leads_or_the_selling(tmp_path):
    with company(tmp_path, "market_fall", size=3_000) as engine:
        rows = {name: engine.rows(f"SELECT * FROM {name}") for name in ("leads", "stage_moves", "activities")}
    blank = [row | {"exit_reason": None} for row in rows["leads"]]
    moves = [row | {"reason": None} for row in rows["stage_moves"]]
    with from_rows(rows | {"leads": blank, "stage_moves": moves}) as other:
        found = verdict(other)
    assert not {"quality_late", "selling", "market"} & set(found["names"])
    for part in ("quality_late", "selling"):
        assert found["components"][part]["low"] < -0.2 < 0 < found["components"][part]["high"]


def test_a_playbook_that_changed_what_a_milestone_is_is_replayed_or_silences_it(tmp_path):
    """From September on leads of the stage `talk` are told as SAL; by one version they stood at SQL all along."""
    with company(tmp_path, "bad_follow_up", size=3_000) as engine:
        rows = {name: engine.rows(f"SELECT * FROM {name}") for name in ("leads", "stage_moves", "activities")}
        straight = verdict(engine)
    for move in rows["stage_moves"]:
        stage = {"sql": "talk"}.get(move["to_stage"], move["to_stage"])
        milestone = "sal" if stage == "talk" and move["at"].isoformat() > "2025-09-01" else move["milestone"]
        move |= {"to_stage": stage, "milestone": milestone}
    versions = [{"playbook": 1, "effective_at": "2020-01-01"},
                {"playbook": 2, "effective_at": "2025-09-01", "changed": "milestones"}]  # fmt: skip
    with from_rows(rows | {"playbooks": versions}) as changed:
        assert verdict(changed)["checks"]["why"] == ["definitions_changed"]
    stages = [{"playbook": number, "stage": stage, "milestone": milestone} for number, stage, milestone in (
        (1, "inquiry", "inquiry"), (1, "talk", "sql"), (1, "proposal", "proposal"),
        (2, "inquiry", "inquiry"), (2, "talk", "sql"), (2, "proposal", "proposal"))]  # fmt: skip
    stages[1]["milestone"] = "sal"
    with from_rows(rows | {"playbooks": versions, "stages": stages}) as replayed:
        told = answer("verdict", replayed, ASKED)
    assert told.more["names"] == straight["names"] == ["follow_up"]
    assert told.more["total"] == pytest.approx(straight["total"], abs=0.02)
    assert told.more["checks"]["replayed_under"] == 2 and any(
        "version 2" in str(one) for one in told.cautions
    )
    with from_rows(rows | {"playbooks": versions, "stages": stages[:-1]}) as unknown:
        assert verdict(unknown)["names"] == ["cannot_tell"]


def test_without_the_days_of_stages_nothing_is_told(tmp_path):
    with company(tmp_path, "bad_follow_up", size=3_000) as engine:
        rows = {name: engine.rows(f"SELECT * FROM {name}") for name in ("leads", "activities")}
    with from_rows(rows) as other:
        found = verdict(other)
    assert found["names"] == ["cannot_tell"] and found["checks"]["why"] == ["stages_undated"]


def test_more_inquiries_that_never_become_mql_are_no_fault_of_follow_up(tmp_path):
    """In this company sales works what was graded; in the period fewer are graded."""
    with company(tmp_path, "healthy", size=3_000, seed=3) as engine:
        rows = {name: engine.rows(f"SELECT * FROM {name}") for name in ("leads", "stage_moves", "activities")}
    draws = np.random.default_rng(5).uniform(size=len(rows["leads"]))
    kept = {row["lead_id"] for row, draw in zip(rows["leads"], draws, strict=True)
            if draw > (0.3 if row["arrived_at"].date() < FROM else 0.6)}  # fmt: skip
    graded = [
        {"move_id": 10**7 + row["lead_id"], "lead_id": row["lead_id"], "at": row["arrived_at"], "to_stage": "mql",
         "milestone": "mql"} for row in rows["leads"] if row["lead_id"] in kept
    ]  # fmt: skip
    with from_rows({
        "leads": [row if row["lead_id"] in kept else row | UNGRADED for row in rows["leads"]],
        "stage_moves": graded + [row for row in rows["stage_moves"]
                                 if row["lead_id"] in kept or row["milestone"] == "inquiry"],
        "activities": [row for row in rows["activities"] if row["lead_id"] in kept],
    }) as other:  # fmt: skip
        assert verdict(other)["names"] == ["quality_early"]


@pytest.mark.parametrize("leads", [0, 1, 12])
def test_hardly_any_data_is_no_error(leads):
    rows = [{"lead_id": i, "arrived_at": f"2026-0{1 + i % 6}-03", "source": None} for i in range(leads)]
    with from_rows({"leads": rows}) as engine:
        told = answer("verdict", engine, Query())
    assert told.more["names"] == ["cannot_tell"]
    assert told.finding[0].startswith("We cannot tell")


def test_both_teams_are_treated_alike():
    """The naming rule has no word in it that knows a team: the same falls, turned round, are named turned round."""
    sides = [("follow_up", "quality_early"), ("quality_early", "follow_up")]
    for hurt, spared in sides:
        assert opinion_of({hurt: -0.30, spared: -0.01}) == {hurt}
        assert opinion_of({hurt: -0.30, spared: -0.25}) == {hurt, spared}


UNSURE = Evenness(some=1.0, reps=4, change=0.0)
EVEN = Evenness(some=0.01, reps=26, change=-1.0)
UNEVEN = Evenness(some=100.0, reps=26, change=-1.0)
HARDLY_EVEN = Evenness(some=0.4, reps=26, change=-1.0)
HARDLY_UNEVEN = Evenness(some=3.0, reps=26, change=-1.0)


def opinion_of(falls, reps=UNSURE, **more):
    return told_of(falls, reps, **more).names


def told_of(falls, reps=UNSURE, *, late_noise=0.02, **more):
    """What a twin says whose parts fell so, in shares of a benchmark rate of 10 %."""
    noise = np.random.default_rng(2).normal(0, 0.02, (5, 400))
    noise[-1] *= late_noise / 0.02
    parts = {name: 0.1 * (falls.get(name, 0.0) + one) for name, one in zip(PARTS, noise, strict=True)}
    rates = np.full(400, 0.1), 0.1 + sum(parts.values())
    split = Split(
        rates, (noise[:1], noise[:1]), (noise[:1], noise[:1]), parts, slope=noise[0], contested=0 * noise[0]
    )
    return opinion(split, reps, reps, **({"believes_reasons": True} | more))


def test_some_reps_are_blamed_only_where_some_reps_carry_the_fall():
    assert opinion_of({"selling": -0.3}, UNEVEN) == {"selling"}
    assert opinion_of({"selling": -0.3}, EVEN) == {"market"}
    assert opinion_of({"quality_late": -0.3}, UNEVEN) == {"selling"}, "the reasons are not believed"
    for unclear in (HARDLY_EVEN, HARDLY_UNEVEN):
        believing, blind = opinion_of({"quality_late": -0.3}, unclear), opinion_of({"selling": -0.3}, unclear)
        assert agreed(Opinion(believing), Opinion(blind)).names == ("cannot_tell",)


def test_without_reasons_an_even_late_fall_has_no_name():
    for part in ("selling", "quality_late"):
        assert opinion_of({part: -0.3}, EVEN, knows_reasons=False) == {"late_stage"}
        assert opinion_of({part: -0.3}, UNEVEN, knows_reasons=False) == {"selling"}


def test_what_better_answers_make_up_for_is_not_blamed_on_follow_up():
    """Reps left the worse leads lying, or write fewer attempts down: fewer attempts, each of which brings more."""
    assert opinion_of({"follow_up": -0.3, "quality_early": 0.28, "mix": -0.2}) == {"mix"}
    assert opinion_of({"follow_up": -0.3, "quality_early": 0.05}) == {"follow_up"}


def test_a_part_that_fell_for_sure_is_named_though_few_wins_blur_the_total():
    """Where the total seems to fall by 7 % at least; else nothing fell short. What wins alone show stays unsaid."""
    assert opinion_of({"follow_up": -0.25}, late_noise=0.2) == {"follow_up"}
    assert opinion_of({"follow_up": -0.25, "selling": 0.1}, late_noise=0.2) == {"follow_up"}
    assert opinion_of({"follow_up": -0.25, "selling": 0.25}, late_noise=0.2) == set()
    assert opinion_of({"selling": -0.25}, late_noise=0.2) == set()
    assert opinion_of({"selling": -0.25}, UNEVEN, late_noise=0.2) == {"selling"}, "some reps show it"


def test_follow_up_is_not_blamed_for_what_a_look_at_leads_may_explain():
    assert opinion_of({"follow_up": -0.08, "mix": -0.1}) == {"mix"}
    assert opinion_of({"follow_up": -0.12, "mix": -0.1}) == {"follow_up", "mix"}
    assert opinion_of({"follow_up": -0.15}, has_few_wins=True) == set(), (
        "few wins cannot show such a reaction"
    )
    assert opinion_of({"follow_up": -0.25}, has_few_wins=True) == {"follow_up"}


def test_reasons_that_leave_much_of_a_late_fall_beside_them_are_not_its_name():
    assert opinion_of({"quality_late": -0.25, "selling": -0.05}, EVEN) == {"quality_late"}
    assert opinion_of({"quality_late": -0.15, "selling": -0.2}, EVEN, late_noise=0.3) == {
        "quality_late",
        "late_stage",
    }


def test_worse_leads_are_harder_to_sell_so_a_smaller_late_fall_beside_them_is_not_the_markets():
    worse, both = ({"quality_early": -0.2, "selling": fall} for fall in (-0.12, -0.3))
    blind, seen = (told_of(worse, EVEN, believes_reasons=believes) for believes in (False, True))
    told = agreed(seen, blind)
    assert (told.names, told.flags) == (("quality_early",), {"harder_to_sell"})
    assert agreed(told_of(both, EVEN), told_of(both, EVEN)).names == ("quality_early", "market")
    assert agreed(told_of(worse, UNEVEN), told_of(worse, UNEVEN)).names == ("quality_early", "selling")


@pytest.mark.parametrize(("flag", "part"), [
    ("harder_to_sell", "selling"), ("follow_up_contested", "follow_up"), ("late_on_reasons_alone", "quality_late"),
])  # fmt: skip
def test_a_part_that_may_come_of_something_else_is_nobodys(flag, part):
    fell = dict.fromkeys((*PARTS, "total"), Estimate(-0.1, -0.2, -0.05))
    for flags in ((), (flag,)):
        told = Verdict(
            None, Named(("mix",), flags=frozenset(flags)), None, fell["total"], fell, {"one": fell}
        )
        teams = {block.name: block.team for block in bridge(told)}
        assert bool(teams[part]) is not bool(flags)


def test_a_fall_that_chance_may_explain_and_nothing_carries_is_called_healthy():
    silent, unsure = Opinion(frozenset()), Opinion(frozenset(), is_beyond_chance=False)
    assert agreed(unsure, unsure).names == ()
    assert agreed(silent, silent).names == ("cannot_tell",)


def test_a_cause_that_one_estimate_alone_carries_is_not_named():
    carried, other = Opinion(frozenset({"selling"})), Opinion(frozenset({"quality_early"}))
    assert agreed(carried, other).names == ("cannot_tell",)
    assert agreed(carried, carried).names == ("selling",)
    alone = Opinion(frozenset({"late_unverified"}), frozenset({"late_on_reasons_alone"}))
    assert agreed(alone, Opinion(frozenset({"late_stage"}))).names == ("cannot_tell",)
    assert agreed(alone, Opinion(frozenset({"quality_early"}))).names == ("cannot_tell",)
    unexplained = Opinion(frozenset({"quality_late", "late_stage"}))
    assert agreed(Opinion(frozenset({"quality_late"})), Opinion(frozenset({"market"}))).names == (
        "quality_late",
    )
    assert agreed(unexplained, Opinion(frozenset({"market"}))).names == ("cannot_tell",)


def test_where_one_team_qualifies_and_another_sells_late_losses_are_the_sellers(tmp_path):
    """Half of the sellers lose late; who qualifies does not differ, whoever holds the lead first."""
    with company(tmp_path, "bad_late_selling", size=3_000, seed=61) as engine:
        rows = {name: engine.rows(f"SELECT * FROM {name}") for name in ("leads", "stage_moves", "activities")}
        straight = verdict(engine)
    first = {row["lead_id"]: 901 + row["lead_id"] * 7919 % 4 for row in rows["leads"]}
    seller = {row["lead_id"]: row["owner_id"] for row in rows["leads"]}
    handed = [{"lead_id": lead, "at": row["arrived_at"], "to_id": first[lead]}
              for row in rows["leads"] for lead in (row["lead_id"],)]  # fmt: skip
    passed_on = [{"lead_id": move["lead_id"], "at": move["at"], "to_id": seller[move["lead_id"]]}
                 for move in rows["stage_moves"] if move["milestone"] == "sql"]  # fmt: skip
    tried = [row | {"rep_id": first[row["lead_id"]]} for row in rows["activities"]]
    assignments = [row | {"assignment_id": n} for n, row in enumerate(handed + passed_on)]
    with from_rows(rows | {"activities": tried, "assignments": assignments}) as other:
        told = answer("verdict", other, ASKED)
    assert told.more["names"] == straight["names"] == ["selling"]
    assert told.more["checks"]["shared_by_all_reps"]["by_all"]["some"] > 20


def test_first_attempts_that_come_weeks_late_are_follow_up_and_not_bad_leads(tmp_path):
    """Nothing else changed: as many are tried, as often. What a day of waiting costs is seen in the benchmark."""
    write(tmp_path, 20_000, Fault(slower=60.0), 3)
    with open_tables(tmp_path) as engine:
        found = verdict(engine)
    assert found["names"] == ["follow_up"]
    assert abs(found["components"]["quality_early"]["estimate"]) < 0.1
