"""What happened: responses, work, handoffs, moves, deals, and what was found wrong."""

from __future__ import annotations

from detente.analytics.contract.column import Table, table

HAPPENED: tuple[Table, ...] = (
    table(
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
    table(
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
    table(
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
    table(
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
    table(
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
    table(
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
    table(
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
    table(
        "deal_leads",
        "Leads of a deal: one primary that counts the win, the others joined.",
        """
        deal_id          id      the deal
        lead_id          id      the lead
        role             text    primary or joined
        """,
        key=("deal_id", "lead_id"),
    ),
    table(
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
    table(
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
    table(
        "judgements",
        "What one judge of a finished blind audit thinks of a lead, knowing neither its source nor who had it.",
        """
        audit_id         id      the audit
        lead_id          id      the lead
        judge_id         id      who judged
        stratum          text    what it was drawn from: rejected (before a conversation) or late_lost
        stated           text    what the reason given at its end speaks for: quality, sales or unknown
        opinion          text    good, poor or unsure
        at               instant when it was given
        """,
        key=("audit_id", "lead_id", "judge_id"),
    ),
    table(
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
)
