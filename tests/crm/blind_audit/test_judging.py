"""One opinion of each judge on each lead, whatever happens at once; and nobody reads any before the audit has ended."""

from __future__ import annotations

import threading
from typing import Any

import duckdb
import pytest
from django.db import IntegrityError, connection, transaction

from detente import copy
from detente.crm.blind_audit.actions import close, judge, take_back
from detente.crm.blind_audit.models import BlindAudit, Judgement
from detente.crm.erasure.actions import erase_person
from detente.crm.models import Event, Notice, User
from detente.crm.objections import Refused, Stale
from detente.crm.people.users import change_user
from tests.crm.blind_audit.north import join, pile, start, turn_away
from tests.crm.cast import Cast, gather


@pytest.fixture
def running(cast: Cast) -> tuple[BlindAudit, User]:
    """An audit of ten leads that Mia and Sara judge."""
    sara = join(cast, "Sara")
    turn_away(cast, 6, 6)
    return start(cast, sara), sara


def told(audit: BlindAudit) -> list[tuple[Any, ...]]:
    """What stands of it in the canonical table."""
    with duckdb.connect(str(copy.refresh()), read_only=True) as reading:
        return reading.execute(
            "SELECT lead_id, judge_id, stratum, stated, opinion FROM judgements WHERE audit_id = ?",
            [audit.pk],
        ).fetchall()


@pytest.mark.django_db
def test_opinions_change_until_both_are_through_and_become_history_then(cast: Cast, running: Any) -> None:
    audit, sara = running
    one = pile(audit, cast.mia)[0]
    judge(one, by=cast.mia, opinion="good", words="Has a budget")
    judge(one, by=cast.mia, opinion="poor", words=" Had none ")
    assert (pile(audit, cast.mia)[0].opinion, pile(audit, cast.mia)[0].words) == ("poor", "Had none")
    take_back(one, by=cast.mia)
    assert pile(audit, cast.mia)[0].given_at is None
    for mine in pile(audit, cast.mia):
        judge(mine, by=cast.mia, opinion="poor")
    *most, last = pile(audit, sara)
    for hers in most:
        judge(hers, by=sara, opinion="good")
    copy.rebuild()
    assert not Event.objects.filter(kind="judged").exists() and told(audit) == []

    judge(last, by=sara, opinion="unsure")

    audit.refresh_from_db()
    assert audit.state == "done"
    kept = {
        (row.lead_id, row.judge_id, row.stratum, row.stated, row.opinion) for row in Judgement.objects.all()
    }
    assert set(told(audit)) == kept and len(kept) == 20
    events = Event.objects.filter(kind="judged").values_list("lead_id", "actor_id", "code")
    assert sorted(events) == sorted((lead, who, code) for lead, who, _, _, code in kept)
    assert Event.objects.get(kind="blind_audit_ended").facts["opinions"] == 20
    with pytest.raises(Refused, match="has ended"):
        judge(one, by=cast.mia, opinion="good")
    notices = Notice.objects.values_list("user__name", "kind")
    assert sorted(notices) == [
        ("Mia", "blind_audit_ended"), ("Mia", "blind_audit_started"), ("Olga", "blind_audit_ended"),
        ("Sara", "blind_audit_started"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_only_its_judge_answers_and_only_with_an_answer(cast: Cast, running: Any) -> None:
    audit, sara = running
    one = pile(audit, cast.mia)[0]
    for wrong in (
        {"by": sara, "opinion": "good"},
        {"by": cast.olga, "opinion": "good"},
        {"by": cast.mia, "opinion": "fine"},
        {"by": cast.mia, "opinion": "good", "words": "x" * 2001},
    ):
        with pytest.raises(Refused):
            judge(one, **wrong)
    change_user(sara, by=cast.olga, is_active=False)
    sara.refresh_from_db()
    with pytest.raises(Refused):
        judge(pile(audit, sara)[0], by=sara, opinion="good")
    assert not Judgement.objects.exclude(opinion=None).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.create(audit=audit, lead_id=one.lead_id, judge=cast.mia, no=99, stratum="rejected",
                                 stated="quality")  # fmt: skip


@pytest.mark.django_db
def test_its_starter_ends_it_and_what_was_judged_counts(cast: Cast, running: Any) -> None:
    audit, sara = running
    one, other = pile(audit, cast.mia)[0], pile(audit, sara)[0]
    judge(one, by=cast.mia, opinion="good")
    with pytest.raises(Refused, match="Only who started"):
        close(audit, by=cast.mia)
    with pytest.raises(Stale):
        close(audit, by=cast.olga, version=7)
    assert close(audit, by=cast.olga, version=1).state == "closed"
    assert [row[4] for row in told(audit)] == ["good"]
    with pytest.raises(Refused, match="has ended"):
        judge(other, by=sara, opinion="good")
    with pytest.raises(Refused, match="has ended already"):
        close(audit, by=cast.olga)


@pytest.mark.django_db
def test_an_erased_person_leaves_opinions_without_words(cast: Cast, running: Any) -> None:
    audit, _sara = running
    one = judge(pile(audit, cast.mia)[0], by=cast.mia, opinion="good", words="Rosa would have bought")
    erase_person(one.lead.person, by=cast.olga)
    one.refresh_from_db()
    assert (one.opinion, one.words) == ("good", "")


def test_the_last_opinions_given_at_once_end_it_once(transactional_db: None) -> None:
    cast = gather()
    sara = join(cast, "Sara")
    turn_away(cast, 5, 5)
    audit = start(cast, sara)
    lasts = []
    for who in (cast.mia, sara):
        *most, last = pile(audit, who)
        given = Judgement.objects.filter(pk__in=[one.pk for one in most])
        given.update(opinion="good", given_at=audit.started_at)
        lasts += [(last, who, "good"), (last, who, "poor")]
    ready, refused = threading.Barrier(len(lasts)), []

    def answer(one: Judgement, who: User, opinion: str) -> None:
        ready.wait()
        try:
            judge(one, by=who, opinion=opinion)
        except Refused:
            refused.append(opinion)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=given) for given in lasts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    audit.refresh_from_db()
    assert audit.state == "done" and Event.objects.filter(kind="blind_audit_ended").count() == 1
    final = set(Judgement.objects.values_list("lead_id", "judge_id", "opinion"))
    judged = list(Event.objects.filter(kind="judged").values_list("lead_id", "actor_id", "code"))
    assert len(judged) == 20 and set(judged) == final
    assert len(refused) <= 2  # who comes after the last opinion was given
