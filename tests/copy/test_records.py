"""The company's own records as an audit reads them: every living one, with its added fields."""

from __future__ import annotations

from detente.copy.records import own_records
from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.history.models import Event
from detente.crm.people.custom import change_custom
from detente.crm.people.custom_fields import add_field
from detente.crm.people.models import Account, Person
from tests.copy.northwind import Worker


def test_every_living_record_is_there_as_the_crm_has_it(company):
    Worker(company, 7).work(220)
    with own_records() as evidence:
        rows = {row["lead"]: row for row in evidence.rows("SELECT * FROM leads")}
        living = Lead.objects.filter(is_archived=False).select_related("person")
        assert set(rows) == {str(lead.pk) for lead in living}
        for lead in living:
            row = rows[str(lead.pk)]
            moments = (row["created_at"], row["closed_at"], row["worked_at"])
            kept = (lead.arrived_at, lead.closed_at, lead.first_attempt_at)
            assert moments == tuple(moment and moment.replace(tzinfo=None) for moment in kept)
            assert (row["name"], row["email"], row["status"]) == (
                lead.person.label,
                lead.person.email,
                lead.stage,
            )
            mql = [e.at for e in Event.objects.filter(lead=lead, to_stage="mql").exclude(kind="backfilled")]
            assert (row["mql_at"] is not None) == bool(mql)
        amounts = {
            row["deal"]: (row["amount"], row["status"]) for row in evidence.rows("SELECT * FROM deals")
        }
        assert amounts == {
            str(deal.pk): (deal.amount_minor and deal.amount_minor / 100, deal.status)
            for deal in Deal.objects.filter(is_archived=False)
        }
        assert (
            evidence.filled("people")
            == Person.objects.filter(is_archived=False, merged_into=None, erased_at=None).count()
        )
        taken_back = Event.objects.exclude(reverses_id=None).values("reverses_id")
        tried = (
            Event.objects.filter(kind="attempted", lead__is_archived=False).exclude(pk__in=taken_back).count()
        )
        assert evidence.one("SELECT count(*) FROM activities WHERE NOT is_inbound") == tried


def test_an_added_field_is_a_column_under_its_own_name(company):
    account = Account.objects.create(
        name="Falk Holz", name_key="falk holz", created_at="2026-01-01T00:00:00Z"
    )
    add_field("account", name='Size "of" plant', kind="text", by=None)
    change_custom(account, {"size_of_plant": "large"}, by=None)
    with own_records() as evidence:
        found = evidence.rows('SELECT "Size ""of"" plant" AS size FROM raw_accounts')
        assert [row["size"] for row in found] == ["large"]
