"""What people do with a deal: move, change, win, lose, reopen, join leads, note."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from detente.crm.deals import actions
from detente.crm.deals.models import Deal
from detente.crm.objections import Refused
from detente.crm.playbook.actions import current
from detente.web.access import Request, needs, open_record
from detente.web.deals.fields import ROWS
from detente.web.deals.forms import plain_amount
from detente.web.deals.page import deal_page, forms_of
from detente.web.onward import onward, see_other
from detente.web.toasts import toast
from detente.web.words import put_on, said

Said = tuple[str, str | None]
Run = Callable[[Any, Deal, dict[str, Any]], Said]


def act(name: str) -> Callable[[Run], Callable[..., HttpResponseBase]]:
    """Turn `run(user, deal, kept) -> (text, undo_url)` into the view that takes the page's form of this name."""

    def wrap(run: Run) -> Callable[..., HttpResponseBase]:
        @needs("read", write="work_deals")
        @require_POST
        def view(request: Request, pk: int) -> HttpResponse:
            deal = open_record(ROWS, request.user, pk)
            form = forms_of(deal, current(), request.user, sent=_sent(request))[name]
            if form.is_valid():
                try:
                    kept = form.cleaned_data | {"version": _version(request)}
                    return stand_again(request, deal, *run(request.user, deal, kept))
                except Refused as refused:
                    put_on(form, refused)
                    deal.refresh_from_db()
            return deal_page(request, deal, sent=(name, _with_version(form, deal)))

        return view

    return wrap


def _sent(request: Request) -> Any:
    """The form; an undo has none and carries its few values in the address."""
    is_undo = request.GET and not set(request.POST) - {"csrfmiddlewaretoken", "next"}
    return request.GET if is_undo else request.POST


def _version(request: Request) -> int | None:
    text = _sent(request).get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _with_version(form: Any, deal: Deal) -> Any:
    """After a refusal the page shows the deal as it is now, so sending once more is the person's choice."""
    form.data = form.data.copy()
    form.data["version"] = str(deal.version)
    return form


def stand_again(request: Request, deal: Deal, text: str, undo_url: str | None) -> HttpResponse:
    if text:
        toast(request, text, undo_url=undo_url)
    return onward(request, reverse("deal", args=[deal.pk]))


def undo_of(name: str, deal: Deal, /, **values: Any) -> str:
    return f"{reverse(name, args=[deal.pk])}?{urlencode({**values, 'version': deal.version})}"


def _stage_name(code: str) -> str:
    return _(current().names["stages"].get(code, code))


@needs("read", write="work_deals")
@require_POST
def moves(request: Request, pk: int) -> HttpResponse:
    """To another deal stage, forwards or backwards; its lead goes along."""
    deal = open_record(ROWS, request.user, pk)
    before = deal.stage
    try:
        deal = actions.move_deal(
            deal, to=_sent(request).get("to", ""), by=request.user, version=_version(request)
        )
    except Refused as refused:
        toast(request, said(refused), tone="failed")
        return see_other(reverse("deal", args=[pk]))
    text = _("Moved to %(stage)s.") % {"stage": _stage_name(deal.stage)}
    return stand_again(request, deal, text, undo_of("deal_moves", deal, to=before))


@act("change")
def changes(user: Any, deal: Deal, kept: dict[str, Any]) -> Said:
    """Amount, expected close, owner and the rest."""
    before = {
        "name": deal.name, "product": deal.product or "", "type": deal.type, "currency": deal.currency or "",
        "amount": plain_amount(deal.amount_minor, deal.currency) if deal.amount_minor is not None else "",
        "expected_on": deal.expected_on or "", "owner": deal.owner_id or "",
    }  # fmt: skip
    deal = actions.change_deal(
        deal, by=user, version=kept["version"], name=kept["name"], product=kept["product"] or None, type=kept["type"],
        amount_minor=kept["amount_minor"], expected_on=kept["expected_on"],
        currency=kept["currency"] if kept["amount_minor"] is not None else deal.currency,
        owner_id=kept["owner"].pk if kept["owner"] else None,
    )  # fmt: skip
    return _("Changed."), undo_of("deal_changes", deal, **before)


@act("win")
def win(user: Any, deal: Deal, kept: dict[str, Any]) -> Said:
    """Closed business."""
    deal = actions.win(
        deal, by=user, reason=kept["reason"] or None, amount_minor=kept["amount_minor"], words=kept["words"],
        version=kept["version"],
    )  # fmt: skip
    return _("Won: %(name)s.") % {"name": deal.name}, undo_of(
        "deal_reopening", deal, reason="closed_by_mistake"
    )


@act("loss")
def loss(user: Any, deal: Deal, kept: dict[str, Any]) -> Said:
    """Lost, with its reason."""
    deal = actions.lose(
        deal, by=user, reason=kept.get("reason"), words=kept["words"], version=kept["version"]
    )
    return _("Lost: %(name)s.") % {"name": deal.name}, undo_of(
        "deal_reopening", deal, reason="closed_by_mistake"
    )


@act("reopening")
def reopening(user: Any, deal: Deal, kept: dict[str, Any]) -> Said:
    """A closed deal is open again."""
    deal = actions.reopen_deal(deal, by=user, reason=kept.get("reason") or None, version=kept["version"])
    if kept["words"]:
        actions.note_on_deal(deal, kept["words"], by=user)
    return _("Reopened in %(stage)s.") % {"stage": _stage_name(deal.stage)}, None


@act("joining")
def joining(user: Any, deal: Deal, kept: dict[str, Any]) -> Said:
    """Another lead belongs to this deal."""
    actions.join(kept["lead"], to=deal, by=user)
    return _("%(name)s belongs to this deal now.") % {"name": kept["lead"].person.label}, None


@act("note")
def notes(user: Any, deal: Deal, kept: dict[str, Any]) -> Said:
    """Words that both teams read."""
    event = actions.note_on_deal(deal, kept["words"], by=user)
    undo = reverse("entry_reversal", args=[event.lead_id, event.pk]) if event.lead_id else None
    return _("Noted."), undo
