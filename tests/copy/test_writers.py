"""Eight people write at once while the copy is refreshed all the time: nothing is lost, nothing doubled."""

from __future__ import annotations

import random
import threading
import time

import duckdb
from django.db import connection, transaction

from detente import copy
from detente.crm.capture.actions import Who, capture
from detente.crm.followup import actions as followup
from detente.crm.history.models import Event
from tests.copy.test_refresh import rows_of

WRITERS, EACH = 8, 8


def write(number, company, errors):
    """Captures and follow-ups, some of which commit late: their events get early ids and are seen late."""
    chance = random.Random(number)
    try:
        for turn in range(EACH):
            with transaction.atomic():
                lead = capture(Who(name="Lena", external=("test", f"{number}-{turn}")), by=company.maya).lead
                if connection.vendor == "postgresql":
                    time.sleep(chance.random() * 0.2)
            followup.log_attempt(lead, by=company.sam, channel="call", disposition="connected")
    except Exception as error:
        errors.append(error)
    finally:
        connection.close()


def test_no_event_is_lost_between_two_refreshes(busy_company):
    errors = []
    copy.refresh()
    writers = [
        threading.Thread(target=write, args=(number, busy_company, errors)) for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    refreshes = 0
    while any(writer.is_alive() for writer in writers):
        copy.refresh()
        refreshes += 1
    assert errors == [] and refreshes
    continued = rows_of(copy.refresh())
    assert len(continued["touches"]) == len(continued["activities"]) == WRITERS * EACH
    assert continued == rows_of(copy.rebuild())


def test_each_refresh_is_one_instant(busy_company):
    """A copy taken in the middle of the work holds together: each lead has its arrival and each touch its lead."""
    errors = []
    writers = [threading.Thread(target=write, args=(number, busy_company, errors)) for number in range(4)]
    for writer in writers:
        writer.start()
    torn = []
    while any(writer.is_alive() for writer in writers):
        with duckdb.connect(str(copy.refresh()), read_only=True) as connection_:
            torn += connection_.execute(
                "SELECT lead_id FROM leads ANTI JOIN stage_moves USING (lead_id)"
                " UNION ALL SELECT lead_id FROM touches ANTI JOIN leads USING (lead_id)"
                " UNION ALL SELECT person_id FROM leads ANTI JOIN people USING (person_id)"
            ).fetchall()
    for writer in writers:
        writer.join()
    assert errors == [] and torn == []
    assert Event.objects.filter(kind="captured").count() == 4 * EACH
