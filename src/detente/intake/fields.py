"""What a column of a file may become: the closed registry of fields, kind by kind.

`type` decides how a cell is read (see `cells`); `words` are headers under which a field goes
in other systems, by which a mapping is proposed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal[
    "text", "words", "name", "email", "phone", "instant", "date", "money", "integer", "flag", "code", "country",
    "currency", "domain", "reference",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind; `choice` names the playbook's list (or our own) that its codes come from."""

    name: str
    type: Type
    meaning: str
    words: tuple[str, ...] = ()
    is_required: bool = False
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the lines of a file are."""

    name: str
    meaning: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """The field with this name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all fields."""
        return tuple(field.name for field in self.fields)


def _fields(text: str) -> tuple[Field, ...]:
    """Read `name[!] type[:choice] | words, ... | meaning` lines, so that the registry reads as a table."""
    found = []
    for line in text.strip().splitlines():
        head, words, meaning = (part.strip() for part in line.split("|"))
        name, type_ = head.split()
        plain, _, choice = type_.partition(":")
        known = tuple(word.strip() for word in words.split(",") if word.strip())
        found.append(Field(name.rstrip("!"), plain, meaning, known, name.endswith("!"), choice))  # type: ignore[arg-type]
    return tuple(found)


_PERSON = """
    name          name       | full name, contact name, contact, person, ansprechpartner, nome   | full name of the person
    first_name    name       | first name, given name, firstname, vorname, forename, fname       | first name
    last_name     name       | last name, surname, family name, lastname, nachname, lname        | last name
    email         email      | email, e mail, email address, mail, e mail adresse, work email    | e-mail address
    phone         phone      | phone, mobile, telephone, phone number, tel, telefon, cell, mobilephone, mobile phone | telephone number
    title         text       | title, job title, jobtitle, position, role, funktion              | job title
    country       country    | country, country code, land, pais, billingcountry, mailingcountry | country by name or ISO 3166 code
"""
_COMPANY = """
    account       name       | company, account, company name, organisation, organization, account name, firma, empresa, companyoraccount | name of the organisation
    account_id    text       | account id, accountid, company id, organisation id, seller id      | external id of the account
    website       text       | website, url, homepage, company domain, domain, domain name       | website; its domain finds the account again
"""

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("users", "people who work in Detente", _fields("""
    external_id   text       | id, user id, owner id, userid                                     | id in the other system
    name          name       | name, full name, user name, sales agent, agent, owner             | name
    first_name    name       | first name, given name, firstname                                 | first name
    last_name     name       | last name, surname, lastname                                      | last name
    email         email      | email, e mail, email address, mail                                | e-mail address
    role          code:roles | role, profile, user role                                          | role
    team          text       | team, team name, regional office, department                      | name of the team
    is_active     flag       | active, is active, isactive                                       | may sign in once a password is set
""")),
        Kind("accounts", "organisations", _fields("""
    external_id   text       | id, account id, accountid, company id                             | id in the other system
    name!         name       | name, account, account name, company, company name, firma, empresa | name
    domain        domain     | domain, company domain, domain name                               | mail and web domain
    website       text       | website, url, homepage                                            | website
    type          code:account_types | type, account type                                        | prospect, customer or partner
    is_named      flag       | named account, is named, target account                           | a named account
    owner         reference  | owner, account owner, ownerid, owner id                           | rep: e-mail, external id or name
    industry      text       | industry, sector, branche, segment                                | industry
    country       country    | country, country code, office location, billingcountry, land      | country by name or ISO 3166 code
    city          text       | city, town, billingcity, ort                                      | city
    employees     integer    | employees, number of employees, numberofemployees, size           | people who work there
    revenue       money      | revenue, annual revenue, annualrevenue, umsatz                    | yearly revenue
    created_at    instant    | created, created at, created time, createddate, created date      | when first known
""")),
        Kind("campaigns", "efforts with cost and dates", _fields("""
    external_id   text       | id, campaign id, campaignid                                       | id in the other system
    name!         name       | name, campaign, campaign name                                     | name
    type          text       | type, campaign type                                               | kind of campaign
    source        text       | source, lead source, utm source                                   | source its responses get
    medium        text       | medium, channel, utm medium                                       | medium its responses get
    vendor        name       | vendor, supplier, agency                                          | paid supplier
    starts_on     date       | start, start date, startdate, starts on, begin                    | first day
    ends_on       date       | end, end date, enddate, ends on                                   | last day
    cost          money      | cost, actual cost, actualcost, spend, kosten                      | what it cost, booked on its first day
    currency      currency   | currency, currencyisocode                                         | currency of the cost
    created_at    instant    | created, created time, createddate                                | when set up
    note          words      | description, note, notes                                          | a note
""")),
        Kind("costs", "money spent on a day", _fields("""
    external_id   text       | id, cost id, invoice, invoice id                                  | id in the other system
    campaign      reference  | campaign, campaign name, campaign id, campaignid                  | campaign: name or external id
    vendor        name       | vendor, supplier, agency                                          | whom it was paid to
    source        text       | source, channel                                                   | source it is booked on without a campaign
    day!          date       | date, day, on, booked on, datum                                   | day of the cost
    amount!       money      | amount, cost, spend, value, betrag                                | amount; refunds are negative
    currency      currency   | currency, currency code                                           | currency of the amount
    note          text       | note, description, text                                           | a note
