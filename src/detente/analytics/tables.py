"""The canonical tables: all that a report may read.

They are the contract between the CRM, foreign data and the reports: published by
`detente tables`, versioned, and every one of them may be empty. Instants are UTC
without a zone (`TIMESTAMP`), money is integer minor units of the currency beside it,
and an unknown value is NULL, never 0 and never an empty text, except where a column's
meaning says so. A few columns are worked out from the other tables (see `worked_out`), so that
reports find in one row what would take a search through every move.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VERSION = 4

Kind = Literal["id", "text", "instant", "date", "count", "money", "number", "flag"]

SQL_TYPES: dict[Kind, str] = {
    "id": "BIGINT",
    "text": "VARCHAR",
    "instant": "TIMESTAMP",
    "date": "DATE",
    "count": "BIGINT",
    "money": "BIGINT",
    "number": "DOUBLE",
    "flag": "BOOLEAN",
}

UNITS: dict[Kind, str] = {
    "id": "",
    "text": "",
    "instant": "UTC",
    "date": "organisation's day",
    "count": "count",
    "money": "minor units",
    "number": "",
    "flag": "true or false",
}


@dataclass(frozen=True)
class Column:
    """One column: its kind (which fixes SQL type and unit), what it means, whether other tables say it."""

    name: str
    kind: Kind
    meaning: str
    is_worked_out: bool = False

    @property
    def sql_type(self) -> str:
        """The DuckDB type that holds this column."""
        return SQL_TYPES[self.kind]

    @property
    def unit(self) -> str:
        """The unit a reader should print beside a value."""
        return UNITS[self.kind]


@dataclass(frozen=True)
class Table:
    """One canonical table; `columns[0]` is its key unless `key` names others."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the columns that make a row unique."""
        return self.key or (self.columns[0].name,)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in their published order."""
        return tuple(column.name for column in self.columns)

    @property
    def told(self) -> tuple[Column, ...]:
        """The columns that whoever fills the table must tell; the rest is worked out."""
        return tuple(column for column in self.columns if not column.is_worked_out)

    @property
    def worked_out(self) -> tuple[str, ...]:
        """Names of the columns that follow from other tables."""
        return tuple(column.name for column in self.columns if column.is_worked_out)


def _columns(text: str, *, is_worked_out: bool = False) -> tuple[Column, ...]:
    """Read `name kind meaning...` lines, so that the contract below reads as a table."""
    found = []
    for line in text.strip().splitlines():
        name, kind, meaning = line.split(None, 2)
        found.append(Column(name, kind, meaning, is_worked_out))  # type: ignore[arg-type]
    return tuple(found)


def _table(
    name: str, meaning: str, columns: str, *, key: tuple[str, ...] = (), worked_out: str = ""
) -> Table:
    return Table(name, meaning, _columns(columns) + _columns(worked_out, is_worked_out=True), key)


TABLES: tuple[Table, ...] = (
    _table(
        "leads",
        "One attempt to qualify one person, with where it came from and where it stands.",
        """
        lead_id          id      key of the lead
        first_lead_id    id      the first lead of a chain of recycled ones; itself when it is new
        earlier_lead_id  id      an earlier lead of the same person, however that one ended
        person_id        id      whom it tries to qualify
        account_id       id      the person's account when the lead arrived
        arrived_at       instant when the person first responded
        source           text    where it came from; NULL when nobody knows
        medium           text    kind of channel
        campaign_id      id      campaign of the first response
        vendor           text    paid supplier of the lead
        landing_page     text    page of the first response
        country          text    ISO 3166 country of the person or account
        team             text    team that holds it now: marketing, inside sales or sales
        owner_id         id      rep who owns it now
        stage            text    stage of the playbook, or the exit, where it stands
        milestone        text    the stage's milestone: inquiry, mql, sal, sql, proposal, won or exit
        status           text    working state: new, attempting, connected
        exit             text    rejected, disqualified, unreached, recycled, joined, lost; NULL while open or won
        exit_reason      text    code of the stated reason of the exit
        exit_from        text    milestone at which it stood when it ended
        closed_at        instant when it was won or ended; NULL while open
        fit_band         text    fit grade, frozen at arrival
        playbook         count   version of the playbook under which it arrived
        is_targeted      flag    a chosen contact without a response: never in an inquiry denominator
        """,
        worked_out="""
        reached_rank     count   furthest milestone that it reached: 1 inquiry, 2 mql, 3 sal, 4 sql, 5 proposal, 6 won
        mql_at           instant first move into a stage of MQL
        sal_at           instant first move into a stage of SAL
        sql_at           instant first move into a stage of SQL
        proposal_at      instant first move into a stage of proposal
        won_at           instant first move to won, while the win holds
        last_move_at     instant last move that was not dated afterwards
        last_attempt_at  instant last attempt of a human to reach the person
        last_touch_at    instant last response of the person
        """,
    ),
    _table(
        "people",
        "A human we know; no names or addresses here, they stay in the CRM.",
        """
        person_id        id      key of the person
        account_id       id      account they belong to
        country          text    ISO 3166 country
        title            text    job title
        has_email        flag    a valid e-mail address is known
        has_phone        flag    a valid telephone number is known
        created_at       instant when first known
        """,
    ),
    _table(
        "accounts",
        "An organisation.",
        """
        account_id       id      key of the account
        name             text    its name
        type             text    prospect, customer or partner
        is_named         flag    a named account
        owner_id         id      rep who owns it
        industry         text    industry
        country          text    ISO 3166 country
        employees        count   people who work there
        created_at       instant when first known
        """,
    ),
    _table(
        "customers",
        "An account since its first win.",
        """
        account_id       id      key of the account
        started_at       instant first win
        ended_at         instant when it stopped being a customer
        recurring_minor  money   recurring amount a year
        currency         text    ISO 4217 currency of the amount
        end_reason       text    why it ended
        """,
    ),
    _table(
        "campaigns",
        "An effort with cost and dates.",
        """
        campaign_id      id      key of the campaign
        name             text    its name
        source           text    source its responses get
        medium           text    medium its responses get
        vendor           text    paid supplier
        type             text    kind of campaign
        starts_on        date    first day
        ends_on          date    last day
        """,
    ),
    _table(
        "members",
        "A person in a campaign.",
        """
        campaign_id      id      the campaign
        person_id        id      the person
        status           text    sent, responded ...
        added_at         instant when they became a member
        responded_at     instant first response
        """,
        key=("campaign_id", "person_id"),
    ),
    _table(
        "costs",
        "Dated cost of a campaign or vendor. A campaign without a row has unknown cost.",
        """
        cost_id          id      key of the cost
        campaign_id      id      campaign it was spent on
        vendor           text    vendor it was paid to
        source           text    source it is booked on when it has no campaign
        on_day           date    day of the cost
        amount_minor     money   amount, refunds negative
        currency         text    ISO 4217 currency of the amount
        base_minor       money   amount in the organisation's currency; NULL without a rate
        """,
    ),
    _table(
        "touches",
        "One dated interaction of a person with a campaign; never changed.",
        """
        touch_id         id      key of the touch (its event)
        lead_id          id      lead it belongs to
        person_id        id      who did it
        campaign_id      id      campaign it belongs to
        kind             text    form, download, survey, webinar, visit, reply, request ...
        source           text    source of this touch
        medium           text    medium of this touch
        at               instant when it happened
        recorded_at      instant when it was written down
        """,
    ),
    _table(
        "activities",
        "One thing a rep did: call, mail, meeting or message.",
        """
        activity_id      id      key of the activity (its event)
        lead_id          id      lead it was about
        deal_id          id      deal it was about
        person_id        id      with whom
        rep_id           id      who did it
        channel          text    call, mail, meeting, social, text
        disposition      text    connected, no_answer, voicemail, wrong_number, bounced ...
        is_conversation  flag    a two-way exchange
        outcome          text    interested, not_interested, later
        reason           text    stated reason
        seconds          count   length in seconds
        is_attempt       flag    a human tried to reach the person
        at               instant when it happened
        recorded_at      instant when it was written down
        """,
    ),
    _table(
        "handoffs",
        "A lead given by marketing to sales, or by an SDR to an AE; one answer each.",
        """
        handoff_id       id      key of the handoff
        lead_id          id      the lead
        kind             text    handed_over or passed
        from_id          id      who gave it
        to_id            id      who must answer; NULL while it waits in the pool
        made_at          instant when it was given
        responded_to_at  instant the buyer's action that a response is counted from; no reassignment changes it
        assigned_at      instant when the receiver got it; NULL while it waits in the pool
        due_at           instant when the answer is due
        attempt_due_at   instant when the first attempt is due
        answer           text    accepted, rejected or withdrawn; NULL while unanswered
        reason           text    code of the reason of a rejection
        answered_at      instant when it was answered
        answer_seconds   count   seconds from assignment to answer, by the clock
        answer_business_seconds count the same in business time of the receiver's team
        route            text    what chose the receiver: open_lead, open_deal, territory, round_robin ...
        is_randomised    flag    the receiver was drawn by lot, by a signed share
        pooled_seconds   count   seconds that it waited because everybody was full
        reassignments    count   how often it went to somebody else
        warned_at        instant when the receiver was reminded
        escalated_at     instant when it was late and the manager was told
        score            number  points when it was given
        band             text    band of the points when it was given
        fit_band         text    fit grade when it was given
        playbook         count   version of the playbook under which it was given
        """,
    ),
    _table(
        "recyclings",
        "A lead that ended as not now.",
        """
        recycling_id     id      key (its event)
        lead_id          id      lead that ended
        at               instant when
        reason           text    why not now
        until_on         date    when to come back
        next_lead_id     id      lead it came back as
        """,
    ),
    _table(
        "stage_moves",
        "A lead entered a stage or an exit; the first row of a lead is its arrival.",
        """
        move_id          id      key of the move (its event)
        lead_id          id      the lead
        at               instant when it happened
        recorded_at      instant when it was written down
        from_stage       text    stage left; NULL at arrival
        to_stage         text    stage entered
        milestone        text    milestone of the stage entered; exit for an exit
        from_milestone   text    milestone of the stage left; NULL at arrival
        reason           text    stated reason
        by_id            id      who moved it
        is_backfill      flag    an earlier stage dated afterwards; the lead did not stand there when it was written
        """,
    ),
    _table(
        "score_changes",
        "A lead's score crossed into another band.",
        """
        score_change_id  id      key (its event)
        lead_id          id      the lead
        at               instant when
        score            number  score after
        band             text    band after
        fit_band         text    fit grade after
        reason           text    what changed it
        playbook         count   version of the playbook
        """,
    ),
    _table(
        "deals",
        "A possible sale.",
        """
        deal_id          id      key of the deal
        account_id       id      account it is with
        person_id        id      main contact
        lead_id          id      primary lead; NULL when it has none
        owner_id         id      rep who owns it
        name             text    its name
        type             text    new, expansion or renewal
        product          text    product
        stage            text    stage where it stands
        milestone        text    milestone of the stage; exit when lost
        status           text    open, won or lost
        amount_minor     money   amount
        currency         text    ISO 4217 currency of the amount
        base_minor       money   amount in the organisation's currency, frozen at close; NULL without a rate
        opened_at        instant when created
        expected_on      date    expected close
        closed_at        instant when won or lost; NULL while open
        reason           text    code of the stated reason of the win or loss
        """,
    ),
    _table(
        "deal_leads",
        "Leads of a deal: one primary that counts the win, the others joined.",
        """
        deal_id          id      the deal
        lead_id          id      the lead
        role             text    primary or joined
        """,
        key=("deal_id", "lead_id"),
    ),
    _table(
        "defects",
        "Something wrong with the data of a lead, and so with its source.",
        """
        defect_id        id      key (its event)
        lead_id          id      the lead
        kind             text    email_invalid, phone_invalid, bounced, wrong_number, duplicate, won_before_arrival ...
        at               instant when it was found
        found_by         text    validation, rep or import
        cleared_at       instant when it was mended; NULL while it stands
        """,
    ),
    _table(
        "ratings",
        "A rep's rating of a lead.",
        """
        rating_id        id      key
        lead_id          id      the lead
        rep_id           id      who rated
        stars            count   1 to 5
        at               instant when
        """,
    ),
    _table(
        "reps",
        "People who work leads and deals.",
        """
        rep_id           id      key of the user
        name             text    name
        team             text    marketing, inside sales, sales
        role             text    role
        vendor           text    vendor they work for
        is_active        flag    may sign in
        """,
    ),
    _table(
        "targets",
        "Shared goals, and what each team promised the other, by version of the agreement.",
        """
        target_id        id      key
        code             text    its code in the playbook
        name             text    its name
        measure          text    what is counted: mqls, acceptance_rate, sqls, won; answer, first_attempt, attempts ...
        is_promise       flag    one team promised it to the other; else a goal that they share
        per              text    week, month, quarter or year; NULL for a promise on each lead
        starts_on        date    first day
        ends_on          date    last day; NULL while it holds
        team             text    whose goal
        amount           number  the goal
        unit             text    unit of the goal: count, share, business minutes, attempts, channels
        playbook         count   version that says so
        """,
    ),
    _table(
        "playbooks",
        "Versions of the agreement.",
        """
        playbook         count   version
        effective_at     instant when it took effect
        changed          text    its parts that differ from the version before, with ", " between; NULL for the first
        """,
    ),
    _table(
        "reasons",
        "A reason of an exit, by version of the agreement.",
        """
        playbook         count   version
        exit             text    exit that it is a reason of
        reason           text    its code
        name             text    its name
        group_name       text    procedural, clerical or definitional; NULL where none is agreed
        side             text    quality, sales or unknown: what it speaks for
        """,
        key=("playbook", "exit", "reason"),
    ),
    _table(
        "stages",
        "A stage of a version of the agreement.",
        """
        playbook         count   version
        stage            text    its code
        milestone        text    its milestone; exit for an exit
        expected_days    count   days that a lead is expected to stand in it; NULL when nothing is agreed
        """,
        key=("playbook", "stage"),
    ),
    _table(
        "calendars",
        "Working hours of a team, by version of the agreement.",
        """
        playbook         count   version that says so
        team             text    the team
        weekday          count   0 Monday to 6 Sunday
        opens_minute     count   minutes after midnight, team's zone
        closes_minute    count   minutes after midnight, team's zone
        zone             text    time zone
        country          text    ISO 3166 country whose holidays are off; NULL when none are
        """,
        key=("playbook", "team", "weekday", "opens_minute"),
    ),
    _table(
        "working_spans",
        "Working time of a team, span by span, with holidays and changes of clocks: business seconds between two "
        "instants are the difference of theirs, each that of the last span opened before and what passed of it.",
        """
        team             text    the team
        opens_at         instant when it begins
        closes_at        instant when it ends
        seconds_before   number  business seconds of all earlier spans
        """,
        key=("team", "opens_at"),
    ),
    _table(
        "assignments",
        "A lead got an owner.",
        """
        assignment_id    id      key (its event)
        lead_id          id      the lead
        to_id            id      new owner
        from_id          id      owner before
        by_id            id      who decided
        at               instant when
        reason           text    why this owner
        """,
    ),
    _table(
        "fx_rates",
        "Currency rates by day.",
        """
        on_day           date    day
        currency         text    ISO 4217 currency
        rate             number  units of the organisation's currency for one unit
        """,
        key=("on_day", "currency"),
    ),
    _table(
        "team_costs",
        "Cost of a team in a month.",
        """
        team             text    the team
        month_on         date    first day of the month
        kind             text    people, tools, commissions
        amount_minor     money   amount
        currency         text    ISO 4217 currency
        """,
        key=("team", "month_on", "kind"),
    ),
)

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}

MILESTONES: tuple[str, ...] = ("inquiry", "mql", "sal", "sql", "proposal", "won")
EXITS: tuple[str, ...] = ("rejected", "disqualified", "unreached", "recycled", "joined", "lost")
