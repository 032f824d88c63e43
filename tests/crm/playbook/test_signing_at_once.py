"""Whatever is signed at the same moment, the playbook has one next version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from threading import Barrier

from django.db import connection

from detente.crm.history.models import Event
from detente.crm.models import Playbook, Proposal, User
from detente.crm.objections import Refused
from detente.crm.playbook.agreement import default_document
from detente.crm.playbook.proposals import draft, propose
from detente.crm.playbook.signatories import name_signatory
from detente.crm.playbook.signing import sign
from tests.crm.cast import gather


def proposed(by: User, points: int) -> Proposal:
    document = deepcopy(default_document())
    document["sales_ready"]["threshold"] = points
    return propose(draft(by=by, document=document), by=by)


def test_signatures_at_the_same_moment_make_one_version(transactional_db: object) -> None:
    cast = gather()
    signers = (cast.mia, cast.ava)
    for side, signer in zip(("marketing", "sales"), signers, strict=True):
        name_signatory(side, user=signer, by=cast.olga)
    proposals = [proposed(cast.mia, points) for points in (60, 70)]
    pairs = [(proposal, signer) for proposal in proposals for signer in signers]
    start = Barrier(len(pairs))

    def signs(proposal: Proposal, signer: User) -> str:
        start.wait()
        try:
            return sign(proposal, by=signer).state
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(pairs)) as pool:
        answers = list(pool.map(lambda pair: signs(*pair), pairs))
    assert answers.count("enacted") == 1, answers
    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["enacted", "outdated"]
    assert list(Playbook.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert Event.objects.filter(kind="playbook_enacted").count() == 1
