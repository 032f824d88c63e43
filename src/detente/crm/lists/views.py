"""Views that people save: a question of a list with its columns and sort, for oneself, a team or everyone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from detente.crm.history.record import alone_with, locked
from detente.crm.lists.conditions import leaves, parse, without
from detente.crm.lists.models import PinnedView, SavedView
from detente.crm.lists.registry import Registry, registry
from detente.crm.objections import N_, Objection, Refused, check, check_version
from detente.crm.people.models import User
from detente.crm.people.naming import tidy

MOST = 200
_STEERING = ("operations", "admin")


def seen_by(user: User, subject: str | None = None) -> QuerySet[SavedView]:
    """Views that this user may open; a vendor's user only their own."""
    views = SavedView.objects.filter(is_archived=False).select_related("owner", "team")
    views = views.filter(subject=subject) if subject else views
    own = Q(owner=user)
    if not user.is_vendor:
        own |= Q(audience="everyone")
        own |= Q(audience="team", team=user.team_id) if user.team_id else Q()
    return views.filter(own).order_by("name", "pk")


def objections_to_changing(view: SavedView, user: User) -> list[Objection]:
    """Only its owner changes a view; operations and administrators change everyone's too."""
    if view.owner_id == user.pk or (view.audience == "everyone" and user.role in _STEERING):
        return []
    text = N_("This view belongs to {owner}. Save one of your own instead.")
    return [Objection("not_yours", text, None, {"owner": view.owner.name})]


@transaction.atomic
def save_view(
    subject: str, name: str, *, by: User, question: Mapping[str, Any], columns: list[str], sort: str = "",
    audience: str = "private",
) -> SavedView:  # fmt: skip
    """Keep a question of a list. `question` has the simple parameters under "params" and a document under "where"."""
    alone_with("saved_view", str(by.pk))
    name = tidy(name)[:120]
    check(_objections(subject, name, by, audience, None))
    parse(question.get("where"), registry(subject, by))
    now = timezone.now()
    return SavedView.objects.create(
        subject=subject, name=name, owner=by, audience=audience, team=by.team if audience == "team" else None,
        question=dict(question), columns=columns, sort=sort, created_at=now, changed_at=now,
    )  # fmt: skip


def _objections(subject: str, name: str, by: User, audience: str, own: int | None) -> list[Objection]:
    found = []
    if not name:
        found.append(Objection("name_missing", N_("Give the view a name."), "name"))
    mine = SavedView.objects.filter(subject=subject, owner=by, is_archived=False).exclude(pk=own or 0)
    if mine.filter(name=name).exists():
        found.append(
            Objection("name_taken", N_("You have a view called {name} already."), "name", {"name": name})
        )
    if own is None and mine.count() >= MOST:
        text = N_("{most} views of one list are enough. Remove one that you no longer need.")
        found.append(Objection("too_many", text, None, {"most": MOST}))
    if audience not in SavedView.AUDIENCES or (by.is_vendor and audience != "private"):
        found.append(Objection("audience_unknown", N_("Choose who sees the view."), "audience"))
    elif audience == "team" and not by.team_id:
        text = N_("You are in no team. Share the view with everyone, or keep it for yourself.")
        found.append(Objection("no_team", text, "audience"))
    return found


@transaction.atomic
def change_view(view: SavedView, *, by: User, version: int | None = None, **fields: Any) -> SavedView:
    """Give a view another name, audience, question, columns or sort."""
    view = locked(view)
    check_version(view.version, expected=version)
    check(objections_to_changing(view, by))
    name, audience = tidy(fields.get("name", view.name))[:120], fields.get("audience", view.audience)
    check(_objections(view.subject, name, view.owner, audience, view.pk))
    if "question" in fields:
        parse(fields["question"].get("where"), registry(view.subject, by))
    for field, value in (fields | {"name": name, "audience": audience}).items():
        setattr(view, field, value)
    view.team = view.owner.team if audience == "team" else None
    view.version += 1
    view.changed_at = timezone.now()
    view.save()
    return view


@transaction.atomic
def archive_view(view: SavedView, *, by: User, is_archived: bool = True) -> SavedView:
    """Take a view away, or bring it back; who had it pinned finds it again then."""
    view = locked(view)
    check(objections_to_changing(view, by))
    view.is_archived = is_archived
    view.version += 1
    view.changed_at = timezone.now()
    view.save()
    return view


@transaction.atomic
def pin(view: SavedView, *, by: User, is_pinned: bool) -> None:
    """Keep a view as a tab above its list, or no longer."""
    mine = PinnedView.objects.filter(user=by, view=view)
    if not is_pinned:
        mine.delete()
    elif not mine.exists():
        last = PinnedView.objects.filter(user=by).order_by("-position").first()
        PinnedView.objects.create(user=by, view=view, position=last.position + 1 if last else 1)


@transaction.atomic
def make_default(view: SavedView, *, by: User, is_default: bool) -> None:
    """The list opens with this view from now on (it is pinned then), or with all its rows again."""
    pins = PinnedView.objects.filter(user=by, view__subject=view.subject)
    pins.filter(is_default=True).update(is_default=False)
    if is_default:
        pin(view, by=by, is_pinned=True)
        PinnedView.objects.filter(user=by, view=view).update(is_default=True)


def pinned_by(user: User, subject: str, views: Iterable[SavedView] | None = None) -> list[SavedView]:
    """The user's pinned views of a list in their order; `is_default` says which one it opens with.

    `views` are those that the user sees, where these have been read already.
    """
    seen = {view.pk: view for view in (seen_by(user, subject) if views is None else views)}
    found = []
    for one in PinnedView.objects.filter(user=user, view__subject=subject).order_by("position", "pk"):
        if view := seen.get(one.view_id):
            view.is_default = one.is_default
            found.append(view)
    return found


@dataclass(frozen=True)
class Opened:
    """A view as parameters of an address; `lost` are the names of fields that are no longer there."""

    params: dict[str, str]
    where: dict[str, Any] | None
    columns: list[str]
    sort: str
    lost: tuple[str, ...]


_ALWAYS = ("q",)


def opened(view: SavedView, known: Registry) -> Opened:
    """What a view asks today: what names a field that is gone is left out and said."""
    names = {name for field in known.fields.values() for name in field.names}
    params = {key: str(value) for key, value in (view.question.get("params") or {}).items()}
    where = view.question.get("where")
    lost = [key for key in params if key not in names and key not in _ALWAYS]
    lost += [str(leaf.get("field")) for leaf in leaves(where) if not _is_known(leaf, known)]
    columns = [key for key in view.columns if isinstance(key, str)]
    return Opened(
        {key: value for key, value in params.items() if key not in lost},
        without(where, lambda leaf: not _is_known(leaf, known)) if _is_lost(where, known) else where,
        columns,
        view.sort if known.get(view.sort.removeprefix("-")) else "",
        tuple(dict.fromkeys(lost)),
    )


def _is_lost(where: Any, known: Registry) -> bool:
    return any(not _is_known(leaf, known) for leaf in leaves(where))


def _is_known(leaf: Mapping[str, Any], known: Registry) -> bool:
    field = known.get(str(leaf.get("field")))
    if field is None or not field.is_filter:
        return False
    try:
        parse(dict(leaf), known)
    except Refused as refused:
        return refused.objections[0].code not in ("field_unknown", "operator_unknown")
    return True
