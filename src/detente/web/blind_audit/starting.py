"""Starting a blind audit: which period, who judges, how many leads; what that will tell is said beforehand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from detente.analytics.verdict.audited import FEWEST as FEWEST_ALIKE
from detente.crm.blind_audit import actions, rules
from detente.crm.blind_audit.judges import Candidate, candidates, named
from detente.crm.blind_audit.population import LATE_LOST, REJECTED, turned_away
from detente.crm.objections import Refused
from detente.crm.people.days import today
from detente.web.access import Request, needs
from detente.web.numbers import percent
from detente.web.toasts import toast
from detente.web.words import put_on

AGREEING = 0.7
"""The share of leads on which two people are taken to agree before any audit has said so."""
DRAWN_FOR_THE_VERDICT = round(round(2 * FEWEST_ALIKE / AGREEING), -1)
"""Half of a draw are late leads, and the verdict reads those that are judged alike."""
HALF_A_YEAR = timedelta(days=181)
SIZES = (20, 50, 100, 200)


class StartForm(forms.Form):
    """Who judges how many leads of the period."""

    marketing_judge = forms.ChoiceField(label=gettext_lazy("Judge for marketing"))
    sales_judge = forms.ChoiceField(label=gettext_lazy("Judge for sales"))
    size = forms.IntegerField(
        label=gettext_lazy("Leads"), min_value=rules.FEWEST, max_value=rules.MOST, initial=rules.USUAL
    )

    def __init__(self, *args: Any, found: dict[str, list[Candidate]], **more: Any) -> None:
        first = {f"{side}_judge": user.pk for side, user in named(found).items() if user}
        more["initial"] = first | {"size": rules.USUAL}
        super().__init__(*args, **more)
        self.people = {str(one.user.pk): one.user for rows in found.values() for one in rows}
        for side, rows in found.items():
            self.fields[f"{side}_judge"].choices = [(one.user.pk, _told(one)) for one in rows]  # type: ignore[attr-defined]


def _told(candidate: Candidate) -> str:
    """A candidate's name, and how many of the leads they know."""
    name = candidate.user.name
    if candidate.is_neutral:
        name = _("%(name)s (neither side)") % {"name": name}
    if not candidate.known:
        return name
    return _("%(name)s, knows %(share)s of these leads") % {
        "name": name,
        "share": percent(candidate.known, 0),
    }


@needs("blind_audit")
@require_http_methods(["GET", "HEAD", "POST"])
def new_audit(request: Request) -> HttpResponse:
    """`/blind-audits/new/?from=&to=`: what would be drawn from the period; POST draws it."""
    first_on, last_on = period(request)
    form = StartForm(request.POST or None, found=candidates(first_on, last_on))
    if form.is_valid():
        kept = form.cleaned_data
        try:
            audit = actions.start(
                first_on, last_on, by=request.user, marketing=form.people.get(kept["marketing_judge"]),
                sales=form.people.get(kept["sales_judge"]), size=kept["size"],
            )  # fmt: skip
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("Drawn. Both judges have been told."))
            return HttpResponseRedirect(reverse("blind_audit", args=[audit.pk]), status=303)
    shown = _shown(first_on, last_on) | {"form": form}
    return render(request, "blind_audit/new.html", shown, status=422 if form.errors else 200)


def period(request: Request) -> tuple[date, date]:
    """The period asked for; without one the last half year. A day that is none is taken as not given."""
    last_on = _day(request, "to") or today()
    first_on = _day(request, "from") or last_on - HALF_A_YEAR
    return min(first_on, last_on), max(first_on, last_on)


def _day(request: Request, name: str) -> date | None:
    try:
        return parse_date(request.GET.get(name, ""))
    except ValueError:
        return None


def _shown(first_on: date, last_on: date) -> dict[str, Any]:
    counts = {stratum: turned_away(stratum, first_on, last_on).count() for stratum in (REJECTED, LATE_LOST)}
    return {
        "first_on": first_on, "last_on": last_on, "counts": counts, "total": sum(counts.values()),
        "fewest": rules.FEWEST, "error": rules.ERROR_SHARE,
        "alike": FEWEST_ALIKE, "needed": DRAWN_FOR_THE_VERDICT,
        "sizes": [(size, *rules.precision(size)) for size in SIZES],
    }  # fmt: skip
