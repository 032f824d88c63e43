"""Headers alone say what a file is, whatever it is called, in English and German."""

from __future__ import annotations

import pytest

from detente.intake.exports.recognising import recognised
from detente.intake.exports.uses import RawFile

KNOWN = {
    "Opportunity Owner,Account Name,Opportunity Name,Stage,Amount,Probability (%),Close Date,Created Date": "deals",
    "Opportunity-Inhaber,Accountname,Opportunity-Name,Phase,Betrag,Schlusstermin,Erstelldatum": "deals",
    "Contact Owner,First Name,Last Name,Account Name,Title,Email,Phone,Mailing Country": "people",
    "Account Owner,Account Name,Billing Country,Industry,Type,Employees,Last Activity": "accounts",
    "Campaign Name,Member Status,First Name,Last Name,Company,Lead Source": "members",
    "Date,Subject,Assigned,Company / Account,Lead,Status,Task,Event": "activities",
    "Opportunity Name,Field / Event,Old Value,New Value,Edited By,Edit Date": "changes",
    "Datensatz-ID,Vorname,Nachname,E-Mail,Telefonnummer,Lifecycle-Phase,Lead-Status,Erstellungsdatum": "leads",
    "Datensatz-ID,Deal-Name,Deal-Phase,Betrag,Abschlussdatum,Erstellungsdatum": "deals",
    "Record ID,Email,First Name,hs_lead_status,hubspot_owner_id,lifecyclestage,createdate": "leads",
    "Record Id,Lead Owner,Company,First Name,Last Name,Email,Lead Source,Lead Status,Created Time,Industry": "leads",
    "Record Id,Deal Name,Deal Owner,Account Name,Amount,Closing Date,Stage,Created Time": "deals",
    "Record Id,Contact Owner,First Name,Last Name,Account Name,Email,Lead Source,Created Time": "people",
    "Record ID,Task title,Task status,Due date,Task type,Assigned to,Associated Contact": "activities",
    "Record ID,Meeting name,Meeting start time,Meeting outcome,Activity assigned to": "activities",
    "Campaign name,Start date,Budget items total amount,Spend items total amount,Influenced contacts": "campaigns",
    "id,deal_id,stage_name,amount,currency_iso_code,close_date,owner_id,created_date": "deals",
    "Id,OpportunityId,Field,OldValue,NewValue,CreatedById,CreatedDate,IsDeleted": "changes",
    "ticket_id,subject,status,priority,created_at": None,
    "Case Number,Subject,Status,Priority,Case Owner,Date/Time Opened": None,
    "Invoice Number,Account Name,Total,Due Date,Status,Amount": None,
    "first,last,address,city,zip": None,
    "date,open,high,low,close,volume": None,
    "sku,quantity,total": None,
    "Timestamp,Level,Message,User": None,
    "age,job,marital,education,contact,month,duration,campaign,y": None,
}


@pytest.mark.parametrize("headers", KNOWN)
def test_a_file_is_known_by_its_headers(headers: str) -> None:
    shape = recognised(RawFile(1, "export.csv", "file_1", tuple(headers.split(",")), 0))
    assert (shape.fills if shape else None) == KNOWN[headers], shape
