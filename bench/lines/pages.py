"""Server time of the pages that people open all day, against a minimal page from the same rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlencode

from bench.table import Line, interleaved

MINIMAL = """<table>{% for row in rows %}<tr>
{% for cell in row %}<td>{{ cell }}</td>{% endfor %}
</tr>{% endfor %}</table>"""
SHOWN = ("id", "person__label", "account__name", "source", "stage", "status", "owner__name", "arrived_at")
EVENTS = 200
# Answered by none, by a few far away, by nearly all: what an index serves and what none does.
FILTERS = (
    ("medium", "is", "nobody"), ("reason", "is_not_empty", None), ("utm_source", "is", "nobody"),
    ("since", "before", "2025-01-02"), ("closed", "before", "2025-01-20"), ("attempts", "more_than", 3),
    ("name", "contains", "99999"), ("name", "contains", "person"), ("email", "contains", "nobody"),
    ("country", "is", "DE"), ("title", "is_not_empty", None), ("deal_amount", "at_most", 6000),
    ("status", "is_not", "new"), ("vendor", "is", "none"),
)  # fmt: skip
SORTS = ("name", "-attempts", "status", "-touched", "-tried", "since", "-closed", "vendor", "-deal_amount")
WITHIN = 150


def measure(_leads: int) -> list[Line]:
    from django.test import Client
    from jinja2 import Environment

    from detente.crm.models import Lead, User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.order_by("pk")[0])
    template = Environment(autoescape=True).from_string(MINIMAL)
    busy = lead_with_history()

    def minimal() -> str:
        return template.render(
            rows=list(Lead.objects.order_by("-arrived_at", "-id").values_list(*SHOWN)[:50])
        )

    opened, least = interleaved(page(client, "/leads/"), minimal, times=15)
    shown, _ = interleaved(page(client, f"/leads/{busy}/"), minimal, times=15)
    campaigns, _ = interleaved(page(client, "/campaigns/"), minimal, times=5)
    filtered = slowest(client, {name_of(leaf): where(leaf) for leaf in FILTERS})
    sorted_ = slowest(client, {sort: f"sort={sort}" for sort in SORTS})
    bare = f"the target; minimal page {least:.1f} ms"
    return [
        Line("lead list, 50 rows", opened, 20, "ms", at_most=1, limit_is=bare),
        Line(f"lead page, {EVENTS} events", shown, 30, "ms", at_most=1, limit_is=bare),
        Line(
            "lead list, filtered",
            filtered[0],
            WITHIN,
            "ms",
            at_most=1,
            limit_is=f"the target; slowest: {filtered[1]}",
        ),
        Line(
            "lead list, sorted",
            sorted_[0],
            WITHIN,
            "ms",
            at_most=1,
            limit_is=f"the target; slowest: {sorted_[1]}",
        ),
        Line(
            "campaign list with milestones and costs",
            campaigns,
            500,
            "ms",
            at_most=1,
            limit_is="half a second",
        ),
    ]


def name_of(leaf: tuple[str, str, object]) -> str:
    return " ".join(str(part) for part in leaf if part is not None)


def where(leaf: tuple[str, str, object]) -> str:
    """The question as it stands in an address."""
    return urlencode({"where": json.dumps(dict(zip(("field", "is", "value"), leaf, strict=True)))})


def slowest(client: object, questions: dict[str, str]) -> tuple[float, str]:
    """Milliseconds of the page that takes longest, and what it was asked."""
    taken = {}
    for name, question in questions.items():
        taken[name], _ = interleaved(page(client, f"/leads/?{question}"), lambda: None, times=5)
    name = max(taken, key=lambda name: taken[name])
    return taken[name], name


def page(client: object, address: str) -> Callable[[], None]:
    def opened() -> None:
        answer = client.get(address)  # type: ignore[attr-defined]
        assert answer.status_code == 200, (address, answer.status_code)

    return opened


def lead_with_history() -> int:
    """A lead on whom two hundred things happened."""
    from detente.crm.history import bulk
    from detente.crm.history.facts import Attempted
    from detente.crm.models import Lead

    lead = Lead.objects.filter(closed_at=None).order_by("pk")[0]
    with bulk.writing() as writer:
        story = writer.leads([lead.pk])[lead.pk]
        for _ in range(EVENTS - story.state.last_seq):
            fact = Attempted(channel="call", disposition="no_answer", seconds=10)
            writer.record(story, fact, at=writer.recorded_at, words={"note": "Called again."})
    return lead.pk
