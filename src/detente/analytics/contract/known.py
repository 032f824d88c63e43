"""Who is known, in which campaigns, and what these cost."""

from __future__ import annotations

from detente.analytics.contract.column import Table, table

KNOWN: tuple[Table, ...] = (
    table(
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
    table(
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
    table(
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
    table(
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
    table(
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
    table(
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
)
