"""How each kind of notice reads, and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from detente.crm.history.models import Notice
from detente.crm.models import ImportBatch, Proposal, User
from detente.crm.people.roles import TEAMS
from detente.crm.playbook.agreement import Agreement
from detente.web.timeline import SHOWN
from detente.web.timeline_words import WORDS, Words
from detente.web.today.changes import entry_of


@dataclass(frozen=True)
class Line:
    """One notice on a page."""

    pk: int
    mark: str
    title: Any
    by: str
    at: datetime
    is_read: bool
    href: str


Said = tuple[str, str, str]
"""Mark, title and where it leads."""
_SAYS: dict[str, Callable[[dict[str, Any]], Said]] = {}


def says(kind: str) -> Callable[[Callable[[dict[str, Any]], Said]], Callable[[dict[str, Any]], Said]]:
    """Register how a kind without an event reads; it is given the notice's facts."""

    def register(say: Callable[[dict[str, Any]], Said]) -> Callable[[dict[str, Any]], Said]:
        _SAYS[kind] = say
        return say

    return register


def notices_of(
    user: Any,
    *,
    before: int | None = None,
    unread: bool = False,
    most: int = 30,
    without: tuple[str, ...] = (),
) -> list[Notice]:
    """The user's notices, newest first, below the key `before`; none of the kinds `without`."""
    found = Notice.objects.filter(user=user.pk).exclude(kind__in=without)
    found = found.filter(pk__lt=before) if before else found
    found = found.filter(read_at=None) if unread else found
    paths = [f"event__{path}" for path in (*SHOWN, "lead__person")]
    return list(found.select_related("event", *paths).order_by("-pk")[:most])


def lines(notices: Iterable[Notice], user: Any, agreement: Agreement) -> list[Line]:
    """Notices as lines; one whose kind nobody knows any more is left out."""
    words = Words(agreement, user)
    return [line for notice in notices if (line := _line(notice, words, user))]


def _line(notice: Notice, words: Words, user: Any) -> Line | None:
    if notice.event and notice.event.kind in WORDS:
        entry = entry_of(notice.event, words, user)
        mark, title, href, by = entry.mark, entry.title, entry.href or "", entry.by
    elif notice.kind in _SAYS:
        mark, title, href = _SAYS[notice.kind](notice.facts)
        by = ""
    else:
        return None
    return Line(notice.pk, mark, title, by, notice.created_at, notice.read_at is not None, href)


def by_day(found: Iterable[Line]) -> list[tuple[Any, list[Line]]]:
    """Lines under the reader's days, in the order given."""
    days: dict[Any, list[Line]] = {}
    for line in found:
        days.setdefault(timezone.localdate(line.at), []).append(line)
    return list(days.items())


@says("import_finished")
def import_finished(facts: dict[str, Any]) -> Said:
    """An import is through, with its accounting, or stopped."""
    batch = ImportBatch.objects.filter(pk=facts["batch"]).values_list("name", flat=True).first() or ""
    href = reverse("import_batch", args=[facts["batch"]]) if batch else ""
    if facts.get("state") == "failed":
        return "warning", _("The import %(name)s stopped.") % {"name": batch}, href
    stored, rejected = facts.get("stored", 0), facts.get("rejected", 0)
    told = ngettext("%(num)s line stored", "%(num)s lines stored", stored) % {"num": f"{stored:,}"}
    if rejected:
        told += ", " + ngettext("%(num)s rejected", "%(num)s rejected", rejected) % {"num": f"{rejected:,}"}
    return "import", _("The import %(name)s is through: %(told)s.") % {"name": batch, "told": told}, href


@says("invitation_accepted")
def invitation_accepted(facts: dict[str, Any]) -> Said:
    """Who was invited has joined."""
    name = User.objects.filter(pk=facts["user"]).values_list("name", flat=True).first() or ""
    return "user", _("%(name)s accepted your invitation.") % {"name": name}, reverse("users")


@says("webhook_disabled")
def webhook_disabled(facts: dict[str, Any]) -> Said:
    """A receiver failed for so long that it is told nothing more."""
    text = _("The webhook to %(host)s is switched off: its receiver fails.") % {
        "host": facts.get("host") or "?"
    }
    return "warning", text, reverse("webhooks")


def _proposal(facts: dict[str, Any]) -> tuple[str, str]:
    """What a proposal of the playbook is called, and where it stands."""
    found = Proposal.objects.filter(pk=facts.get("proposal") or 0).values_list("summary", "uuid").first()
    if found is None:
        return "", ""
    return found[0] or _("a change"), reverse("playbook_proposal", args=[found[1]])


@says("playbook_signature")
def playbook_signature(facts: dict[str, Any]) -> Said:
    """A proposal waits for the reader's signature."""
    name, href = _proposal(facts)
    return "playbook", _("A change of the playbook waits for your signature: %(name)s") % {"name": name}, href


@says("playbook_decided")
def playbook_decided(facts: dict[str, Any]) -> Said:
    """A proposal was agreed, or somebody declined it."""
    name, href = _proposal(facts)
    if facts.get("what") == "enacted":
        return "playbook", _("Both sides signed: %(name)s") % {"name": name}, href
    return "playbook", _("A change of the playbook was declined: %(name)s") % {"name": name}, href


@says("playbook_outdated")
def playbook_outdated(facts: dict[str, Any]) -> Said:
    """Another change came first."""
    name, href = _proposal(facts)
    return "playbook", _("Overtaken by another change of the playbook: %(name)s") % {"name": name}, href


@says("playbook_signatory")
def playbook_signatory(facts: dict[str, Any]) -> Said:
    """Somebody else signs."""
    name = User.objects.filter(pk=facts.get("user") or 0).values_list("name", flat=True).first() or _(
        "Nobody"
    )
    told = {"name": name, "team": TEAMS.get(facts.get("side", ""), "?")}
    href = reverse("playbook_signatories")
    if facts.get("is_deputy"):
        return "playbook", _("Signs the playbook as deputy for %(team)s: %(name)s") % told, href
    return "playbook", _("Signs the playbook for %(team)s: %(name)s") % told, href


@says("blind_audit_started")
def blind_audit_started(facts: dict[str, Any]) -> Said:
    """Somebody asks for the reader's judgement."""
    leads = facts.get("leads", 0)
    told = ngettext("%(num)s lead waits for your judgement in a blind audit",
                    "%(num)s leads wait for your judgement in a blind audit", leads)  # fmt: skip
    href = reverse("blind_audit_judge", args=[facts["audit"]]) if facts.get("audit") else ""
    return "flag", told % {"num": leads}, href


@says("blind_audit_ended")
def blind_audit_ended(facts: dict[str, Any]) -> Said:
    """What the judges found can be read now."""
    href = reverse("blind_audit", args=[facts["audit"]]) if facts.get("audit") else ""
    return "flag", _("A blind audit has ended: see what the judges found"), href
