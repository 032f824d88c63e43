"""Fields filled in after the fact are found by what they hold; what was known at the start is never accused."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from detente.analytics.audit.evidence import Evidence, create
from detente.analytics.audit.finding import Found, NotRun, Passed
from detente.analytics.audit.leakage import look
from detente.analytics.audit.leakage_measure import auc, coded, folds, measured, together, unseen
from detente.analytics.audit.leakage_words import share_of_afterwards
from tests.analytics.audit.asking import ask

WORDS = ["Ringing", "Will revert", "SMS Sent", "Closed by Rita"]


def company(number, rate=0.3, seed=1, **columns):
    """Leads with an outcome, and columns made of (generator, outcome) each, in the raw table."""
    chance = np.random.default_rng(seed)
    won = chance.random(number) < rate
    made = {name: column(chance, won) for name, column in columns.items()}
    connection = create()
    headers = ", ".join(f'"{name}" VARCHAR' for name in made)
    connection.execute(f"CREATE TABLE raw_leads (file_no BIGINT, row_no BIGINT, {headers})")
    rows = [[1, n, *(column[n] for column in made.values())] for n in range(number)]
    connection.execute("CREATE TABLE said (n BIGINT, won BOOLEAN)")
    text = ",".join(
        "(" + ",".join("NULL" if cell is None else f"'{cell}'" for cell in row) + ")" for row in rows
    )
    connection.execute(f"INSERT INTO raw_leads VALUES {text}")
    connection.execute(
        "INSERT INTO said VALUES " + ",".join(f"({n},{bool(one)})" for n, one in enumerate(won))
    )
    connection.execute("INSERT INTO leads (lead, file_no, row_no, is_converted) "
                       "SELECT n::VARCHAR, 1, n, won FROM said")  # fmt: skip
    return Evidence(connection), won.astype(np.int64)


def source(chance, won):
    """An honest column: some sources are three times as good as others."""
    good = chance.random(len(won)) < np.where(won, 0.5, 0.25)
    return np.where(
        good, chance.choice(["Fair", "Referral"], len(won)), chance.choice(["Web", "List"], len(won))
    )


def verdict(chance, won):
    """Filled in by who knew: mostly right, blank for a third."""
    said = np.where(won ^ (chance.random(len(won)) < 0.08), "A1", "B2").astype(object)
    return np.where(chance.random(len(won)) < 0.33, None, said)


def closing_note(chance, won):
    """Written when it is won, hardly ever otherwise; every text is another."""
    return [f"note {n}" if chance.random() < (0.9 if one else 0.02) else None for n, one in enumerate(won)]


def signs(held):
    return {one.column.header: one.sign for one in look(held, "leads").seen}


def test_a_column_that_settles_the_outcome_is_found_by_its_values_or_by_being_filled_at_all():
    held, _ = company(900, source=source, grade=verdict, note=closing_note)
    assert signs(held) == {"source": "", "grade": "settles", "note": "settles"}
    outcome = ask("after_the_fact", held)
    assert isinstance(outcome, Found) and outcome.finding.count == 2 and outcome.finding.sureness == "a sign"
    assert (
        "“note” and “grade”" in outcome.finding.sentence or "“grade” and “note”" in outcome.finding.sentence
    )


def test_the_outcome_under_another_name_is_not_called_filled_in_later():
    held, _ = company(400, source=source, stage=lambda chance, won: np.where(won, "Customer", "Prospect"))
    assert signs(held) == {"source": "", "stage": "outcome"}
    assert isinstance(ask("after_the_fact", held), Passed)


def last_act(chance, won):
    """What was done last: it goes with the outcome, as much as a good source does."""
    return np.where(chance.random(len(won)) < np.where(won, 0.55, 0.2), "SMS Sent", "Email Opened")


def idle_act(chance, won):
    """What was done last, where that goes with nothing."""
    return chance.choice(WORDS, len(won))


def test_acts_and_judgements_are_suspected_only_where_they_tell():
    held, _ = company(2_000, source=source, last=last_act, idle=idle_act)
    assert signs(held) == {"source": "", "last": "afterwards", "idle": ""}


@pytest.mark.parametrize("number", [130, 300])
def test_among_many_honest_columns_none_is_accused(number):
    accused = 0
    for seed in range(4):
        noise = {f"n{k}": idle_act for k in range(15)}
        held, _ = company(number, seed=seed, source=source, **noise)
        accused += sum(bool(sign) for sign in signs(held).values())
    assert accused == 0


def test_too_few_of_either_outcome_is_too_few():
    held, won = company(90, source=source)
    assert 20 < won.sum() < 30
    assert isinstance(ask("after_the_fact", held), NotRun)


def test_the_measures_are_those_of_the_textbooks():
    won = (np.random.default_rng(1).random(600) < 0.3).astype(np.int64)
    chance = np.random.default_rng(3)
    columns = [
        coded([str(x) for x in chance.integers(0, 4, 600) + won * chance.integers(0, 2, 600)])
        for _ in range(3)
    ]
    kept = folds(600)
    rates = unseen(columns[0], won, kept)
    assert auc(rates, won) == pytest.approx(roc_auc_score(won, rates))
    said = measured(rates, won)
    assert said.auc_low < said.auc < said.auc_high
    assert together(columns, won, kept) == pytest.approx(_by_scikit(columns, won, kept), abs=0.002)


def _by_scikit(columns, won, kept):
    seen = kept >= 2
    odds = []
    for codes in columns:
        rate = {}
        for code in set(codes):
            mine = seen & (codes == code)
            rate[code] = (won[mine].sum() + 10 * won[seen].mean()) / (mine.sum() + 10)
        base = won[seen].mean()
        odds.append([np.log(rate[c] / (1 - rate[c])) - np.log(base / (1 - base)) for c in codes])
    design = np.array(odds).T
    fitted = LogisticRegression(C=1.0, tol=1e-8).fit(design[seen], won[seen])
    return roc_auc_score(won[~seen], design[~seen] @ fitted.coef_[0])


def test_keys_and_free_text_are_only_asked_whether_they_are_filled():
    assert set(coded([str(1000 + n) for n in range(400)])) == {1}
    assert set(coded([f"word {n}" for n in range(400)] + [None])) == {0, 1}
    assert len(set(coded([str(n % 97 / 2) for n in range(400)]))) > 10


def test_values_are_read_for_acts_and_judgements_not_for_topics():
    assert share_of_afterwards([("SMS Sent", 3), ("wrong number given", 2), ("Potential Lead", 4)]) == 1.0
    assert (
        share_of_afterwards([("Google", 3), ("Olark Chat", 2), ("Landing Page Submission", 1), ("API", 9)])
        == 0.0
    )
    assert share_of_afterwards([]) == 0.0
