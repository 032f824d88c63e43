"""Programs that work the same leads at once, for the tests of races: each with threads of its own.

python racing.py found LEADS           people, and leads that were just handed over
python racing.py race SEED THREADS ACTS    everybody does anything to any lead; prints how many of each act came through
python racing.py die POINT             the worker begins what is due, and is killed at a point
python racing.py finish                the worker does what is due
python racing.py look                  what there is, and what doctor says, as JSON
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

SDRS, AES = 3, 2
FEWEST = 4


def found(leads: int) -> None:
    """Reps who can take them all, a manager, and leads in the hands of reps who have not answered."""
    from detente.crm.capture.actions import Who, capture
    from detente.crm.people.actions import add_user

    roles = ["sdr"] * SDRS + ["ae"] * AES + ["manager"]
    for number, role in enumerate(roles):
        add_user(email=f"{role}{number}@works.example", name=f"{role} {number}", role=role, by=None)
    for number in range(leads):
        who = Who(name=f"P{number}", email=f"p{number}@plain.example", company=f"Firm {number % 5}")
        capture(who, by=None, stage="mql", code="request" if number % 3 else "form")


def acts(chance: random.Random) -> dict[str, Callable[[Any], Any]]:
    """What people and the worker do to a lead."""
    from django.utils import timezone

    from detente.crm.capture.actions import Who, capture
    from detente.crm.capture.merging import merge_people
    from detente.crm.deals.actions import open_deal
    from detente.crm.followup import actions as followup
    from detente.crm.handoff import actions as handoff
    from detente.crm.handoff.models import Handoff
    from detente.crm.handoff.pool import hand_out
    from detente.crm.jobs.running import run_due
    from detente.crm.models import Person, User

    users = list(User.objects.filter(role__in=("sdr", "ae", "manager")).select_related("team"))
    manager = users[-1]

    def waiting(lead: Any) -> Any:
        return Handoff.objects.select_related("lead").filter(lead=lead.pk).latest("pk")

    def merge(lead: Any) -> Any:
        others = list(Person.objects.filter(merged_into=None).exclude(pk=lead.person_id))
        if len(others) < FEWEST:  # all of them would soon be one
            return followup.add_note(lead, "They stay.", by=manager)
        return merge_people(lead.person, chance.choice(others), by=manager)

    def late(_lead: Any) -> Any:
        return run_due(timezone.now() + timedelta(days=chance.choice((0, 1, 9))), limit=3)

    return {
        "hand_over": lambda lead: handoff.hand_over(lead, by=manager),
        "accept": lambda lead: handoff.accept(waiting(lead), by=manager),
        "reject": lambda lead: handoff.reject(waiting(lead), by=manager, reason="duplicate"),
        "reroute": lambda lead: handoff.reroute(waiting(lead), to=chance.choice(users), by=manager),
        "pool": lambda lead: followup.assign(lead, to=None, by=manager),
        "hand_out": lambda _lead: hand_out(),
        "attempt": lambda lead: followup.log_attempt(
            lead, by=chance.choice(users), channel="call", disposition=chance.choice(("no_answer", "connected"))
        ),
        "pass": lambda lead: handoff.pass_on(lead, by=users[0]),
        "recycle": lambda lead: followup.end(lead, exit_="recycled", reason="timing", by=manager),
        "back": lambda lead: followup.move(lead, to=chance.choice(("inquiry", "mql", "sql")), by=manager),
        "deal": lambda lead: open_deal(lead=lead, by=users[SDRS]),
        "responds": lambda lead: capture(Who(email=lead.person.email), by=None, code="request"),
        "merge": merge,
        "late": late,
    }  # fmt: skip


def race(seed: int, threads: int, count: int) -> None:
    """Each thread does acts of any kind to whoever's leads are open then; what is refused is refused."""
    from django.db import OperationalError, close_old_connections, connection

    from detente.crm.models import Lead
    from detente.crm.objections import Refused

    done: Counter[str] = Counter()
    start = threading.Barrier(threads)

    def work(number: int) -> None:
        close_old_connections()
        chance = random.Random(seed * 1000 + number)
        known = acts(chance)
        start.wait()
        for _turn in range(count):
            name = chance.choices(list(known), [1 if name in ("merge", "deal") else 4 for name in known])[0]
            open_now = Lead.objects.filter(closed_at=None).order_by("pk").values_list("pk", flat=True)
            keys = list(open_now) or list(Lead.objects.values_list("pk", flat=True))
            try:
                known[name](Lead.objects.select_related("person").get(pk=chance.choice(keys)))
            except Refused:
                continue
            except OperationalError as wrong:
                done["deadlock" if "deadlock" in str(wrong) else "database is busy"] += 1
                continue
            done[name] += 1
        connection.close()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(json.dumps(done))


def die(*_: Any, **__: Any) -> None:
    """As a power cut does: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def plant(point: str) -> None:
    """Make this program die at a point of the worker's way."""
    from detente.crm.handoff import due, giving
    from detente.crm.jobs import actions, running

    target, name, is_after = {
        "claimed": (running, "_do", False),
        "before its act": (due, "route", False),
        "amid its act": (giving, "assign", True),
        "after its act": (giving, "reroute", True),
        "done": (running, "_do", True),
        "planned anew": (actions, "plan", True),
    }[point]  # fmt: skip
    original = getattr(target, name)

    def planted(*words: Any, **more: Any) -> Any:
        if not is_after:
            die()
        original(*words, **more)
        die()

    setattr(target, name, planted)


def work_off() -> None:
    """Do what is due ten days from now; claims of the dead have run out."""
    from django.utils import timezone

    from detente.crm.jobs.running import run_due
    from detente.crm.models import DueJob

    DueJob.objects.filter(done_at=None).update(claimed_until=None)
    later = timezone.now() + timedelta(days=10)
    while run_due(later):
        pass


def look() -> dict[str, Any]:
    """Counts that must agree, and doctor's findings."""
    from detente import doctor
    from detente.crm.handoff.models import Handoff
    from detente.crm.models import DueJob, Event, Lead

    kinds = Counter(Event.objects.values_list("kind", flat=True))
    handoffs = list(Handoff.objects.values("lead", "answer", "to", "reassignments"))
    waiting = [one for one in handoffs if one["answer"] is None]
    answered_twice = [
        key for key, count in Counter(
            facts["handoff"] for facts in Event.objects.filter(kind="handoff_answered").values_list("facts", flat=True)
        ).items() if count > 1
    ]  # fmt: skip
    return {
        "leads": Lead.objects.count(),
        "made": [len(handoffs), kinds["handed_over"]],
        "answered": [len(handoffs) - len(waiting), kinds["handoff_answered"]],
        "open_twice": [key for key, count in Counter(one["lead"] for one in waiting).items() if count > 1],
        "answered_twice": answered_twice,
        "reassigned": [sum(one["reassignments"] for one in handoffs), kinds["rerouted"]],
        "kinds": kinds,
        "unfinished": DueJob.objects.filter(done_at=None, tries__gt=0).count(),
        "doctor": [str(finding) for finding in doctor.check() if not finding.is_green],
    }


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "detente.config.settings"
    import django

    django.setup()
    verb, *rest = sys.argv[1:]
    if verb == "found":
        found(int(rest[0]))
    elif verb == "race":
        race(*map(int, rest))
    elif verb == "look":
        print(json.dumps(look()))
    else:
        if verb == "die":
            plant(rest[0])
        work_off()


if __name__ == "__main__":
    main()
