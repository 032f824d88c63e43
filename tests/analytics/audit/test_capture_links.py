"""What the audit says of what belongs together: campaigns, owners, reasons, history, bounces and what they cost."""

from __future__ import annotations

from datetime import date, datetime

from detente.analytics.audit.finding import Found, NotRun, Passed
from tests.analytics.audit.asking import ask, evidence, found


def test_campaigns_that_have_begun_without_a_cost_are_found_and_none_is_a_cost():
    campaigns = [
        {"campaign": "c1", "name": "Fair"}, {"campaign": "c2", "cost": 0.0},
        {"campaign": "c3", "starts_on": date(2026, 9, 1)}, {"campaign": "c4", "starts_on": date(2026, 3, 2)},
    ]  # fmt: skip
    members = [{"campaign": "c1", "lead": "b"}, {"campaign": "c1", "lead": "a"}]
    held = evidence(campaigns=campaigns, leads=[{"lead": "a", "campaign": "c1"}], members=members)
    assert found("campaign_cost", held) == (2, 4, ["c1", "c4"])
    assert "2 leads belong there" in ask("campaign_cost", held).finding.sentence
    assert isinstance(ask("campaign_cost", evidence(campaigns=campaigns[1:3])), Passed)


def test_a_lead_belongs_to_a_campaign_by_itself_as_a_member_or_as_the_person_it_became():
    leads = [
        {"lead": "own", "campaign": "c"},
        {"lead": "member"},
        {"lead": "person", "person": "p"},
        {"lead": "none"},
    ]
    held = evidence(leads=leads, members=[{"lead": "member"}, {"person": "p"}, {"campaign": "c"}])
    assert found("lead_campaign", held) == (1, 4, ["none"])
    assert isinstance(ask("lead_campaign", evidence(leads=leads[:1])), Passed)


def test_reasons_that_say_nothing_are_blank_or_other_in_several_languages():
    said = ["Price", "Other", " other. ", None, "n/a", "Sonstiges", "Autre", "Others won", "-", "No budget"]
    lost = [{"deal": str(n), "status": "lost", "reason": one} for n, one in enumerate(said)]
    held = evidence(deals=[*lost, {"deal": "won", "status": "won"}])
    assert found("vague_reasons", held) == (7, 10, ["1", "2", "3", "4", "5", "6", "8"])
    assert "1 are blank" in ask("vague_reasons", held).finding.sentence
    assert isinstance(ask("vague_reasons", evidence(deals=lost[:9])), NotRun)


def test_an_owner_is_known_by_key_name_or_address():
    users = [{"user": "u1", "name": "Rita Vogel", "email": "rita@steel.example"}]
    owners = ["u1", "RITA vogel", "rita@steel.example ", "u2", None]
    held = evidence(leads=[{"lead": str(n), "owner": one} for n, one in enumerate(owners)], users=users)
    assert found("owners_unknown", held) == (1, 4, ["3"])


def test_history_is_missed_where_the_crm_keeps_one_and_asked_for_elsewhere():
    deals = [{"deal": str(n)} for n in range(30)]
    files = [{"file_no": 1, "object": "deals", "system": "salesforce"}]
    assert isinstance(ask("no_history", evidence(deals=deals[:29], files=files)), NotRun)
    outcome = ask("no_history", evidence(deals=deals, files=files))
    assert isinstance(outcome, Found) and "Setup" in outcome.finding.todo
    mixed = [*files, {"file_no": 2, "object": "accounts", "system": "other"}]
    assert isinstance(ask("no_history", evidence(deals=deals, files=mixed)), NotRun)
    assert isinstance(
        ask("no_history", evidence(deals=deals, files=files, changes=[{"record": "1"}])), Passed
    )


def bounces(**sources):
    """Leads of sources; of each how many bounced, of how many."""
    return [
        {"lead": f"{source}{n}", "email": f"{source}{n}@steel.de", "source": source, "is_bounced": n < bad}
        for source, (bad, of) in sources.items()
        for n in range(of)
    ]


def test_only_a_source_that_bounces_beyond_chance_is_named():
    apart = ask("hard_bounces", evidence(leads=bounces(Fair=(2, 40), Web=(3, 60), Bought=(18, 40))))
    assert isinstance(apart, Found) and apart.finding.count == 23
    assert apart.finding.sentence.endswith("more than elsewhere from Bought (45.0 %)")
    alike = ask(
        "hard_bounces", evidence(leads=bounces(Fair=(2, 40), Web=(5, 60), Bought=(4, 40), Tiny=(3, 4)))
    )
    assert isinstance(alike, Found) and alike.finding.sentence.endswith("no source stands out beyond chance")
    assert (
        alike.finding.breakdowns[0].rows[-1]["share"] is None
        or alike.finding.breakdowns[0].rows[-1]["addresses"] >= 10
    )
    assert isinstance(ask("hard_bounces", evidence(leads=bounces(Web=(0, 20)))), Passed)
    assert isinstance(ask("hard_bounces", evidence(leads=bounces(Web=(2, 9)))), NotRun)


def test_what_cannot_be_reached_costs_its_share_of_its_campaigns():
    leads = [one | {"campaign": "Fair" if n % 2 else "c1"} for n, one in enumerate(bounces(Web=(12, 40)))]
    campaigns = [
        {"campaign": "c1", "name": "Mail", "cost": 400.0},
        {"campaign": "c2", "name": "Fair", "cost": 100.0},
    ]
    cost = ask("hard_bounces", evidence(leads=leads, campaigns=campaigns)).finding.cost
    assert (cost.amount, cost.currency) == (6 * 400 / 20 + 6 * 100 / 20, "EUR")
    assert (
        ask("hard_bounces", evidence(leads=leads[:9] + leads[30:], campaigns=campaigns)).finding.cost is None
    )
    mixed = [campaigns[0] | {"currency": "USD"}, campaigns[1] | {"currency": "EUR"}]
    assert ask("hard_bounces", evidence(leads=leads, campaigns=mixed)).finding.cost is None


def test_what_the_history_shows_to_have_changed_after_the_end_is_told():
    deals = [{"deal": "1", "status": "won", "closed_at": datetime(2026, 1, 5)}]
    held = evidence(deals=deals, changes=[
        {"object": "deals", "record": "1", "field": field, "old": "a", "new": "b", "at": datetime(2026, 1, day)}
        for field, day in (("amount", 9), ("amount", 5), ("stage", 9), ("owner", 9))
    ])  # fmt: skip
    assert found("after_the_fact", held) == (1, 1, ["1"])
