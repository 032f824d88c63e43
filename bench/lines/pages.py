"""Server time of the pages that people open all day, against a minimal page from the same rows."""

from __future__ import annotations

from collections.abc import Callable

from bench.table import Line, interleaved

MINIMAL = """<table>{% for row in rows %}<tr>
{% for cell in row %}<td>{{ cell }}</td>{% endfor %}
</tr>{% endfor %}</table>"""
SHOWN = ("id", "person__label", "account__name", "source", "stage", "status", "owner__name", "arrived_at")
EVENTS = 200


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
    bare = f"the target; minimal page {least:.1f} ms"
    return [
        Line("lead list, 50 rows", opened, 20, "ms", at_most=1, limit_is=bare),
        Line(f"lead page, {EVENTS} events", shown, 30, "ms", at_most=1, limit_is=bare),
        Line(
            "campaign list with milestones and costs",
            campaigns,
            500,
            "ms",
            at_most=1,
            limit_is="half a second",
        ),
    ]


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
