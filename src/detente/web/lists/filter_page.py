"""Any question of a list, made in a form."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente.crm.lists.conditions import parse, read, written
from detente.crm.objections import Refused
from detente.web.access import Request, needs
from detente.web.lists.builder import Block, acted, blocks_from, blocks_of, document_of
from detente.web.lists.parts import Asked, leave, part
from detente.web.words import in_words


@needs("read")
@require_safe
def list_filter(request: Request, subject: str) -> HttpResponse:
    """`/lists/<subject>/filter/`: lines of field, operator and value; `act=show` asks the list."""
    asked = Asked(request, subject)
    act = request.GET.get("act", "")
    if "blocks" in request.GET:
        blocks = acted(blocks_from(request.GET, asked.registry), act, asked.registry)
    else:
        blocks = _standing(asked)
        blocks = acted(blocks, "add:0", asked.registry)
    mistakes: dict[str, str] = {}
    if act == "show":
        document = document_of(blocks)
        try:
            parse(document, asked.registry)
        except Refused as refused:
            mistakes = {objection.field or "": in_words(objection) for objection in refused.objections}
        else:
            return leave(request, asked.address(where=written(document)))
    return part(
        request, "filter", _("Filter"), status=422 if mistakes else 200, blocks=blocks, asked=asked, desk=asked.desk,
        mistakes=mistakes, fields=asked.registry.filters,
    )  # fmt: skip


def _standing(asked: Asked) -> list[Block]:
    try:
        return blocks_of(read(asked.query.get("where", "")), asked.registry)
    except Refused:
        return [Block()]
