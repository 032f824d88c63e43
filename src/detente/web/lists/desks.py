"""The five lists as pages: their columns from the start, quick filters, figures beside the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from detente.crm.lists.fields import Field
from detente.crm.people.actions import organisation
from detente.crm.playbook import actions as playbook
from detente.web.accounts.figures import figures_of
from detente.web.campaigns.figures import MILESTONES, reached

Rows = list[dict[str, Any]]


def _nothing(rows: Rows, user: Any) -> None:
    """Rows of most lists are whole as they are read."""


@dataclass(frozen=True)
class Desk:
    """One list's page. `aside` and `phone` say what a row shows beside its name on a phone.

    `quick` are filters at hand, `seldom` those behind a word; `compute` fills the `figures` of a page's rows in place;
    `ability` is what changing its rows takes.
    """

    subject: str
    record: str
    ability: str
    title: str | Promise
    search_label: str | Promise
    counted: Callable[[int, str], str]
    defaults: tuple[str, ...]
    quick: tuple[str, ...]
    aside: str
    phone: tuple[str, ...]
    seldom: tuple[str, ...] = ()
    figures: tuple[Field, ...] = ()
    compute: Callable[[Rows, Any], None] = _nothing
    sub: Callable[[dict[str, Any]], str] = lambda row: ""


def _figure(key: str, label: Any, kind: Any = "number") -> Field:
    return Field(key, label, "", kind=kind, is_sortable=False, is_filter=False)


def _worth(rows: Rows, user: Any) -> None:
    found, currency = figures_of([row["id"] for row in rows], user), organisation().currency
    for row in rows:
        worth = found[row["id"]]
        row |= {
            "people": worth.people, "open_leads": worth.open_leads, "open_deals": worth.open_deals,
            "open_value": worth.open_minor, "won_deals": worth.won_deals, "won_value": worth.won_minor,
            "our_currency": currency,
        }  # fmt: skip


def _reached(rows: Rows, user: Any) -> None:
    found, currency = (
        reached([row["id"] for row in rows], playbook.current(), user),
        organisation().currency,
    )
    for row in rows:
        row |= dict.fromkeys(MILESTONES, 0) | found.get(row["id"], {}) | {"our_currency": currency}
        row["cost_per_lead"] = per_lead(row)


def per_lead(row: dict[str, Any]) -> int | None:
    """Cost over leads in minor units; None without a recorded cost, or without leads."""
    return None if row["spent"] is None or not row["arrived"] else round(row["spent"] / row["arrived"])


def _company(row: dict[str, Any]) -> str:
    return row["company"] if row["company"] and row["company"] != row["name"] else ""


DESKS = {
    "leads": Desk(
        "leads", "lead", "work_leads", _("Leads"), _("Name, address, company"),
        lambda n, total: ngettext("%(total)s lead", "%(total)s leads", n) % {"total": total},
        defaults=("name", "stage", "score", "owner", "source", "campaign", "status", "attempts", "arrived"),
        quick=("stage", "owner", "source", "campaign"), seldom=("status", "data", "vendor", "arrived"),
        aside="stage", phone=("owner", "source", "arrived"), sub=_company,
    ),
    "deals": Desk(
        "deals", "deal", "work_deals", _("Deals"), _("Find a deal"),
        lambda n, total: ngettext("%(total)s deal", "%(total)s deals", n) % {"total": total},
        defaults=("name", "stage", "amount", "expected", "next_step", "owner", "since", "opened"),
        quick=("stage", "owner", "source", "campaign", "due"), seldom=("has_product", "type"),
        aside="amount", phone=("stage", "expected", "next_step", "owner"),
        sub=lambda row: _company(row) or row["contact"] or "",
    ),
    "accounts": Desk(
        "accounts", "account", "edit_people", _("Accounts"), _("Name, domain or city"),
        lambda n, total: ngettext("%(total)s account", "%(total)s accounts", n) % {"total": total},
        defaults=("name", "type", "owner", "industry", "country", "people", "open_leads", "open_value", "won_value",
                  "created"),
        quick=("type", "owner", "industry", "named"),
        aside="type", phone=("owner", "industry", "country", "people", "open_leads", "open_value", "won_value"),
        figures=(
            _figure("people", _("People")), _figure("open_leads", _("Open leads")),
            _figure("open_deals", _("Open deals, count")), _figure("open_value", _("Open deals"), "money"),
            _figure("won_deals", _("Deals won, count")), _figure("won_value", _("Won"), "money"),
        ),
        compute=_worth, sub=lambda row: row["site"] or "",
    ),
    "people": Desk(
        "people", "person", "edit_people", _("People"), _("Name, e-mail, phone or company"),
        lambda n, total: ngettext("%(total)s person", "%(total)s people", n) % {"total": total},
        defaults=("name", "title", "account", "email", "phone", "created"),
        quick=(), seldom=("created",), aside="account", phone=("title", "email"),
    ),
    "campaigns": Desk(
        "campaigns", "campaign", "edit_campaigns", _("Campaigns"), _("Name"),
        lambda n, total: ngettext("%(total)s campaign", "%(total)s campaigns", n) % {"total": total},
        defaults=("name", "source", "starts", "ends", "leads", "cost", "cost_per_lead", "mql", "sql", "won"),
        quick=("source", "type", "vendor"), seldom=("starts",), aside="leads",
        phone=("starts", "cost", "mql", "sql", "won"),
        figures=(
            _figure("cost_per_lead", _("Cost per lead"), "money"), _figure("mql", _("Reached MQL")),
            _figure("sql", _("Reached SQL")), _figure("won", _("Won")),
        ),
        compute=_reached, sub=lambda row: row["by_vendor"] or "",
    ),
}  # fmt: skip
"""By subject, which is also the name of the list's address."""
