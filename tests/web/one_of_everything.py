"""One of everything at Northwind, so that every address has something to show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from detente import copy
from detente.analytics.audit.evidence import from_rows
from detente.analytics.audit.finding import Check, Finding
from detente.analytics.audit.result import build, to_json
from detente.analytics.audit.run import audit as look_through
from detente.crm.audits.actions import finish
from detente.crm.audits.actions import start as start_audit
from detente.crm.capture.campaigns import add_campaign
from detente.crm.capture.merging import merge_people
from detente.crm.deals.actions import open_deal
from detente.crm.deals.products import add_product
from detente.crm.files.actions import attach
from detente.crm.followup.actions import add_note
from detente.crm.handoff.capacity import note_absence
from detente.crm.lists.bulk import start as start_edit
from detente.crm.lists.views import save_view
from detente.crm.models import BlindAudit, DuplicatePair, Judgement
from detente.crm.people.actions import add_person, add_user
from detente.crm.people.custom_fields import add_field
from detente.crm.people.days import today
from detente.crm.people.invitations import invite
from detente.crm.playbook.proposals import change_draft, propose
from detente.crm.playbook.proposals import draft as draft_change
from detente.crm.playbook.signatories import name_signatory
from detente.crm.playbook.signing import decline
from detente.intake.batches import run, start
from detente.intake.planning import plan
from detente.web.audits.kept import without_people
from detente.web.imports.drafts import new_draft
from detente.web.imports.first_mapping import guessed
from detente.webhooks.endpoints import add_endpoint
from detente.webhooks.telling import make_ping


def gather(cast: SimpleNamespace, arrives: Callable[..., Any]) -> SimpleNamespace:
    """One of everything, brought in by the vendor, so that a vendor's user may open it too."""
    campaign = add_campaign("Spring lists", by=cast.mona, vendor_id=cast.leadgen.pk, source="list")
    lead = arrives(
        "Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, stage="mql", campaign=campaign
    )
    event = add_note(lead, "Asked for prices.", by=cast.jonas)
    add_user(email="olga@northwind.example", name="Olga Reyes", role="operations", by=None)
    add_user(email="ben@northwind.example", name="Ben Okoro", role="admin", by=None)
    dealt = arrives("Otto Kern", company="Kern Glas", owner=cast.jonas, stage="mql", campaign=campaign)
    deal = open_deal(by=cast.priya, lead=dealt, amount_minor=9_000_00)
    field = add_field("lead", name="Size", kind="number", by=cast.ada)
    pump = add_product("Pump", by=cast.ada)
    file = attach(lead, BytesIO(b"Prices"), name="prices.txt", size=6, by=cast.jonas)
    copy.rebuild()
    batch, draft = bring_in(cast.mona)
    merge, pair = _known_twice(lead, cast.mona)
    invitation, _secret = invite(email="nils@northwind.example", role="sdr", by=cast.ada)
    passkey = Authenticator.objects.create(user=cast.lea, type="webauthn", data={"name": "Lea's key"})
    endpoint, _secret = add_endpoint("https://127.0.0.1/hook", ["lead.moved"], by=cast.mona)
    delivery = make_ping(endpoint)
    away = note_absence(
        cast.lea, first=today() + timedelta(days=30), last=today() + timedelta(days=31), by=None
    )
    # Lea is the user that the addresses of settings are about: nobody signs in as her here.
    about = {
        "lead": lead.pk, "deal": deal.pk, "account": lead.account_id, "person": lead.person_id, "list": lead.pk,
        "campaign": campaign.pk, "user": cast.lea.pk, "team": cast.lea.team_id, "vendor": cast.leadgen.pk,
        "duplicate": pair.pk, "merge": merge.pk, "field": field.pk, "product": pump.pk, "import": batch.pk,
        "invitation": invitation.pk, "mfa": passkey.pk, "security": 0, "notice": 0, "token": 0,
        "webhook": endpoint.pk, "queue": lead.pk, "capacity": cast.lea.pk, "absence": away.pk,
        "blind": _audited(cast, lead).pk,
    }  # fmt: skip
    others = {"person": dealt.person_id, "account": dealt.account_id}
    edit = start_edit("leads", [lead.pk], {"do": "set", "field": "medium", "value": "mail"}, by=cast.mona)
    view = save_view("leads", "Of everyone", by=cast.mona, question={}, columns=[], audience="everyone")
    uuids = {"bulk": edit.uuid, "list": view.uuid, "playbook": _proposed(cast).uuid}
    uuids["audit"] = _looked_through(cast.mona, lead).uuid
    return SimpleNamespace(
        about=about,
        others=others,
        uuids=uuids,
        file=file.uuid,
        event=event.pk,
        draft=draft.key,
        delivery=delivery.pk,
    )


