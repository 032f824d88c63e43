"""The company that is measured: L leads, 10 L activities, 2.7 L stage events, 0.28 L deals, seed fixed.

Written by the product's own set-based writer, so that every row has its history and its hashes.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Model

    from detente.crm.history.bulk import LeadStory, Writer

FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 540
CHUNK = 2_000
KEPT = Path(__file__).parents[1] / "var" / "bench"
SCRATCH = KEPT / "run"
SOURCES = (
    "organic_search",
    "paid_search",
    "social",
    "referral",
    "trade_show",
    "webinar",
    "email",
    "direct",
    None,
)
PATH = ("inquiry", "mql", "sal", "sql", "proposal", "won")
REACHED = (1.0, 0.55, 0.48, 0.38, 0.28, 0.10)


def folder(leads: int) -> Path:
    """Where the company of this size is kept between runs."""
    return KEPT / str(leads)


def opened(leads: int, home: Path | None = None) -> float | None:
    """Make Django ready on a copy of the company of this size, which may be written to.

    Builds the company when it is absent or of another schema, and returns the seconds that took.
    """
    home = home or folder(leads)
    is_built = is_of_today(home, leads)
    took = None if is_built else made(home, leads)
    remove_scratch()
    SCRATCH.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(home, SCRATCH, symlinks=True)
    ready(SCRATCH)
    return took


def is_of_today(home: Path, leads: int) -> bool:
    """Whether this folder holds such a company, built with the schema and the builder that stand now."""
    mark = home / "built"
    return mark.exists() and mark.read_text() == f"{leads} {schema()}"


def schema() -> str:
    """A fingerprint of all migrations and of this file."""
    total = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(Path(__file__).parents[1].glob("src/detente/*/migrations/*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()


def remove_scratch() -> None:
    """The copy that is written to while measuring."""
    shutil.rmtree(SCRATCH, ignore_errors=True)


def made(home: Path, leads: int) -> float:
    """Build the company in a program of its own: Django's settings are read once in a program."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "built").unlink(missing_ok=True)
    of = schema()
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "bench.company", str(home), str(leads)], check=True)
    (home / "built").write_text(f"{leads} {of}")
    return time.perf_counter() - begun


def ready(home: Path) -> None:
    os.environ["DETENTE_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "detente.config.settings"
    import django

    django.setup()


def build(leads: int) -> None:
    """Tables, users, campaigns, then the leads in chunks."""
    from django.core.management import call_command

    from detente.crm.people.actions import organisation
    from detente.crm.playbook.actions import adopt_default

    call_command("migrate", verbosity=0)
    organisation()
    adopt_default()
    reps, campaigns = people_who_work(), efforts()
    chance = random.Random(7)
    with without_indexes():
        for start in range(0, leads, CHUNK):
            write(range(start, min(start + CHUNK, leads)), reps, campaigns, chance)


@contextmanager
def without_indexes() -> Iterator[None]:
    """Fill the tables as a restore does: no waiting for the disk, and every index made once, at the end."""
    from django.db import connection

    from detente.crm.search import index

    index.remove_triggers(connection)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=OFF")
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA cache_size=-2000000")
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        indexes = cursor.fetchall()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _name, sql in indexes:
            cursor.execute(sql)
        index.install_triggers(connection)
        index.fill(connection)
        cursor.execute("PRAGMA optimize")


def people_who_work() -> list[int]:
    from detente.crm.people.actions import add_user

    return [
        add_user(email=f"rep{n}@bench.example", name=f"Rep {n}", role="ae", by=None).pk for n in range(20)
    ]


def efforts() -> list[int]:
    from detente.crm.capture.campaigns import add_campaign

    return [add_campaign(f"Campaign {n}", by=None).pk for n in range(30)]


def write(numbers: range, reps: list[int], campaigns: list[int], chance: random.Random) -> None:
    """One chunk of leads with their people and histories, in one transaction."""
    from detente.crm.history import bulk
    from detente.crm.models import Account

    with bulk.writing(recorded_at=FIRST_DAY + timedelta(days=DAYS)) as writer:
        for number in numbers:
            account = None
            if number % 3 == 0:
                account = writer.add(Account, **account_of(number))
            tell(writer, number, account, chance.choice(reps), chance.choice(campaigns), chance)


def columns(model: type[Model], **given: object) -> dict[str, object]:
    """Every column of a new row, in order; what is not given has its default."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return {field.attname: given.get(field.attname, field.get_default()) for field in fields}


def account_of(number: int) -> dict[str, object]:
    from detente.crm.models import Account

    name = f"Company {number}"
    return columns(Account, name=name, name_key=name.casefold(), type="prospect", created_at=FIRST_DAY)


def person_of(number: int, account: int | None) -> dict[str, object]:
    from detente.crm.models import Person

    name, email = f"Person {number}", f"person{number}@company{number // 3}.example"
    return columns(
        Person, name=name, label=name, email=email, email_key=email, account_id=account, created_at=FIRST_DAY
    )


def tell(
    writer: Writer, number: int, account: int | None, rep: int, campaign: int, chance: random.Random
) -> None:
    """One lead from its arrival as far as it gets, with ten activities on the way."""
    from detente.crm.history import facts
    from detente.crm.models import Person

    person = writer.add(Person, **person_of(number, account))
    at = FIRST_DAY + timedelta(minutes=chance.randrange(DAYS * 24 * 60))
    lead = writer.new_lead(person_id=person, account_id=account, playbook=1)
    source = chance.choice(SOURCES)
    writer.record(
        lead, facts.Captured(to_stage="inquiry", source=source, campaign_id=campaign, code="form"), at=at
    )
    writer.record(lead, facts.Assigned(owner_id=rep), at=at)
    for _ in range(10):
        at += timedelta(hours=chance.randrange(1, 60))
        disposition = chance.choice(("no_answer", "voicemail", "connected"))
        writer.record(
            lead, facts.Attempted(channel="call", disposition=disposition, seconds=60), at=at, actor_id=rep
        )
    advance(writer, lead, account, rep, at, chance.random())


def advance(
    writer: Writer, lead: LeadStory, account: int | None, rep: int, at: datetime, luck: float
) -> None:
    """Moves up to where its luck ends; from SQL on a deal carries it."""
    from detente.crm.history import facts

    deal = None
    for before, after, share in zip(PATH, PATH[1:], REACHED[1:], strict=False):
        if luck > share:
            break
        at += timedelta(days=2)
        if after == "proposal":
            deal = writer.new_deal(
                name="Deal", account_id=account, person_id=lead.static["person_id"], product=None, playbook=1
            )
            fact = facts.DealOpened(
                from_stage=before,
                to_stage=after,
                code="new",
                owner_id=rep,
                amount_minor=500_000,
                currency="EUR",
            )
        elif after == "won":
            fact = facts.DealWon(
                from_stage=before, to_stage=after, amount_minor=500_000, currency="EUR", base_minor=500_000
            )
        else:
            fact = facts.Moved(from_stage=before, to_stage=after)
        writer.record(lead, fact, at=at, deal=deal, actor_id=rep)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    for old in place.glob("detente.sqlite3*"):
        old.unlink()
    ready(place)
    build(int(sys.argv[2]))
    from django.db import connection

    connection.close()
