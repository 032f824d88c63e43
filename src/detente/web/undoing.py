"""Taking back the last change of a record's fields: the values before stand beside the event.

toast(request, _("Saved."), undo_url=undo_of(person))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignKey, Model
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from detente.crm.capture.campaigns import change_campaign
from detente.crm.history.models import Event
from detente.crm.models import Account, Campaign, Person
from detente.crm.objections import Refused
from detente.crm.people.actions import change_account, change_person
from detente.crm.people.custom import change_custom
from detente.web.access import Request, needs, open_record
from detente.web.onward import onward
from detente.web.toasts import toast
from detente.web.words import said


@dataclass(frozen=True)
class _Kind:
    model: type[Model]
    change: Callable[..., Any]
    ability: str

    @property
    def name(self) -> str:
        return self.model._meta.model_name or ""


_KINDS = {
    f"{kind.name}_changed": kind
    for kind in (
        _Kind(Person, change_person, "edit_people"),
        _Kind(Account, change_account, "edit_people"),
        _Kind(Campaign, change_campaign, "edit_campaigns"),
    )
}
_CUSTOM = "custom."


def undo_of(record: Any) -> str | None:
    """The address that takes back the last change of a person's, an account's or a campaign's fields; else None."""
    last = _last(record) if f"{record._meta.model_name}_changed" in _KINDS else None
    return reverse("change_undo", args=[last.pk]) if last else None


def _last(record: Any) -> Event | None:
    name = record._meta.model_name
    changes = Event.objects.filter(kind=f"{name}_changed", **{name: record.pk})
    return changes.select_related("detail").order_by("-pk").first()


@require_POST
@needs("read")
def change_undo(request: Request, event_id: int) -> HttpResponse:
    """`/undo/<event>/`: the fields as they were before it, unless somebody changed the record since."""
    event = Event.objects.filter(pk=event_id, kind__in=_KINDS).first()
    if event is None:
        raise Http404(_("There is nothing here that could be taken back."))
    kind = _KINDS[event.kind]
    record: Any = open_record(
        kind.model._default_manager.all(), request.user, getattr(event, f"{kind.name}_id")
    )
    # Only who may change it may take a change back.
    if not request.user.may(kind.ability):
        toast(request, _("Your role does not include this."), tone="failed")
    elif (last := _last(record)) is None or last.pk != event.pk or not _before(last):
        toast(request, _("It was changed again meanwhile, so nothing was taken back."), tone="failed")
    else:
        _take_back(request, kind, record, _before(last))
    return _back(request, kind, record)


def _before(event: Event) -> dict[str, Any]:
    detail = getattr(event, "detail", None)
    return dict((detail.words or {}).get("before", {})) if detail else {}


def _take_back(request: Request, kind: _Kind, record: Any, before: dict[str, Any]) -> None:
    own = {
        name: _value(kind.model, name, value)
        for name, value in before.items()
        if not name.startswith(_CUSTOM)
    }
    added = {name.removeprefix(_CUSTOM): value for name, value in before.items() if name.startswith(_CUSTOM)}
    try:
        if own:
            kind.change(record, by=request.user, **own)
        if added:
            change_custom(record, added, by=request.user)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
    else:
        toast(request, _("Taken back."))


def _value(model: type[Model], name: str, kept: Any) -> Any:
    """A value as it was kept beside the event, for the act: days are text there, references keys or names."""
    field = model._meta.get_field(name)
    if not isinstance(field, ForeignKey):
        return field.to_python(kept) if kept is not None else None  # type: ignore[union-attr]
    if kept is None:
        return None
    found = field.related_model._default_manager
    return found.filter(**{"pk" if isinstance(kept, int) else "name": kept}).first()


def _back(request: Request, kind: _Kind, record: Any) -> HttpResponse:
    return onward(request, reverse(kind.name, args=[record.pk]))
