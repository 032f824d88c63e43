"""Leads: where each came from, where it stands, and what follows from its history."""

from __future__ import annotations

from detente.analytics.contract.column import Table, table

LEADS: tuple[Table, ...] = (
    table(
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
        acted_at         instant the buyer's action that sales answers: the handoff's, else the last response before
        handoff_id       id      handoff that speaks for it: the first of marketing, else the first that was passed on
        received_at      instant when somebody of sales first got it
        pursuer_id       id      rep of sales who tried first, else who has it
        held_at          instant since when the one who had it at the first attempt, or has it, does; after the action
        tried_at         instant first attempt of a human since the buyer's action
        last_tried_at    instant last of these attempts
        tries            count   how many these are
        tried_channels   count   by how many channels
        is_reached       flag    one of them was a two-way exchange
        by_call          flag    one of them was a call
        by_mail          flag    one of them was a mail
        by_meeting       flag    one of them was a meeting
        by_social        flag    one of them was a message in a social network
        by_text          flag    one of them was a text message
        acted_seconds    number  business seconds of the pursuer's team at the buyer's action (see working_spans)
        held_seconds     number  the same at held_at
        until_seconds    number  the same at the first attempt, else when it was closed; NULL while it waits
        """,
    ),
)
