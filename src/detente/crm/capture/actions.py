"""A lead arrives, is touched again, and its data turns out good or bad."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from detente.crm.capture import rules
from detente.crm.capture.campaigns import join_campaign
from detente.crm.capture.models import Lead
from detente.crm.capture.origin import Origin
from detente.crm.history.facts import Captured, DefectCleared, DefectFound, OriginChanged, Reversed, Touched
from detente.crm.history.models import Event
from detente.crm.history.record import locked, of, record
from detente.crm.objections import N_, Objection, Refused, check, check_version
from detente.crm.people.actions import (
    external,
    find_external,
    find_or_add_account,
    make_person,
    organisation,
    survivor,
)
from detente.crm.people.contacts import Contact, read_email, read_phone
from detente.crm.people.models import Account, Person, User
from detente.crm.playbook import actions as playbook


@dataclass(frozen=True)
class Arrival:
    """What a capture led to: the lead, and whether it is new or an open one that was touched."""

    lead: Lead
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Who:
    """The person behind a response, as far as they told us. `external` is (system, id)."""

    name: str = ""
    email: str | None = None
    phone: str | None = None
    title: str | None = None
    country: str | None = None
    company: str = ""
    domain: str | None = None
    external: tuple[str, str] | None = None


def capture(
    who: Who, *, by: User | None, origin: Origin | None = None, at: datetime | None = None, code: str = "form",
    stage: str = "inquiry", owner: User | None = None, words: str = "",
) -> Arrival:  # fmt: skip
    """Somebody responded: find or make the person and account, then a new lead or a touch on their open one.

    A person who is new to us twice at the same moment is one person: the second writer finds the first's row.
    """
    origin = (origin or Origin()).completed()
    at = at or timezone.now()
    agreement = playbook.current()
    check(
        rules.objections_to_capture(
            agreement=agreement, stage=stage, name=who.name, email=who.email, phone=who.phone,
            external=who.external and who.external[1],
        )
        + rules.objections_to_date(at, now=timezone.now())
        + rules.objections_to_code(code, agreement.names["touches"], "code")
    )  # fmt: skip
    arguments: dict[str, Any] = {
        "origin": origin, "at": at, "by": by, "code": code, "stage": stage, "owner": owner, "words": words
    }  # fmt: skip
    try:
        return _capture(who, **arguments)
    except IntegrityError:
        return _capture(who, **arguments)


@transaction.atomic
def _capture(
    who: Who,
    *,
    origin: Origin,
    at: datetime,
    by: User | None,
    code: str,
    stage: str,
    owner: User | None,
    words: str,
) -> Arrival:
    email, phone = read_email(who.email), read_phone(who.phone, who.country or organisation().country)
    person = _find_or_make_person(who, email, phone, by=by, at=at)
    open_lead = Lead.objects.filter(person=person, closed_at=None, is_archived=False).first()
    if open_lead:
        touch(open_lead, code=code, origin=origin, by=by, at=at, words=words)
        return Arrival(open_lead, is_new=False)
    lead = _new_lead(person, origin=origin, at=at, by=by, code=code, stage=stage, owner=owner, words=words)
    for contact in (email, phone):
        if contact.defect:
            lead = find_defect(lead, contact.defect, by=by, found_by="validation", at=at)
    return Arrival(lead, is_new=True)


def _find_or_make_person(
    who: Who, email: Contact, phone: Contact, *, by: User | None, at: datetime
) -> Person:
    person = find_person(email_key=email.key, external_id=who.external)
    if person is None:
        account = find_or_add_account(who.company, by=by, domain=who.domain, at=at) if who.company else None
        person = make_person(
            name=who.name, email=email, phone=phone, title=who.title,
            country=who.country, account=account, at=at, external_value=who.external and who.external[1],
        )  # fmt: skip
    if who.external:
        external(who.external[0], "person", who.external[1], person.pk)
    return person


def find_person(*, email_key: str | None, external_id: tuple[str, str] | None) -> Person | None:
    """The person with this external id, else with this address; a merged one's survivor."""
    if external_id and (found := find_external(external_id[0], "person", external_id[1])):
        return survivor(Person.objects.get(pk=found))
    if email_key:
        return Person.objects.filter(email_key=email_key, merged_into=None, is_archived=False).first()
    return None


