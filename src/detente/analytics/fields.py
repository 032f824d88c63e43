"""The closed list of fields that a report can be grouped or filtered by.

Each is an expression over one lead, written here and nowhere else: no text of a user ever
becomes a field, a sort or a group. In the expressions `l` is a row of `leads`, `d` one of `deals`, and `h`
one that tells how a lead was given to somebody (see `handovers`, `pursued`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from detente.analytics.errors import UnknownField
from detente.analytics.language import marked, say
from detente.analytics.tables import TABLES

NONE = marked("(none)")
"""How an unknown value is written where text is needed; as a filter value it means NULL."""

NO_CAMPAIGN = " (no campaign)"

FACTS = (
    marked("company size"), marked("job title"), marked("industry"), marked("country"), marked("contact data"),
    marked("who is known already"), marked("budget"), marked("say in the decision"), marked("need"),
    marked("fit as a whole"),
)  # fmt: skip
"""What a lead may be found lacking in: words of ours."""

LEAD_TABLES: frozenset[str] = frozenset(
    table.name for table in TABLES if "lead_id" in table.names and table.name != "leads"
)
"""Tables whose rows belong to a lead, and are cut with it."""


@dataclass(frozen=True)
class Field:
    """A field of the registry.

    `of` says which lead of a chain of recycled ones speaks: the first (where it came from) or
    the latest (who holds it now). A field `of` deals or handoffs groups and filters only reports on
    these, and takes no lead away. `title` and `means` are marked texts. `cuts` are the tables that a
    filter on the field cuts.
    """

    name: str
    title: str
    means: str
    expression: str
    of: Literal["first", "latest", "deal", "handoff"] = "first"
    is_ordered: bool = False
    cuts: frozenset[str] = LEAD_TABLES | {"leads"}

    @property
    def is_of_leads(self) -> bool:
        """Whether every lead has it, and so every report."""
        return self.of in ("first", "latest")

    @property
    def label(self) -> str:
        """Its title in the reader's language."""
        return say(self.title)

    @property
    def meaning(self) -> str:
        """What it means, in the reader's language."""
        return say(self.means)


def _text(column: str, of: str = "l") -> str:
    return f"nullif(nullif({of}.{column}, ''), '{NONE}')"


def _name(column: str, table: str, key: str, of: str = "l") -> str:
    """The name a record goes by; twins are told apart by their key, the nameless go by it."""
    named = f"SELECT {key}, nullif(name, '') AS name, count(*) OVER (PARTITION BY name) AS twins FROM {table}"
    return f"""coalesce((
        SELECT CASE WHEN one.twins > 1 THEN one.name || ' #' || CAST(one.{key} AS VARCHAR) ELSE one.name END
        FROM ({named}) AS one WHERE one.{key} = {of}.{column}
    ), '#' || CAST({of}.{column} AS VARCHAR))"""


def _of_account(column: str) -> str:
    return f"(SELECT {_text(column, 'a')} FROM accounts AS a WHERE a.account_id = d.account_id)"


_CHANNEL = f"""coalesce(
    (SELECT {_text("type", "c")} FROM campaigns AS c WHERE c.campaign_id = l.campaign_id),
    {_text("medium")} || '{NO_CAMPAIGN}')"""

_ACCOUNT_TYPE = f"""(
    SELECT CASE WHEN a.type = 'customer' AND EXISTS (
        SELECT 1 FROM customers AS u WHERE u.account_id = a.account_id AND u.started_at >= d.opened_at
    ) THEN 'prospect' ELSE {_text("type", "a")} END
    FROM accounts AS a WHERE a.account_id = d.account_id
)"""
"""Whoever became a customer by the deal, or later, was none when it was created."""

_DEALS = frozenset({"deals"})

_RECEIVER_TEAM = f"(SELECT {_text('team', 'r')} FROM reps AS r WHERE r.rep_id = h.to_id)"

_BACK = "CASE h.back_as WHEN 'rejected' THEN h.reason WHEN 'recycled' THEN h.exit_reason END"
_REASON = f"""coalesce(
    (SELECT max(r.name) FROM reasons AS r WHERE r.exit = h.back_as AND r.reason = {_BACK} AND r.playbook = h.playbook),
    (SELECT max(r.name) FROM reasons AS r WHERE r.reason = {_BACK}), nullif({_BACK}, ''))"""


def _given(name: str, title: str, means: str, expression: str, *, is_ordered: bool = False) -> Field:
    return Field(name, title, means, expression, of="handoff", is_ordered=is_ordered, cuts=frozenset())


