"""Attached files: each row has its bytes, all of them and no others."""

from __future__ import annotations

from collections.abc import Iterator

from detente.crm.files import storage
from detente.crm.models import File
from detente.doctor.looking import Look

NUMBER = "I17"
TITLE = "Every attached file has its bytes, with the size and the digest that were kept"
REPAIR = (
    "Bytes lie in the folder `files` of DETENTE_HOME: bring the named ones back from a backup. "
    "What can't be found any more: take the file away on its record's page."
)


def faults(look: Look) -> Iterator[str]:
    """Files without their bytes or with others; the digest of each is only made anew when looking deep."""
    rows = look.rows(File.objects.filter(is_archived=False).order_by("pk"), "id", "uuid", "object", "record_id",
                     "size", "digest")  # fmt: skip
    for row in rows:
        where = f"file {row['id']} of {row['object']} {row['record_id']}"
        size = storage.size_of(row["uuid"])
        if size is None:
            yield f"{where}: its bytes are missing (files/{row['uuid'].hex[-2:]}/{row['uuid']})"
        elif size != row["size"]:
            yield f"{where}: {size} bytes lie there, {row['size']} were kept"
        elif look.deep and storage.digest_of(row["uuid"]) != row["digest"]:
            yield f"{where}: its bytes are not those that were kept"
