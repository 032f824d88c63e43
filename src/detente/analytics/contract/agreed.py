"""Who works, what the teams agreed, their hours, and what things are worth."""

from __future__ import annotations

from detente.analytics.contract.column import Table, table

AGREED: tuple[Table, ...] = (
    table(
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
    table(
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
    table(
        "playbooks",
        "Versions of the agreement.",
        """
        playbook         count   version
        effective_at     instant when it took effect
        changed          text    its parts that differ from the version before, with ", " between; NULL for the first
        """,
    ),
    table(
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
    table(
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
    table(
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
    table(
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
    table(
        "fx_rates",
        "Currency rates by day.",
        """
        on_day           date    day
        currency         text    ISO 4217 currency
        rate             number  units of the organisation's currency for one unit
        """,
        key=("on_day", "currency"),
    ),
    table(
        "team_costs",
        "Cost of a team: in a month, or of an hour of its work from a day on. An hour's cost goes before a month's.",
        """
        team             text    the team
        month_on         date    first day of the month; of an hour's cost the day from which it holds
        kind             text    people, tools, commissions; hour: what an hour costs, until the next such row
        amount_minor     money   amount
        currency         text    ISO 4217 currency
        """,
        key=("team", "month_on", "kind"),
    ),
)
