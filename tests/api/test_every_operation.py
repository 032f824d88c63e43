"""Every operation, for every role: who may ask, who is turned away, and none that is not on the list.

The list is written by hand, apart from the operations, so that one that lets in too many is found out.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from detente.api.main import made
from detente.crm.capture.actions import Who, capture
from detente.crm.capture.campaigns import add_campaign
from detente.crm.capture.origin import Origin
from detente.crm.deals.actions import open_deal
from detente.crm.deals.products import add_product
from detente.crm.handoff.actions import hand_over
from detente.crm.people.actions import add_user
from tests.api.programs import Program
from tests.crm.cast import Cast

EVERYBODY = "marketing sdr ae manager executive operations admin vendor"
WORKING = "marketing sdr ae manager operations admin"
CAMPAIGNS = "marketing operations admin"
IMPORTING = "marketing manager operations admin"
STEERING = "operations admin"
INTERNAL = "marketing sdr ae manager executive operations admin"
STAFFING = "manager operations admin"

OPERATIONS = {
    EVERYBODY: """list_leads get_lead list_lead_events list_people get_person list_person_events list_accounts
        get_account list_account_events list_deals get_deal list_deal_events list_deal_contacts list_items
        list_products get_product list_campaigns get_campaign list_members list_campaign_events list_costs list_files
        get_file get_file_content describe_list list_views get_view search list_reports get_report list_report_rows
        get_me get_organisation list_users get_user list_teams list_vendors list_fields get_field
        get_playbook list_playbook_versions get_playbook_version list_handoffs get_handoff list_lead_handoffs
        get_score""",
    INTERNAL: """list_absences list_proposals get_verdict list_verdict_rows list_blind_audits get_blind_audit
        list_judged_leads list_pile get_pile_lead""",
    WORKING: """capture_lead change_lead log_attempt touch_lead note_on_lead move_lead backfill_lead end_lead
        reopen_lead assign_lead find_defect clear_defect correct_origin move_lead_to_account take_back_entry
        add_person change_person add_account change_account open_deal change_deal move_deal win_deal lose_deal
        reopen_deal join_lead note_on_deal plan_next_step give_part end_part set_items merge_people merge_accounts
        undo_merge_of_people undo_merge_of_accounts attach_file remove_file add_view change_view remove_view
        pin_view hand_over_lead pass_lead_on accept_handoff reject_handoff reroute_handoff promise_callback drop_next
        note_absence withdraw_absence end_blind_audit judge_lead take_back_opinion""",
    STAFFING: "change_capacity",
    CAMPAIGNS: "add_campaign change_campaign join_campaign add_cost",
    IMPORTING: "list_imports start_import get_import list_rejects propose_playbook start_blind_audit",
    STEERING: """add_product change_product add_vendor add_field change_field add_choices change_choice move_field
        list_rates set_rates remove_rates list_team_costs set_team_cost remove_team_cost
        list_webhooks add_webhook get_webhook change_webhook rotate_webhook_secret
        remove_webhook""",
}
MATRIX = {name: set(roles.split()) for roles, names in OPERATIONS.items() for name in names.split()}


def operations() -> list[tuple[str, str, str]]:
    """Method, address and name of every operation that the document has."""
    paths = made().get_openapi_schema()["paths"]
    return [(method, path, one["operationId"]) for path, of in paths.items() for method, one in of.items()]


def test_no_operation_is_missing_from_the_list() -> None:
    named = [name for _method, _path, name in operations()]
    assert len(set(named)) == len(named)
    assert set(named) - set(MATRIX) == set(), "say in this file who may ask for these"
    assert set(MATRIX) - set(named) == set(), "these operations are gone; take them off the list"


@pytest.fixture
def company(crew: Cast) -> SimpleNamespace:
    """One of everything, brought in by the vendor, so that a vendor's user may open it too."""
    for role in ("manager", "executive", "operations"):
        add_user(email=f"{role}@works.example", name=role.title(), role=role, by=None)
    campaign = add_campaign("Lists", by=crew.mia, vendor_id=crew.callers.pk, source="list")
    origin = Origin(campaign=campaign)
    lead = capture(Who(name="Ida", company="Plain"), by=None, origin=origin, owner=crew.sven).lead
    dealt = capture(Who(name="Otto", company="Kern"), by=None, origin=origin, owner=crew.sven).lead
    deal = open_deal(by=crew.ava, lead=dealt)
    keys = {
        "leads": lead.uuid, "people": lead.person.uuid, "accounts": lead.account.uuid, "campaigns": campaign.uuid,
        "deals": deal.uuid, "handoffs": hand_over(lead, by=crew.mia).uuid,
        "absences": 1, "products": add_product("Audit", by=None).uuid, "users": crew.vera.uuid,
    }  # fmt: skip
    return SimpleNamespace(keys=keys, person=lead.person.uuid)


def _address(path: str, company: SimpleNamespace) -> str:
    where = path.split("/")[2].replace("{where}", "leads")
    given = {
        "where": "leads", "key": company.keys.get(where, company.person), "person": company.person, "seq": 1,
        "other": company.person, "slug": "funnel", "subject": "leads", "code": "no_such", "object": "lead",
        "choice": "no_such", "currency": "USD",
        "number": 1, "no": 1, "team": "sales", "from_on": "2026-01-01",
    }  # fmt: skip
    return path.removeprefix("/api/").format(**given) + ("?q=Ida" if path.endswith("/search") else "")


def test_each_role_may_do_what_the_list_says_and_no_more(company: SimpleNamespace, settings: Any) -> None:
    from detente import copy
    from detente.crm.models import User

    settings.API_PER_MINUTE = 0
    copy.rebuild()
    # The vendor first: what others do here (an empty origin) may take the lead out of their sight.
    for role in reversed(EVERYBODY.split()):
        program = Program.of(User.objects.filter(role=role).order_by("pk")[0])
        for method, path, name in operations():
            body = None if method in ("get", "delete") else {}
            answer = program.ask(method, _address(path, company), body)
            said = (answer.said or {}) if isinstance(answer.said, dict) else {}
            code = said.get("error", {}).get("code")
            if role in MATRIX[name]:
                assert answer.status_code in (200, 201, 204, 404, 415, 422), (
                    f"{role} at {name}: {answer.status_code}"
                )
                assert method != "get" or answer.status_code in (200, 404), f"{role} at {name}: {code}"
            else:
                assert code in ("ability_missing", "scope_missing"), f"{role} at {name}: {answer.status_code}"


def test_strangers_get_the_description_and_nothing_else(company: SimpleNamespace) -> None:
    stranger = Program("")
    assert stranger.get("openapi.json").status_code == 200
    for method, path, name in operations():
        answer = stranger.ask(method, _address(path, company), None if method == "get" else {})
        assert answer.status_code == 401, name