""")),
        Kind("leads", "attempts to qualify a person, and the persons", _fields(f"""
    external_id   text       | id, lead id, leadid, mql id, prospect id, lead number, contact id, record id | id in the other system
    arrived_at    instant    | created, created at, created time, createddate, create date, first contact date, date, arrived, created date, date added, lead date | when the person first responded
    source        text       | source, lead source, leadsource, origin, lead origin, original source, utm source, quelle, herkunft | where the lead came from
    medium        text       | medium, channel, utm medium                                       | kind of channel
    campaign      reference  | campaign, campaign name, campaign id, campaignid, utm campaign    | campaign: name or external id
    vendor        name       | vendor, supplier, list provider, partner                          | paid supplier of the lead
    landing_page  text       | landing page, landing page id, page, landing url, first page      | page of the first response
    touch         code:touches | form, first touch, response type                                | how the person first responded
    arrives_in    code:stages |                                                                  | stage in which the lead arrives; the first one if absent
    stage         code:stages | stage, status, lead status, lifecycle stage, lifecyclestage      | stage or exit where it stands now
    stage_at      instant    | stage date, status date, last stage change, converted date        | when it entered that stage
    reason        text       | reason, loss reason, disqualification reason, unqualified reason | reason of the exit
    recycle_on    date       | recycle on, follow up on, nurture until                           | when a recycled lead should come back
    owner         reference  | owner, lead owner, ownerid, owner id, assigned to, hubspot owner id, rep | rep: e-mail, external id or name
    {_PERSON.strip()}
    {_COMPANY.strip()}
    person_id     text       | person id, contact id                                             | external id of the person
    note          words      | note, notes, comment, comments, description, message              | a note
""")),
        Kind("deals", "possible sales, open or closed", _fields(f"""
    external_id   text       | id, deal id, opportunity id, potential id, dealid                 | id in the other system
    name          name       | name, deal name, dealname, opportunity, opportunity name, potential name | name
    lead          text       | lead, lead id, leadid, mql id, prospect id                        | external id of its primary lead
    email         email      | email, contact email                                              | e-mail address of the main contact
    {_COMPANY.strip()}
    owner         reference  | owner, deal owner, potential owner, sales agent, ownerid, owner id, rep, ae, sr id, account executive | rep: e-mail, external id or name
    sdr           reference  | sdr, sdr id, bdr, created by sdr, qualified by                    | rep who qualified the lead; becomes the lead's owner
    amount        money      | amount, value, close value, deal value, revenue, betrag           | amount
    currency      currency   | currency, currencyisocode, deal currency                          | currency of the amount
    stage         code:deal_stages | stage, deal stage, stagename, dealstage, status             | stage where it stands; won or lost when closed
    reason        text       | reason, loss reason, closed lost reason, win reason             | reason of the win or loss
    type          code:deal_types | type, deal type                                              | new, expansion or renewal
    product       text       | product, product name                                             | product
    opened_at     instant    | created, created at, engage date, created time, createddate, open date, created date | when it was created
    expected_on   date       | expected close, expected close date, forecast date                | expected close
    closed_at     instant    | closed, close date, closing date, closed at, won date, closedate, closed date | when it was won or lost
    note          words      | note, notes, description                                          | a note
""")),
        Kind("touches", "interactions of persons with campaigns", _fields("""
    external_id   text       | id, touch id, event id                                            | id in the other system
    lead          text       | lead, lead id, leadid, leadorcontactid                            | external id of the lead
    email         email      | email, e mail, contact email                                      | e-mail address of the person, when there is no lead id
    campaign      reference  | campaign, campaign name, campaign id, campaignid                  | campaign: name or external id
    kind          code:touches | type, kind, event, event type, form type, touch                 | how they interacted
    source        text       | source, utm source                                                | source of this touch
    medium        text       | medium, channel, utm medium                                       | medium of this touch
    at!           instant    | date, at, time, timestamp, created, firstrespondeddate, added date | when it happened
    note          words      | note, message, comment                                            | words of the person
""")),
        Kind("activities", "what reps did: calls, mails, meetings", _fields("""
    external_id   text       | id, task id, taskid, activity id, call id                         | id in the other system
    lead          text       | lead, lead id, leadid, whoid                                      | external id of the lead
    email         email      | email, e mail, contact email                                      | e-mail address of the person, when there is no lead id
    owner         reference  | owner, call owner, rep, assigned to, ownerid, call owner id, agent | rep: e-mail, external id or name
    channel       code:channels | channel, type, activity type, tasksubtype                      | call, mail, meeting, social or text
    disposition   code:dispositions | disposition, result, call result, calldisposition, outcome, status | result of the attempt
    outcome       code:outcomes | conversation outcome, interest                                 | interested, later or not interested
    reason        text       | reason                                                            | stated reason
    seconds       integer    | seconds, duration, call duration, calldurationinseconds, call duration in seconds | length in seconds
    at!           instant    | date, at, time, call start time, activitydate, created, start time, timestamp | when it happened
    note          words      | note, notes, comment, comments, description, subject              | what was said
""")),
    )
}
