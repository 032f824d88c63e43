"""Lines that are persons without a lead: found by id or address, else made; only blanks are filled."""

from __future__ import annotations

from detente.crm.history.facts import PersonAdded
from detente.intake.problems import gettext_noop
from detente.intake.storing.chunk import Chunk, Entry, Outcome, Rejected, merged_by_id
from detente.intake.storing.people import account_of, add_person, fill_person, find_person, look_up_people

NOBODY = gettext_noop("nobody: give a name, an address, a number or an id")
SAME_ADDRESS = gettext_noop("known by the address or id; what was blank is filled in")


class People:
    """Stores the lines of a file of persons."""

    object = "person"

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk

    def look_up(self, entries: list[Entry]) -> None:
        """Read everything that the lines name."""
        self.chunk.look_up_keys("person", entries)
        look_up_people(self.chunk, entries)

    def store(self, entry: Entry) -> Outcome:
        """What becomes of one line."""
        chunk, values = self.chunk, entry.values
        at = values.get("created_at") or chunk.now
        if found := find_person(chunk, values):
            by_id = chunk.same_id("person", entry)
            fill_person(chunk, found, entry, account_id=account_of(chunk, entry, at=at))
            chunk.keep_keys("person", entry, found)
            if by_id:
                return merged_by_id("person", found, values["external_id"])
            return Outcome("merged", "person", found, SAME_ADDRESS)
        names = ("name", "first_name", "last_name", "email", "phone", "external_id")
        if not any(values.get(name) for name in names):
            raise Rejected(NOBODY)
        account = account_of(chunk, entry, at=at)
        key = add_person(chunk, entry, account_id=account, at=at, custom=dict(entry.reading.custom))
        chunk.writer.record_loose(PersonAdded(), at=at, subject={"person_id": key, "account_id": account})
        chunk.keep_keys("person", entry, key)
        return Outcome("stored", "person", key)