def _proposed(cast: SimpleNamespace) -> Any:
    """A change of the playbook that sales declined, and that its author is writing on."""
    mona = cast.mona
    name_signatory("sales", user=cast.marc, by=cast.ada)
    proposal = draft_change(by=mona)
    ready = proposal.draft["sales_ready"]
    change_draft(proposal, proposal.draft | {"sales_ready": ready | {"threshold": 60}}, by=mona)
    proposal = propose(proposal, by=mona, summary="Fewer, better leads")
    decline(proposal, by=cast.marc, reason="We would have too few.")
    return change_draft(proposal, proposal.document | {"sales_ready": ready | {"threshold": 65}}, by=mona)


def _audited(cast: SimpleNamespace, lead: Any) -> BlindAudit:
    """A blind audit that has ended; its judges differ."""
    now = timezone.now()
    audit = BlindAudit.objects.create(
        first_on=today(), last_on=today(), seed=1, marketing_judge=cast.mona, sales_judge=cast.priya, by=cast.marc,
        strata={"rejected": {"population": 1, "set_aside": 0, "drawn": 1}}, started_at=now, ended_at=now, state="done",
    )  # fmt: skip
    for judge, opinion in ((cast.mona, "good"), (cast.priya, "poor")):
        Judgement.objects.create(
            audit=audit, lead=lead, judge=judge, no=1, stratum="rejected", stated="quality", opinion=opinion,
            words="Had a budget.", given_at=now,
        )  # fmt: skip
    return audit


def _looked_through(mona: Any, lead: Any) -> Any:
    """An audit that found a lead nobody worked."""
    told = Finding("1 lead was never touched", 1, 1, "leads", fix="owner")
    check = Check(
        "never_touched",
        "process",
        "Leads never touched",
        "Why",
        "Call it.",
        (),
        lambda _: told,
        "All called.",
    )
    with from_rows({"leads": [{"lead": str(lead.pk), "created_at": datetime(2026, 1, 1)}]}) as evidence:
        document = to_json(without_people(build(look_through(evidence, checks=[check]), evidence, rows=0)))
    names = {"never_touched": "Leads never touched"}
    return finish(
        start_audit(by=mona), {"document": document, "names": names}, {("never_touched", "leads"): [lead.pk]}
    )


def _known_twice(lead: Any, mona: Any) -> tuple[Any, Any]:
    """Somebody who was merged into the lead's person, and a pair of which nobody has judged yet."""
    twin = add_person(by=mona, name="M. Lindqvist", email="ml@example.com", account=lead.account)
    merge = merge_people(lead.person, twin, by=mona)
    arrived_again = add_person(by=mona, name="Maya Lindquist", email="maya@example.net", account=lead.account)
    pair = DuplicatePair.objects.create(
        object="person",
        first_id=lead.person_id,
        second_id=arrived_again.pk,
        likeness=90,
        found_at=merge.merged_at,
    )
    return merge, pair


def bring_in(mona: Any, name: str = "leads.csv") -> tuple[Any, Any]:
    """An import with a rejected line, and one that is being prepared."""
    rows = b"ines@prado.example,2026-03-02\njim@prado.example,2026-03-03\ntom@prado.example,soon\n"
    files = [SimpleUploadedFile(name, b"Email,Created\n" + rows)]
    drafts = [new_draft(files, mona) for _ in range(2)]
    for draft in drafts:
        draft.confirmed = [0]
        draft.write(guessed(list(draft.place.glob("*.csv")), "leads"))
    done = start(drafts[0].paths, plan(drafts[0].paths, drafts[0].mapping).mapping, by=mona)
    run(done)
    return done, drafts[1]


def address_of(name: str, keys: tuple[str, ...], company: SimpleNamespace) -> str:
    """The address of this name about what stands in `company`."""
    subject = name.removeprefix("changes_of_").split("_")[0].replace("entry", "lead")
    given = {
        "pk": company.about.get(subject), "other": company.others.get(subject), "uuid": company.uuids.get(subject),
        "slug": "funnel", "code": "fake", "event_id": company.event, "delivery": company.delivery,
        "key": "owner" if subject == "list" else company.file, "draft": company.draft, "no": 0, "kind": "leads",
        "file_no": 0, "mapping": 1, "subject": "leads", "format": "csv", "person_id": company.about["person"],
        "topic": "ready", "number": 1, "check": "never_touched", "suffix": "json",
    }  # fmt: skip
    return reverse(name, kwargs={key: given[key] for key in keys})