_ALL = (
    Field("source", marked("Source"), marked("where the lead came from"), _text("source")),
    Field("medium", marked("Medium"), marked("kind of channel"), _text("medium")),
    Field(
        "campaign",
        marked("Campaign"),
        marked("campaign of the first response"),
        _name("campaign_id", "campaigns", "campaign_id"),
    ),
    Field(
        "channel",
        marked("Channel"),
        marked("kind of the campaign of the first response; the medium of leads without one"),
        _CHANNEL,
    ),
    Field("vendor", marked("Vendor"), marked("paid supplier of the lead"), _text("vendor")),
    Field("team", marked("Team"), marked("team that holds the lead now"), _text("team"), of="latest"),
    Field(
        "owner",
        marked("Owner"),
        marked("rep who owns the lead now"),
        _name("owner_id", "reps", "rep_id"),
        of="latest",
    ),
    Field("country", marked("Country"), marked("country of the person or account"), _text("country")),
    Field(
        "fit_band", marked("Fit"), marked("fit grade, frozen at arrival"), _text("fit_band"), is_ordered=True
    ),
    Field(
        "landing_page", marked("Landing page"), marked("page of the first response"), _text("landing_page")
    ),
    Field(
        "month",
        marked("Month of arrival"),
        marked("month in which the lead arrived, in the organisation's zone"),
        "month_of(l.arrived_at, $zone)",
        is_ordered=True,
    ),
    Field(
        "product",
        marked("Product"),
        marked("product of the deal"),
        _text("product", "d"),
        of="deal",
        cuts=_DEALS,
    ),
    Field(
        "rep",
        marked("Rep"),
        marked("who owns the deal"),
        _name("owner_id", "reps", "rep_id", "d"),
        of="deal",
        cuts=_DEALS,
    ),
    Field(
        "deal_type",
        marked("Type of deal"),
        marked("new, expansion or renewal"),
        _text("type", "d"),
        of="deal",
        cuts=_DEALS,
    ),
    Field(
        "account_type",
        marked("Type of account"),
        marked("prospect, customer or partner when the deal was created"),
        _ACCOUNT_TYPE,
        of="deal",
        cuts=_DEALS,
    ),
    Field(
        "industry",
        marked("Industry"),
        marked("industry of the account"),
        _of_account("industry"),
        of="deal",
        cuts=_DEALS,
    ),
    Field(
        "closed_month",
        marked("Month of closing"),
        marked("month in which the deal was won or lost, in the organisation's zone"),
        "month_of(d.closed_at, $zone)",
        of="deal",
        is_ordered=True,
        cuts=_DEALS,
    ),
    _given(
        "receiver",
        marked("Rep"),
        marked("who was asked to work the lead; in follow-up who tried first, if anybody did"),
        _name("to_id", "reps", "rep_id", "h"),
    ),
    _given("receiver_team", marked("Team of the rep"), marked("team of that rep"), _RECEIVER_TEAM),
    _given(
        "band", marked("Score band"), marked("band of the points when it was handed over"), _text("band", "h"),
        is_ordered=True,
    ),
    _given("kind", marked("Kind"), marked("handed over by marketing, or passed on within sales"), _text("kind", "h")),
    _given("route", marked("Route"), marked("what chose the receiver"), _text("route", "h")),
    _given("reason", marked("Reason"), marked("reason for which it came back"), _REASON),
    _given(
        "in_month", marked("Month"), marked("month of the day that the report goes by, in the organisation's zone"),
        "month_of(h.dated_at, $zone)", is_ordered=True,
    ),
    _given(
        "in_week", marked("Week"), marked("week (ISO 8601) of the day that the report goes by"),
        "week_of(h.dated_at, $zone)", is_ordered=True,
    ),
    _given(
        "playbook", marked("Playbook"), marked("version of the playbook that held then"),
        "CAST(h.playbook AS VARCHAR)", is_ordered=True,
    ),
    _given("fact", marked("Deciding fact"), marked("what the lead was found lacking in, by the stated "
                                                   "reason"), "h.fact"),
)  # fmt: skip

FIELDS: dict[str, Field] = {field.name: field for field in _ALL}
LEAD_FIELDS: tuple[str, ...] = tuple(field.name for field in _ALL if field.is_of_leads)
DEAL_FIELDS: tuple[str, ...] = tuple(field.name for field in _ALL if field.of == "deal")


def field(name: str) -> Field:
    """The field of this name. Raises `UnknownField`, listing those that exist."""
    if found := FIELDS.get(name):
        return found
    raise UnknownField(
        say("There is no field %(name)r. Fields: %(known)s.", name=name, known=", ".join(FIELDS))
    )


def value_of(text: str | None) -> str | None:
    """A filter value as the tables hold it: '' and '(none)' mean that nobody knows."""
    return None if text in (None, "", NONE) else text


def group_name(value: str | None) -> str:
    """A value of a field as readers see it: the unknown one has a name, words of ours are translated."""
    if value is None:
        return say(NONE)
    if value in FACTS:
        return say(value)
    if value.endswith(NO_CAMPAIGN):
        return say("%(medium)s (no campaign)", medium=value.removesuffix(NO_CAMPAIGN))
    return value


def refuse_value(name: str, value: str, *, known: Iterable[str | None]) -> UnknownField:
    """The error for a value that no lead has, naming up to twenty that some lead has."""
    names = [NONE if one is None else one for one in known]
    if not names:
        return UnknownField(
            say("No lead has %(name)s %(value)r. Values: none, there are no leads.", name=name, value=value)
        )
    some = ", ".join(names[:20])
    if more := len(names[20:]):
        some = say("%(some)s and %(more)s more", some=some, more=str(more))
    return UnknownField(
        say("No lead has %(name)s %(value)r. Values: %(some)s.", name=name, value=value, some=some)
    )
