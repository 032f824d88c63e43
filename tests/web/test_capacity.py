"""Capacity and absences: managers say who can take how many, everybody notes when they are away."""

from __future__ import annotations

from datetime import timedelta

from detente.crm.models import Absence, Capacity, Handoff
from detente.crm.people.days import today

CAPACITY = "/settings/capacity/"
ABSENCES = "/settings/absences/"


def days(first: int, last: int) -> dict[str, str]:
    return {
        "first_on": str(today() + timedelta(days=first)),
        "last_on": str(today() + timedelta(days=last)),
        "note": "",
    }


def test_a_manager_says_who_can_take_how_many_and_hands_out_what_waits(as_, cast, arrives):
    manager = as_(cast.marc)
    found = manager.post(
        f"{CAPACITY}{cast.jonas.pk}/", {"open_leads": "0", "weight": "0.5", "takes_leads": "on"}
    )
    assert found.status_code == 303
    assert (
        Capacity.objects.get(user=cast.jonas).open_leads,
        Capacity.objects.get(user=cast.jonas).weight,
    ) == (0, 0.5)
    manager.post(f"{CAPACITY}{cast.lea.pk}/", {"open_leads": "", "weight": "1"})
    lead = arrives("Maya Lindqvist", stage="mql")
    text = manager.get(CAPACITY).content.decode()
    assert "1 lead waits because everyone is full." in text and "Maya Lindqvist" in text
    assert "Nobody has room yet" in manager.post(f"{CAPACITY}pool/", follow=True).content.decode()
    manager.post(f"{CAPACITY}{cast.jonas.pk}/", {"open_leads": "", "weight": "1", "takes_leads": "on"})
    assert "1 lead found somebody" in manager.post(f"{CAPACITY}pool/", follow=True).content.decode()
    assert Handoff.objects.get(lead=lead).to is not None
    wrong = manager.post(f"{CAPACITY}{cast.jonas.pk}/", {"open_leads": "-1", "weight": "11"})
    assert wrong.status_code == 422


def test_a_rep_notes_their_own_absence_and_a_manager_anybodys(as_, cast):
    as_(cast.jonas).post(ABSENCES, {**days(3, 5), "user": cast.lea.pk})
    assert Absence.objects.get().user == cast.jonas, "a rep notes nobody else's"
    as_(cast.marc).post(ABSENCES, {**days(1, 2), "user": cast.lea.pk, "from": "capacity"})
    text = as_(cast.marc).get(CAPACITY).content.decode()
    assert text.count("Take back") == 2
    wrong = as_(cast.jonas).post(ABSENCES, days(5, 3))
    assert wrong.status_code == 422 and "The last day comes before the first." in wrong.content.decode()
    mine, leas = Absence.objects.order_by("pk")
    refused = as_(cast.jonas).post(f"{ABSENCES}{leas.pk}/withdrawal/", follow=True).content.decode()
    assert "Only a manager" in refused
    as_(cast.jonas).post(f"{ABSENCES}{mine.pk}/withdrawal/")
    assert list(Absence.objects.filter(is_withdrawn=True)) == [mine]
