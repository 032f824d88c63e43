"""What is agreed about an arrival. Pure: plain values in, objections out."""

from __future__ import annotations

from datetime import datetime, timedelta

from detente.crm.objections import N_, Objection
from detente.crm.people.money import LARGEST_MINOR, is_currency
from detente.crm.playbook.agreement import Agreement

# A clock may run ahead a little; a lead dated tomorrow is a mistake.
CLOCK_SLACK = timedelta(minutes=10)


def objections_to_capture(
    *,
    agreement: Agreement,
    stage: str,
    name: str,
    email: str | None,
    phone: str | None,
    external: str | None,
    country: str | None = None,
) -> list[Objection]:
    """A lead needs somebody to qualify and a stage that a lead can stand in without a deal."""
    found = []
    if not any((text or "").strip() for text in (name, email, phone, external)):
        text = N_("Give at least a name, an e-mail address, a phone number or an external id.")
        found.append(Objection("nobody", text, "name"))
    if external and len(external) > 200:
        found.append(Objection("external_long", N_("An external id has at most 200 letters."), "external"))
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        text = N_("{country} is not a country's code of two letters, like DE.")
        found.append(Objection("country_unknown", text, "country", {"country": country}))
    if stage not in {step.code for step in agreement.lead_stages}:
        text = N_("A lead can't arrive in {stage}; use one of {stages}.")
        values = {"stage": stage or "''", "stages": ", ".join(step.code for step in agreement.lead_stages)}
        found.append(Objection("stage_unknown", text, "stage", values))
    return found


def objections_to_date(at: datetime, *, now: datetime) -> list[Objection]:
    """What happened can't be dated in the future."""
    if at > now + CLOCK_SLACK:
        text = N_("{day} is in the future; give the day it happened.")
        return [Objection("in_future", text, "at", {"day": f"{at:%Y-%m-%d %H:%M}"})]
    return []


def objections_to_code(code: str, known: dict[str, str], field: str) -> list[Objection]:
    """A code must be one of the playbook's."""
    if code in known:
        return []
    text = N_("{code} is not one of {known}.")
    return [Objection(f"{field}_unknown", text, field, {"code": code or "''", "known": ", ".join(known)})]


def objections_to_cost(amount_minor: int, currency: str, *, is_of_something: bool) -> list[Objection]:
    """Money was spent on something, in a currency of ISO 4217; a refund is negative."""
    found = []
    if not is_of_something:
        text = N_("Say which campaign, vendor or source the cost is for.")
        found.append(Objection("cost_of_nothing", text, "campaign"))
    if not is_currency(currency):
        found.append(
            Objection("currency_unknown", N_("Give the currency as three letters, like EUR."), "currency")
        )
    if abs(amount_minor) > LARGEST_MINOR:
        found.append(Objection("amount_too_large", N_("This amount is too large to be real."), "amount"))
    return found


def objections_to_owner(name: str, *, role: str, is_active: bool) -> list[Objection]:
    """Whoever owns a lead works here and works leads."""
    if is_active and role not in ("vendor", "executive"):
        return []
    text = N_("{name} does not work leads; choose an active rep.")
    return [Objection("owner_unfit", text, "owner", {"name": name})]
