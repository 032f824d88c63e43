"""The playbook to read: its cover, a page for each topic, all of it at once, and as files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente.crm.models import Playbook, Proposal
from detente.crm.playbook.actions import current
from detente.crm.playbook.schema import schema
from detente.crm.playbook.sections import TOPICS
from detente.crm.playbook.writing import write
from detente.web.access import Request, needs
from detente.web.moments import day
from detente.web.playbook import topics
from detente.web.playbook.signed import Lines, lines_of_version


@require_safe
@needs("read")
def cover(request: Request) -> HttpResponse:
    """What holds, who signed it, what waits for an answer, and the topics with what each says in brief."""
    version = _in_effect()
    is_internal = request.user.may("see_changes")
    own = Proposal.objects.filter(state="draft", by=request.user.pk)
    waiting = Proposal.objects.filter(state="open").select_related("by")
    shown = {
        "version": version, "brief": topics.in_brief(version.document), "contents": topics.contents(),
        "missing": topics.missing(version.document), "signed": lines_of_version(version), "standing": standing(version),
        "drafts": own.order_by("-proposed_at") if is_internal else (),
        "waiting": waiting.order_by("-proposed_at") if is_internal else (),
        "coming": Playbook.objects.filter(version__gt=version.version).order_by("version"), "is_internal": is_internal,
    }  # fmt: skip
    return render(request, "playbook/cover.html", shown)


@require_safe
@needs("read")
def topic_page(request: Request, topic: str) -> HttpResponse:
    """One topic in plain words."""
    if topic not in TOPICS:
        raise Http404(_("The playbook has no such page."))
    version = _in_effect()
    entries = topics.contents(topic)
    place = TOPICS.index(topic)
    name = str(topics.NAMES[topic])
    shown = topics.shown(version.document, topic) | {
        "name": name, "lead": topics.LEADS[topic], "contents": entries, "standing": standing(version),
        "before": entries[place - 1] if place else None, "after": [*entries, None][place + 1],
        "missing": [name] if name in topics.missing(version.document) else [],
    }  # fmt: skip
    return render(request, "playbook/topic.html", shown)


@require_safe
@needs("read")
def whole(request: Request) -> HttpResponse:
    """All of it on one page, to read in one go or to print."""
    return _document(request, _in_effect())


@require_safe
@needs("see_changes")
def version_page(request: Request, number: int) -> HttpResponse:
    """A version as it was or will be."""
    return _document(request, _version(number))


@require_safe
@needs("see_changes")
def version_file(request: Request, number: int) -> HttpResponse:
    """A version as a file, which `detente playbook import` reads."""
    answer = HttpResponse(write(_version(number).document), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="playbook-{number}.yaml"'
    return answer


@require_safe
@needs("see_changes")
def versions(request: Request) -> HttpResponse:
    """Every version: since when, who signed it, and what was proposed and did not become one."""
    found = Playbook.objects.order_by("-version").prefetch_related(
        "proposals__by", "proposals__signatures__by"
    )
    others = (
        Proposal.objects.exclude(state__in=("draft", "enacted")).select_related("by").order_by("-proposed_at")
    )
    rows = [
        (version, lines_of_version(version), next(iter(version.proposals.all()), None)) for version in found
    ]
    shown = {"rows": rows, "others": others[:100], "now": current().version, "contents": topics.contents()}
    return render(request, "playbook/versions.html", shown)


@require_safe
@needs("read")
def schema_file(request: Request) -> HttpResponse:
    """The JSON Schema of a playbook's file."""
    return JsonResponse(schema())


def standing(version: Playbook) -> str:
    """Since when a version holds, and whether anybody signed it."""
    return _("Version %(version)s, in effect since %(day)s") % {
        "version": version.version,
        "day": day(version.effective_at),
    }


def _in_effect() -> Playbook:
    return _version(current().version)


def _version(number: int) -> Playbook:
    found = Playbook.objects.filter(version=number).first()
    if found is None:
        raise Http404(_("There is no such version of the playbook."))
    return found


def _document(request: Request, version: Playbook) -> HttpResponse:
    pages: list[dict[str, Any]] = [
        topics.shown(version.document, topic) | {"name": topics.NAMES[topic], "lead": topics.LEADS[topic]}
        for topic in TOPICS
    ]
    signed: Lines = lines_of_version(version)
    shown = {
        "version": version, "pages": pages, "contents": topics.contents(), "signed": signed, "now": current().version,
    }  # fmt: skip
    return render(request, "playbook/whole.html", shown)
