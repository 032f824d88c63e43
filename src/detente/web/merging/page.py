"""Two records side by side: what differs, whose value stays, what goes over, and what the result will be."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy, ngettext_lazy

from detente.crm.capture import merging
from detente.crm.capture.merging.fields import columns_of, is_blank
from detente.crm.history.models import Event
from detente.crm.models import DuplicatePair, Merge, User
from detente.crm.people.permissions import openable
from detente.crm.playbook import actions as playbook
from detente.web.changes.values import Values
from detente.web.merging.kinds import Kind
from detente.web.merging.words import reasons_in_words
from detente.web.words import why

COUNTS = {
    "leads": ngettext_lazy("%(num)s lead", "%(num)s leads", "num"),
    "deals": ngettext_lazy("%(num)s deal", "%(num)s deals", "num"),
    "people": ngettext_lazy("%(num)s person", "%(num)s people", "num"),
    "touches": ngettext_lazy("%(num)s touch or attempt", "%(num)s touches and attempts", "num"),
    "notes": ngettext_lazy("%(num)s note", "%(num)s notes", "num"),
    "files": ngettext_lazy("%(num)s file", "%(num)s files", "num"),
    "campaigns": ngettext_lazy("%(num)s campaign", "%(num)s campaigns", "num"),
    "parts": ngettext_lazy("a part in %(num)s deal", "a part in %(num)s deals", "num"),
    "external_ids": ngettext_lazy("%(num)s key in another system", "%(num)s keys in other systems", "num"),
}
NOTHING = gettext_lazy("nothing but its fields")


def shown(
    kind: Kind, survivor: Any, other: Any, user: User, *, chosen: dict[str, str], pair: DuplicatePair | None
) -> dict[str, Any]:
    """What the page shows; `chosen` are choices that were made already."""
    rows = _rows(kind, survivor, other, chosen, user)
    leads = merging.open_leads_of(survivor, other) if kind.code == "person" else None
    agreement = playbook.current()
    return {
        "kind": kind, "survivor": survivor, "other": other, "rows": rows,
        "differing": sum(row["differs"] for row in rows),
        "goes_over": _in_words(merging.belongings_of(other)), "stays": _in_words(merging.belongings_of(survivor)),
        "pair": pair, "reasons": reasons_in_words(pair.reasons) if pair else [],
        "reason": why(merging.objections_to_merge(survivor, other)), "leads": leads, "agreement": agreement,
        "latest": _latest(kind, survivor, other, user),
    }  # fmt: skip


def _rows(kind: Kind, survivor: Any, other: Any, chosen: dict[str, str], user: User) -> list[dict[str, Any]]:
    sides = merging.sides(survivor, other, newer=_newer(kind, survivor, other))
    sides = [side for side in sides if not (is_blank(side.survivor) and is_blank(side.other))]
    values = Values(kind.code, user)
    told = [(columns_of(survivor, side.name)[0], side) for side in sides]
    values.prepare((column, value) for column, side in told for value in (side.survivor, side.other))
    return [
        {
            "name": side.name, "label": values.label(column), "survivor": values.text(column, side.survivor),
            "other": values.text(column, side.other), "differs": side.differs,
            "choice": chosen.get(side.name) or side.suggested,
        }
        for column, side in told
    ]  # fmt: skip


def _newer(kind: Kind, survivor: Any, other: Any) -> Any:
    """The side whose record was written to last."""
    latest = {
        record.pk: Event.objects.filter(**{kind.code: record.pk}).aggregate(last=Max("id"))["last"] or 0
        for record in (survivor, other)
    }
    return "other" if latest[other.pk] > latest[survivor.pk] else "survivor"


def _in_words(belongings: merging.Belongings) -> list[str]:
    told = [COUNTS[name] % {"num": count} for name, count in asdict(belongings).items() if count]
    return [str(text) for text in told] or [str(NOTHING)]


def _latest(kind: Kind, survivor: Any, other: Any, user: User) -> list[dict[str, Any]]:
    """What else is likely the same as either, to be merged next."""
    pairs = DuplicatePair.objects.filter(object=kind.code, state="open", first_id__in=(survivor.pk, other.pk))
    pairs |= DuplicatePair.objects.filter(
        object=kind.code, state="open", second_id__in=(survivor.pk, other.pk)
    )
    ids = {key for pair in pairs for key in (pair.first_id, pair.second_id)} - {survivor.pk, other.pk}
    found = openable(kind.living.filter(pk__in=ids), user).order_by(kind.name)[:5]
    return [{"name": str(record), "pk": record.pk} for record in found]


def merges_of(kind: Kind, record: Any) -> list[dict[str, Any]]:
    """Merges into a record that still stand, the newest first, each with why it can't be taken back, if so."""
    found = Merge.objects.filter(object=kind.code, survivor_id=record.pk, undone_at=None)
    return [
        {
            "merge": merge, "name": merging.merged_name(merge),
            "reason": why(merging.objections_to_undo(merge)),
        }
        for merge in found.select_related("by", "event__detail").order_by("-pk")
    ]  # fmt: skip