def _new_lead(
    person: Person, *, origin: Origin, at: datetime, by: User | None, code: str, stage: str, owner: User | None,
    words: str,
) -> Lead:  # fmt: skip
    """A new attempt to qualify `person`, linked to the earlier one; a recycled one's return keeps its origin."""
    earlier = Lead.objects.filter(person=person, is_archived=False).order_by("-arrived_at", "-id").first()
    returns = earlier is not None and earlier.stage == "recycled"
    if returns and earlier:
        origin = Origin(
            source=earlier.source, medium=earlier.medium, campaign=earlier.campaign, vendor=earlier.vendor,
            utm=earlier.utm,
        )  # fmt: skip
    lead = Lead(
        person=person, account=person.account, earlier=earlier, utm=origin.utm, playbook=playbook.current().version,
        stage=stage, stage_since=at, arrived_at=at,
    )  # fmt: skip
    lead.first_id = (earlier.first_id or earlier.pk) if returns and earlier else None
    lead.save()
    fact = Captured(
        to_stage=stage, source=origin.source, medium=origin.medium, campaign_id=_id(origin.campaign),
        vendor_id=_id(origin.vendor), owner_id=_id(owner), code=code, facts=origin.utm or None,
    )  # fmt: skip
    record(lead, fact, by=by, at=at, words={"note": words} if words else None)
    if origin.campaign:
        join_campaign(origin.campaign, person, at=at, by=by, responded=True)
    return lead


def _id(record_: Any) -> int | None:
    return record_.pk if record_ else None


def touch(
    lead: Lead,
    *,
    code: str,
    by: User | None,
    origin: Origin | None = None,
    at: datetime | None = None,
    words: str = "",
) -> Event:
    """The person of an open lead interacted with us again."""
    origin = (origin or Origin()).completed()
    at = at or timezone.now()
    check(rules.objections_to_code(code, playbook.current().names["touches"], "code"))
    check(rules.objections_to_date(at, now=timezone.now()))
    with of(lead) as lead:
        fact = Touched(
            code=code, source=origin.source, medium=origin.medium, campaign_id=_id(origin.campaign),
            facts=origin.utm or None,
        )  # fmt: skip
        event = record(lead, fact, by=by, at=at, words={"note": words} if words else None)
        if origin.campaign:
            join_campaign(origin.campaign, lead.person, at=at, by=by, responded=True)
    return event


def find_defect(
    lead: Lead,
    code: str,
    *,
    by: User | None,
    found_by: str = "rep",
    at: datetime | None = None,
    words: str = "",
) -> Lead:
    """Something is wrong with this lead's data; found once, it stands until it is mended."""
    check(rules.objections_to_code(code, playbook.current().names["defects"], "code"))
    with of(lead) as lead:
        if code not in lead.defects:
            record(
                lead,
                DefectFound(code=code, reason=found_by),
                by=by,
                at=at,
                words={"note": words} if words else None,
            )
    return lead


def clear_defect(lead: Lead, code: str, *, by: User) -> Lead:
    """A defect was mended."""
    with of(lead) as lead:
        if code not in lead.defects:
            raise Refused(Objection("no_such_defect", N_("This defect no longer stands."), "code"))
        record(lead, DefectCleared(code=code), by=by)
    return lead


def correct_origin(lead: Lead, origin: Origin, *, by: User, version: int | None = None) -> Lead:
    """Where the lead came from was wrong; the earlier origin stays in the history."""
    with of(lead) as lead:
        check_version(lead.last_seq, expected=version)
        fact = OriginChanged(
            source=origin.source,
            medium=origin.medium,
            campaign_id=_id(origin.campaign),
            vendor_id=_id(origin.vendor),
        )
        record(lead, fact, by=by)
    return lead


REVERSIBLE = ("touched", "attempted", "noted")


def take_back(event: Event, *, by: User) -> Event:
    """A touch, attempt or note that never was: a reversing event, nothing is deleted."""
    if event.kind not in REVERSIBLE or event.lead_id is None:
        text = N_(
            "Only a touch, an attempt or a note can be taken back; correct anything else by a new entry."
        )
        raise Refused(Objection("not_reversible", text))
    with of(Lead.objects.get(pk=event.lead_id)) as lead:
        if Event.objects.filter(reverses_id=event.pk).exists():
            raise Refused(Objection("taken_back", N_("This entry was taken back already.")))
        return record(lead, Reversed(reverses_id=event.pk, code=event.kind), by=by)


def move_to_account(lead: Lead, account: Account | None, *, by: User) -> Lead:
    """The lead belongs to another account than its person's; noted in the person's history."""
    from detente.crm.people.actions import change_person

    with transaction.atomic():
        lead = locked(lead)
        change_person(lead.person, by=by, account=account)
        lead.account = account
        lead.save(update_fields=["account"])
    return lead
