"""Which columns a list shows, and in which order."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente.web.access import Request, needs
from detente.web.lists.columns import MOST, offered, shown_of
from detente.web.lists.parts import Asked, leave, part


@needs("read")
@require_safe
def list_columns(request: Request, subject: str) -> HttpResponse:
    """`/lists/<subject>/columns/`: tick and order; `act` moves one, shows the list, or goes back to the usual."""
    asked = Asked(request, subject)
    act = request.GET.get("act", "")
    known = offered(asked.registry, asked.desk.figures)
    if act == "usual":
        return leave(request, asked.address(columns=None))
    if "key" in request.GET:
        keys = [key for key in dict.fromkeys(request.GET.getlist("key")) if key in known]
        chosen = set(request.GET.getlist("show"))
    else:
        shown = shown_of(
            asked.registry, asked.query.get("columns", ""), asked.desk.defaults, asked.desk.figures
        )
        chosen = {field.key for field in shown}
        keys = [field.key for field in shown]
    first = next(iter(known))
    keys = list(dict.fromkeys([first, *keys, *known]))
    if act == "show":
        wanted = [key for key in keys if key in chosen or key == first][:MOST]
        usual = wanted == list(asked.desk.defaults)
        return leave(request, asked.address(columns=None if usual else ",".join(wanted)))
    keys = _moved(keys, act)
    rows = [{"field": known[key], "is_shown": key in chosen, "is_first": key == first} for key in keys]
    return part(request, "columns", _("Columns"), rows=rows, asked=asked, desk=asked.desk)


def _moved(keys: list[str], act: str) -> list[str]:
    """One key a place up or down; the first column stays first."""
    way, _colon, key = act.partition(":")
    if way not in ("up", "down") or key not in keys[1:]:
        return keys
    place = keys.index(key)
    other = max(1, place - 1) if way == "up" else min(len(keys) - 1, place + 1)
    keys[place], keys[other] = keys[other], keys[place]
    return keys
