"""A lead arrives, is touched again, and its data turns out good or bad."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from detente.crm.capture import rules
from detente.crm.capture.campaigns import join_campaign
from detente.crm.capture.models import Lead
from detente.crm.capture.origin import Origin, response_beside
from detente.crm.capture.reversals import REVERSIBLE as REVERSIBLE
from detente.crm.capture.reversals import take_back as take_back
from detente.crm.history.facts import (
    Captured,
    DefectCleared,
    DefectFound,
    OriginChanged,
    Rehomed,
    Touched,
)
from detente.crm.history.models import Event
from detente.crm.history.record import locked, of, record
from detente.crm.objections import N_, Objection, Refused, check, check_version
from detente.crm.people.actions import (
    change_person,
    find_external,
    find_or_add_account,
    make_person,
    organisation,
    survivor,
)
from detente.crm.people.contacts import Contact, read_email, read_phone
from detente.crm.people.models import Account, ExternalId, Person, User
from detente.crm.people.naming import tidy
from detente.crm.people.survivors import living
from detente.crm.playbook import actions as playbook

# Two writers may collide once on the person and once on their lead.
TRIES = 3


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

    def tidied(self) -> Who:
        """Without blanks around what they told; the country as a code in capitals."""
        return replace(
            self, name=tidy(self.name), company=tidy(self.company), domain=tidy(self.domain) or None,
            country=tidy(self.country).upper() or None,
            external=(tidy(self.external[0]), tidy(self.external[1])) if self.external else None,
        )  # fmt: skip


def capture(
    who: Who, *, by: User | None, origin: Origin | None = None, at: datetime | None = None, code: str = "form",
    stage: str = "inquiry", owner: User | None = None, words: str = "",
) -> Arrival:  # fmt: skip
    """Somebody responded: find or make the person and account, then a new lead or a touch on their open one.

    A person who is new to us twice at the same moment is one person: the second writer finds the first's row.
    """
    origin = (origin or Origin()).completed()
    at = at or timezone.now()
    who = who.tidied()
    agreement = playbook.current()
    check(
        rules.objections_to_capture(
            agreement=agreement, stage=stage, name=who.name, email=who.email, phone=who.phone,
            external=who.external and who.external[1], country=who.country,
        )
        + rules.objections_to_date(at, now=timezone.now())
        + rules.objections_to_code(code, agreement.names["touches"], "code")
        + (rules.objections_to_owner(owner.name, role=owner.role, is_active=owner.is_active) if owner else [])
    )  # fmt: skip
    arguments: dict[str, Any] = {
        "origin": origin, "at": at, "by": by, "code": code, "stage": stage, "owner": owner, "words": words
    }  # fmt: skip
    for _attempt in range(TRIES - 1):
        try:
            return _capture(who, **arguments)
        except (IntegrityError, Refused, _Overtaken):  # an address may be taken since it was looked for
            continue
    return _capture(who, **arguments)


class _Overtaken(Exception):
    """Somebody stored or merged the same person since they were looked for."""


def _still_living(person: Person) -> None:
    """Nobody merges the person any more until this transaction ends."""
    if locked(person).merged_into_id:
        raise _Overtaken


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
    contacts = _contacts(who)
    person = find_person(email_key=contacts["email"].key, external_id=who.external)
    is_known = person is not None
    person = person or _new_person(who, contacts, by=by, at=at)
    if who.external:
        _remember_key(*who.external, person)
    # Under its lock, so that nobody ends the lead between this look and the touch.
    open_leads = Lead.objects.select_for_update(no_key=True).filter(
        person=person, closed_at=None, is_archived=False
    )
    found = open_leads.first() if is_known else None
    if found:
        touch(found, code=code, origin=origin, by=by, at=at, words=words)
        lead = found
    else:
        if is_known:
            _still_living(person)
        lead = _new_lead(
            person, origin=origin, at=at, by=by, code=code, stage=stage, owner=owner, words=words,
            is_known=is_known,
        )  # fmt: skip
    news = _fill_blanks(person, who, contacts, by=by) if is_known else set(contacts)
    defects = [one.defect for name, one in contacts.items() if one.defect and (name in news or not found)]
    for defect in defects:
        find_defect(lead, defect, by=by, found_by="validation", at=at)
    if found or defects or (is_known and news):
        lead = Lead.objects.get(pk=lead.pk)
    return Arrival(lead, is_new=not found)


def _contacts(who: Who) -> dict[str, Contact]:
    region = who.country or (organisation().country if who.phone else "")
    return {"email": read_email(who.email), "phone": read_phone(who.phone, region)}


def _new_person(who: Who, contacts: dict[str, Contact], *, by: User | None, at: datetime) -> Person:
    account = find_or_add_account(who.company, by=by, domain=who.domain, at=at) if tidy(who.company) else None
    return make_person(
        name=who.name, email=contacts["email"], phone=contacts["phone"], title=tidy(who.title)[:200] or None,
        country=who.country, account=account, at=at, external_value=who.external and who.external[1],
    )  # fmt: skip


def _fill_blanks(person: Person, who: Who, contacts: dict[str, Contact], *, by: User | None) -> set[str]:
    """What a known person told us for the first time; nothing that is known is overwritten. Returns its fields."""
    told = {
        "name": tidy(who.name), "email": who.email, "phone": who.phone, "title": tidy(who.title)[:200],
        "country": who.country,
    }  # fmt: skip
    news: dict[str, Any] = {
        name: value for name, value in told.items() if value and not getattr(person, name)
    }
    if "email" in news and find_person(email_key=contacts["email"].key, external_id=None):
        del news["email"]
    if person.account_id is None and tidy(who.company):
        news["account"] = find_or_add_account(who.company, by=by, domain=who.domain)
    if news:
        change_person(person, by=by, **news)
    return set(news)


def _remember_key(system: str, value: str, person: Person) -> None:
    """The person's key in another system; it is taken from a person who was set aside with their import."""
    found = ExternalId.objects.filter(system=system, object="person", value=value).first()
    if found is None:
        ExternalId.objects.create(system=system, object="person", value=value, record_id=person.pk)
        return
    holder = survivor(Person.objects.get(pk=found.record_id))
    if holder.pk == person.pk:
        return
    as_seen = ExternalId.objects.filter(pk=found.pk, record_id=found.record_id)
    if not holder.is_archived or not as_seen.update(record_id=person.pk):
        raise _Overtaken


