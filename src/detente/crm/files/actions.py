"""Files beside a lead, person, account or deal: attached, taken away, brought back. Bytes are never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from detente.crm.deals.locking import locked_deal
from detente.crm.files import storage
from detente.crm.files.models import File
from detente.crm.files.rules import KINDS, clean_name, ending_of, objections_to_file
from detente.crm.history.facts import Fact, FileAttached, FileRemoved, FileRestored
from detente.crm.history.record import locked, record, record_deal, record_loose
from detente.crm.ids import new_uuid
from detente.crm.objections import N_, Objection, Refused, check
from detente.crm.people.models import User

CHUNK = 1 << 16


def files_of(target: Any) -> list[File]:
    """The files of a record, the newest first."""
    found = File.objects.filter(object=target._meta.model_name, record_id=target.pk, is_archived=False)
    return list(found.select_related("by").order_by("-added_at", "-pk"))


def record_of(file: File) -> Any:
    """The record that a file stands beside; for a merged person or account the one it lives on in is not looked for."""
    return apps.get_model("crm", file.object)._default_manager.get(pk=file.record_id)


def attach(target: Any, stream: IO[bytes], *, name: str, size: int, by: User | None) -> File:
    """Keep a file beside a record, if its name and its bytes agree on a kind that may be attached."""
    kind, name = target._meta.model_name, clean_name(name)
    count = File.objects.filter(object=kind, record_id=target.pk, is_archived=False).count()
    check(objections_to_file(name, size, stream, limit=settings.FILE_LIMIT, count=count))
    stream.seek(0)
    key = new_uuid()
    stored = storage.keep(key, _read(stream))
    try:
        if stored.size != size:
            text = N_("{name} did not arrive whole; try again.")
            raise Refused(Objection("file_cut", text, "files", {"name": name}))
        return _attach(target, key, name=name, stored=stored, by=by)
    except BaseException:
        storage.drop(key)
        raise


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


@transaction.atomic
def _attach(target: Any, key: Any, *, name: str, stored: storage.Stored, by: User | None) -> File:
    target = _locked(target)
    file = File.objects.create(
        uuid=key, object=target._meta.model_name, record_id=target.pk, name=name, type=KINDS[ending_of(name)].type,
        size=stored.size, digest=stored.digest, by=by, added_at=timezone.now(),
    )  # fmt: skip
    facts = {"file_id": file.pk, "type": file.type, "size": file.size, "sha256": file.digest}
    _tell(target, FileAttached(facts=facts), file, by=by)
    return file


@transaction.atomic
def remove(file: File, *, by: User | None) -> File:
    """Take a file away; it can be brought back."""
    return _set_aside(file, True, by=by)


@transaction.atomic
def restore(file: File, *, by: User | None) -> File:
    """Bring a file back that was taken away."""
    return _set_aside(file, False, by=by)


def _set_aside(file: File, is_archived: bool, *, by: User | None) -> File:
    target = _locked(record_of(file))
    file = locked(file)
    if file.is_archived != is_archived:
        file.is_archived = is_archived
        file.save(update_fields=["is_archived"])
        facts = {"file_id": file.pk}
        _tell(target, FileRemoved(facts=facts) if is_archived else FileRestored(facts=facts), file, by=by)
    return file


def _locked(target: Any) -> Any:
    found = locked_deal(target) if target._meta.model_name == "deal" else locked(target)
    if found.is_archived:
        raise Refused(Objection("archived", N_("This record was set aside with the import that brought it.")))
    return found


def _tell(target: Any, fact: Fact, file: File, *, by: User | None) -> None:
    words = {"file": file.name}
    match target._meta.model_name:
        case "lead":
            record(target, fact, by=by, words=words)
        case "deal":
            record_deal(target, fact, by=by, words=words)
        case "person":
            subject = {"person_id": target.pk, "account_id": target.account_id}
            record_loose(fact, by=by, subject=subject, words=words)
        case _:
            record_loose(fact, by=by, subject={"account_id": target.pk}, words=words)


def total_size(files: Iterable[File]) -> int:
    """Bytes of these files together."""
    return sum(file.size for file in files)
