"""Capacity: who can take how many leads, who is away when, and what waits because everyone is full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from detente.crm.handoff import capacity, receivers
from detente.crm.handoff.models import Capacity, Handoff
from detente.crm.handoff.pool import hand_out, waiting
from detente.crm.handoff.rules import RECEIVERS
from detente.crm.models import Lead, User
from detente.crm.objections import Refused
from detente.crm.playbook.actions import current
from detente.web.access import Request, needs
from detente.web.naming import names_of
from detente.web.settings.absences import AbsenceForm, absences_to_come
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast
from detente.web.words import put_on

SHOWN = 50


class CapacityForm(forms.Form):
    """How many open leads somebody can take in turn, and how large their share is."""

    takes_leads = forms.BooleanField(
        label=gettext_lazy("Takes leads in turn"), required=False,
        help_text=gettext_lazy("Leads that are theirs by right or by name reach them all the same."),
    )  # fmt: skip
    open_leads = forms.IntegerField(label=gettext_lazy("Open leads at a time"), required=False, min_value=0)
    weight = forms.DecimalField(
        label=gettext_lazy("Share"), min_value=0, max_value=10, decimal_places=2,
        help_text=gettext_lazy("1 is a full share; with 0.5 somebody gets half as many as their colleagues."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        own = Capacity.objects.filter(user=user.pk).first() or Capacity(user=user, weight=1)
        more["initial"] = {
            "takes_leads": own.takes_leads, "open_leads": own.open_leads, "weight": f"{own.weight:g}"
        }  # fmt: skip
        super().__init__(*args, **more)
        usual = receivers.capacity_of(user, None, current())
        self.fields["open_leads"].help_text = _("Blank: %(count)s, as the playbook says.") % {"count": usual}


@dataclass(frozen=True)
class Row:
    """Somebody who gets leads in turn, as the table shows them."""

    user: User
    held: int
    most: int
    unanswered: int
    weight: Any
    takes_leads: bool
    is_away: bool

    @property
    def is_full(self) -> bool:
        """Whether nothing more is routed to them in turn."""
        return self.held >= self.most


def people_rows() -> list[Row]:
    """SDRs and AEs, and who else has a number of their own, by role and name."""
    own = Capacity.objects.in_bulk()
    found = User.objects.filter(is_active=True).select_related("team").order_by("role", "name")
    users = [user for user in found if user.role in ("sdr", "ae") or user.pk in own]
    keys, agreement = [user.pk for user in users], current()
    held, absent = receivers.loads(keys), receivers.away(users, timezone.now())
    counted = Handoff.objects.filter(to__in=keys, answer=None).values("to").annotate(n=Count("pk"))
    unanswered = dict(counted.order_by().values_list("to", "n"))
    return [
        Row(
            user, held[user.pk], receivers.capacity_of(user, mine, agreement), unanswered.get(user.pk, 0),
            mine.weight if mine else 1, mine is None or mine.takes_leads, user.pk in absent,
        )
        for user in users for mine in [own.get(user.pk)]
    ]  # fmt: skip


def _finding(pool: list[Handoff], rows: list[Row]) -> str:
    """The page's one sentence: whether anything waits, and who has room."""
    if pool:
        n = len(pool)
        return ngettext(
            "%(num)s lead waits because everyone is full.", "%(num)s leads wait because everyone is full.", n
        ) % {"num": n}
    free = sum(max(0, row.most - row.held) for row in rows if not row.is_away)
    return ngettext(
        "Nothing waits; there is room for %(num)s more lead.", "Nothing waits; there is room for %(num)s more leads.",
        free,
    ) % {"num": free}  # fmt: skip


@needs("capacity")
@require_http_methods(["GET", "HEAD"])
def capacity_page(request: Request, form: AbsenceForm | None = None) -> HttpResponse:
    """`/settings/capacity/`: everybody's room, absences, and the pool."""
    pool, rows = waiting(), people_rows()
    first = pool[:SHOWN]
    shown = {
        "tabs_here": settings_tabs(request), "rows": rows, "finding": _finding(pool, rows),
        "absences": absences_to_come(), "form": form or AbsenceForm(by=request.user),
        "pool": first, "pool_count": len(pool), "now": timezone.now(),
        "names": names_of(Lead, [one.lead_id for one in first], request.user),
    }  # fmt: skip
    return render(request, "settings/capacity.html", shown, status=422 if form and form.errors else 200)


@needs("capacity")
@require_http_methods(["GET", "HEAD", "POST"])
def person_capacity(request: Request, pk: int) -> HttpResponse:
    """One person's capacity; POST changes it."""
    user = get_object_or_404(User.objects.filter(is_active=True, role__in=RECEIVERS), pk=pk)
    form = CapacityForm(request.POST or None, user=user)
    if form.is_valid():
        try:
            capacity.change_capacity(user, by=request.user, **form.cleaned_data)
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("What %(name)s can take is saved.") % {"name": user.name})
            return HttpResponseRedirect(reverse("capacity"), status=303)
    shown = {"form": form, "user_shown": user, "tabs_here": settings_tabs(request)}
    return render(request, "settings/person_capacity.html", shown, status=422 if form.errors else 200)


@needs("capacity")
@require_POST
def pool_handing_out(request: Request) -> HttpResponse:
    """Give what waits to whoever has room now; the worker does so every minute."""
    if count := hand_out():
        text = ngettext("%(num)s lead found somebody.", "%(num)s leads found somebody.", count) % {
            "num": count
        }
        toast(request, text)
    else:
        toast(request, _("Nobody has room yet."), tone="note")
    return HttpResponseRedirect(reverse("capacity"), status=303)