def find_person(*, email_key: str | None, external_id: tuple[str, str] | None) -> Person | None:
    """The person with this external id, else with this address; a merged one's survivor."""
    if external_id and (key := find_external(external_id[0], "person", external_id[1])):
        found = survivor(Person.objects.get(pk=key))
        if not found.is_archived:
            return found
    return living(Person, email_key=email_key) if email_key else None


def _new_lead(
    person: Person, *, origin: Origin, at: datetime, by: User | None, code: str, stage: str, owner: User | None,
    words: str, is_known: bool,
) -> Lead:  # fmt: skip
    """A new attempt to qualify `person`, linked to the earlier one; a recycled one's return keeps its origin."""
    before = Lead.objects.filter(person=person, is_archived=False).order_by("-arrived_at", "-id")
    earlier = before.first() if is_known else None
    returns = earlier is not None and earlier.stage == "recycled"
    told = origin
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
        to_stage=stage, vendor_id=_id(origin.vendor), owner_id=_id(owner), code=code, **_columns(origin),
        facts=(origin.utm | response_beside(_columns(told), _columns(origin))) or None,
    )  # fmt: skip
    record(lead, fact, by=by, at=at, words={"note": words} if words else None)
    for campaign in {origin.campaign, told.campaign}:
        if campaign:
            join_campaign(campaign, person, at=at, by=by, responded=True)
    return lead


def _columns(origin: Origin) -> dict[str, Any]:
    return {"source": origin.source, "medium": origin.medium, "campaign_id": _id(origin.campaign)}


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
    origin = origin.completed()
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


def move_to_account(lead: Lead, account: Account | None, *, by: User) -> Lead:
    """The lead and its person belong to another account; noted in the history of both."""
    account = survivor(account)
    with of(lead) as lead:
        change_person(lead.person, by=by, account=account)
        if lead.account_id != _id(account):
            before, lead.account = lead.account_id, account
            lead.save(update_fields=["account"])
            record(lead, Rehomed(facts={"account_id": before}), by=by)
    return lead
