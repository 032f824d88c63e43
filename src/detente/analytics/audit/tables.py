"""The record tables: an export of a CRM, or one's own, as the audit's checks read it.

They differ from the canonical tables: keys are the texts that the export holds, names and addresses are there, every
value may be missing, and nothing is unique. `row_no` leads back to the line of the raw table `raw_<name>`, which keeps
every column of the export as text under its own header.
"""

from __future__ import annotations

from detente.analytics.contract.column import Table, table

_PLACE = """file_no          count   file that it was read from (see files)
        row_no           count   line of raw_<table>"""

RECORDS: tuple[Table, ...] = (
    table(
        "leads",
        "A lead, or a contact where an export keeps no leads of their own.",
        """
        lead             text    key; the export's id, else a number of the line
        """
        + _PLACE
        + """
        person           text    key of the person, where people are kept apart
        account          text    key of the account
        name             text    name of the person
        email            text    e-mail address as given
        phone            text    telephone number as given
        company          text    company as given
        title            text    job title
        country          text    country as given
        source           text    where it came from
        medium           text    kind of channel
        campaign         text    key or name of the campaign
        owner            text    key or name of the owner
        status           text    status or stage as given
        milestone        text    the status's milestone (see stages); exit for an exit; NULL when it cannot be told
        exit             text    rejected, disqualified, unreached, recycled, joined or lost
        reason           text    stated reason of the exit
        is_converted     flag    became a deal or a customer
        deal             text    key of the deal it became
        created_at       instant when it was created
        mql_at           instant when marketing called it qualified
        accepted_at      instant when sales accepted it
        worked_at        instant first sign of work that the record itself tells
        last_worked_at   instant last sign of work that the record itself tells
        touches          count   signs of work that the record itself counts
        converted_at     instant when it became a deal
        closed_at        instant when it ended
        return_on        date    when a recycled one should come back
        is_bounced       flag    mail to it bounced for good
        """,
    ),
    table(
        "people",
        "A person or contact.",
        """
        person           text    key
        """
        + _PLACE
        + """
        account          text    key of the account
        name             text    name
        email            text    e-mail address as given
        phone            text    telephone number as given
        title            text    job title
        country          text    country as given
        source           text    where they came from
        owner            text    key or name of the owner
        created_at       instant when created
        is_bounced       flag    mail bounced for good
        """,
    ),
    table(
        "accounts",
        "A company.",
        """
        account          text    key
        """
        + _PLACE
        + """
        name             text    name
        domain           text    web address or domain
        industry         text    industry
        country          text    country as given
        employees        number  employees
        owner            text    key or name of the owner
        created_at       instant when created
        """,
    ),
    table(
        "deals",
        "A deal, opportunity or potential.",
        """
        deal             text    key
        """
        + _PLACE
        + """
        name             text    name
        account          text    key or name of the account
        person           text    key of the main contact
        lead             text    key of the lead it came from
        owner            text    key or name of the owner
        source           text    where it came from
        campaign         text    key or name of the campaign that claims it
        product          text    product
        stage            text    stage as given
        milestone        text    the stage's milestone
        status           text    open, won or lost; NULL when it cannot be told
        amount           number  amount, in units of the currency
        currency         text    ISO 4217 currency, where it is told
        created_at       instant when created
        expected_on      date    expected close; of a closed deal the day it closed
        closed_at        instant when won or lost
        reason           text    stated reason
        last_worked_at   instant last sign of work that the record itself tells
        touches          count   signs of work that the record itself counts
        """,
    ),
    table(
        "activities",
        "A call, mail, meeting, task or note.",
        """
        activity         text    key
        """
        + _PLACE
        + """
        lead             text    key of the lead it was about
        person           text    key of the person
        account          text    key of the account
        deal             text    key of the deal
        owner            text    key or name of who did it
        kind             text    call, mail, meeting, message, task or note
        outcome          text    outcome or status as given
        is_done          flag    it happened; false for one that is still planned
        is_inbound       flag    the buyer did it
        at               instant when it happened or is due
        created_at       instant when it was written down
        """,
    ),
    table(
        "campaigns",
        "A campaign.",
        """
        campaign         text    key
        """
        + _PLACE
        + """
        name             text    name
        kind             text    kind or channel
        status           text    status
        starts_on        date    first day
        ends_on          date    last day
        cost             number  what it cost
        budget           number  what it was to cost
        claimed_revenue  number  revenue that the campaign claims
        claimed_leads    count   leads that the campaign claims
        claimed_won      count   won deals that the campaign claims
        currency         text    ISO 4217 currency, where it is told
        """,
    ),
    table(
        "members",
        "A lead or person in a campaign.",
        """
        member           text    key
        """
        + _PLACE
        + """
        campaign         text    key of the campaign
        lead             text    key of the lead
        person           text    key of the person
        status           text    status in the campaign
        responded_at     instant when they responded
        created_at       instant when they were added
        """,
    ),
    table(
        "users",
        "Somebody who works with the CRM.",
        """
        user             text    key
        """
        + _PLACE
        + """
        name             text    name
        email            text    e-mail address
        team             text    team, office or manager
        role             text    role
        is_active        flag    may sign in
        """,
    ),
    table(
        "products",
        "A product.",
        """
        product          text    key
        """
        + _PLACE
        + """
        name             text    name
        price            number  list price
        """,
    ),
    table(
        "changes",
        "One change of a field in the history of a record.",
        """
        change           text    key, or a number of the line
        """
        + _PLACE
        + """
        object           text    leads, people, accounts or deals
        record           text    key of the record
        field            text    stage, owner, status, amount, expected_on, or the export's own name
        old              text    value before
        new              text    value after
        by               text    who changed it
        at               instant when
        """,
    ),
)

ABOUT: tuple[Table, ...] = (
    table(
        "files",
        "A file that was read.",
        """
        file_no          count   number
        name             text    name, with its place in a folder or zip
        system           text    hubspot, salesforce, zoho, detente or other
        object           text    record table that it fills; NULL when it was not understood
        rows             count   lines read
        unread           count   lines that could not be read
        """,
    ),
    table(
        "columns",
        "A column of a file, and what it was taken for.",
        """
        object           text    raw_<object> holds it
        column           text    its header there
        file_no          count   file
        fills            text    column of the record table that it fills; NULL when it was not understood
        kind             text    text, number, date, instant, flag, email, phone, choice or key, by its values
        filled           count   values that are not blank
        rows             count   lines
        """,
        key=("object", "column", "file_no"),
    ),
    table(
        "stages",
        "A status of leads or a stage of deals, as the export names it, and what it was taken for.",
        """
        object           text    leads or deals
        stage            text    as given
        place            count   its place in the order, where it is told
        milestone        text    inquiry, mql, sal, sql, proposal, won or exit; NULL when it cannot be told
        exit             text    rejected, disqualified, unreached, recycled, joined or lost
        is_confirmed     flag    a person has confirmed it
        """,
        key=("object", "stage"),
    ),
)

TABLES: tuple[Table, ...] = (*RECORDS, *ABOUT)
BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
