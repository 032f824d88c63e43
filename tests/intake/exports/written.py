"""Small exports in our own words, as the systems write them: the headers are theirs, the people are ours."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

HUBSPOT_CONTACTS = (
    "Record ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Lead Status,Create Date,"
    "Became a marketing qualified lead date,Became a customer date,Associated Company,Associated Company IDs,"
    "Contact owner,Original Source,Number of times contacted,Last Contacted,Email hard bounce reason\n"
    "101,Maya,Okafor,maya@ferngrove.example,+1 212 555 0101,Sales Qualified Lead,Connected,2024-01-03 09:12,"
    "2024-01-05 10:00,,Ferngrove Ltd,9001,Priya Nair,Organic Search,3,2024-01-09 11:00,\n"
    "102,Jonas,Weber,jonas@halden.example,,Lead,Unqualified,2024-02-10 14:30,,,Halden AG,9002;9001,Tom Berg,"
    "Paid Search,0,,\n"
    "103,Lena,Null,lena@,,Marketing Qualified Lead,New,2024-03-01 08:00,2024-03-02 08:00,,,,,Direct Traffic,,,"
    "UNKNOWN_USER\n"
    "104,Ade,Bello,ade@ferngrove.example,,Customer,Open deal,2023-11-20 16:45,2023-11-21 09:00,2024-02-01 12:00,"
    "Ferngrove Ltd,9001,Priya Nair,Referrals,7,2024-01-30 15:00,\n"
)
HUBSPOT_COMPANIES = (
    "Record ID,Company name,Company Domain Name,Industry,Number of Employees,Country/Region,Create Date,Company owner\n"
    '9001,Ferngrove Ltd,ferngrove.example,Agriculture,"1,250",United States,2023-11-20 16:45,Priya Nair\n'
    "9002,Halden AG,halden.example,Machinery,80,Germany,2024-02-10 14:30,Tom Berg\n"
)
HUBSPOT_DEALS = (
    "Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Create Date,Amount,Deal owner,Associated Contact IDs,"
    "Associated Company IDs,Closed Lost Reason\n"
    '501,Ferngrove roll-out,Closed Won,Sales Pipeline,2024-02-01 12:00,2023-12-01 10:00,"$12,500.00",Priya Nair,'
    "104;101,9001,\n"
    "502,Halden pilot,Contract Sent,Sales Pipeline,2024-06-30 00:00,2024-02-20 10:00,$800.50,Tom Berg,102,9002,\n"
    "503,Halden extras,Closed Lost,Sales Pipeline,2024-04-01 00:00,2024-02-21 10:00,,Tom Berg,102,9002,Price\n"
)
HUBSPOT_HISTORY = (
    "Contact ID,Property name,Property value,Timestamp,Source\n"
    "103,lifecyclestage,lead,2024-03-01 08:00:00,CRM_UI\n"
    "103,lifecyclestage,marketingqualifiedlead,2024-03-02 08:00:00,WORKFLOW\n"
    "101,hs_lead_status,NEW,2024-01-03 09:12:00,FORM\n"
    "101,hs_lead_status,CONNECTED,2024-01-04 09:00:00,CRM_UI\n"
    "102,hubspot_owner_id,Tom Berg,2024-02-10 14:31:00,CRM_UI\n"
    "102,hubspot_owner_id,Priya Nair,2024-02-12 10:00:00,CRM_UI\n"
)
HUBSPOT_CALLS = (
    "Record ID,Activity type,Activity date,Activity assigned to,Call outcome,Call direction,Call notes,"
    "Associated Contact IDs,Associated Deal IDs\n"
    "801,Call,2024-01-04 09:00,Priya Nair,Connected,Outbound,Asked for a demo,101,\n"
    "802,Call,2024-02-11 10:00,Tom Berg,No answer,Inbound,,102,502\n"
)
SALESFORCE_LEADS = (
    "Id,IsDeleted,LastName,FirstName,Company,Email,LeadSource,Status,OwnerId,IsConverted,ConvertedDate,"
    "ConvertedOpportunityId,CreatedDate,LastModifiedDate,LastActivityDate\n"
    "00Q5g00000AAAA1EAP,0,Okafor,Maya,Ferngrove Ltd,maya@ferngrove.example,Web,Working - Contacted,0055g000001aaaaAAA,"
    "0,,000000000000000AAA,2024-01-03T09:12:00.000+0000,2024-01-09T00:00:00.000+0000,2024-01-09\n"
    "00Q5g00000AAAA2EAP,0,Weber,Jonas,Halden AG,jonas@halden.example,Partner,Closed - Converted,0055g000001bbbbAAA,"
    "1,2024-02-20,0065g00000CCCC2AAP,2024-02-10T14:30:00.000+0000,2024-02-20T00:00:00.000+0000,\n"
    "00Q5g00000AAAA3EAP,1,Gone,Gerd,Gone Inc,gerd@gone.example,Web,Open - Not Contacted,0055g000001bbbbAAA,"
    "0,,,2024-02-11T14:30:00.000+0000,2024-02-20T00:00:00.000+0000,\n"
)
SALESFORCE_OPPORTUNITIES = (
    "Id,IsDeleted,AccountId,Name,StageName,Amount,Probability,CloseDate,IsClosed,IsWon,ForecastCategory,OwnerId,"
    "CreatedDate,CampaignId\n"
    "0065g00000CCCC2AAP,0,0015g00000DDDD1AAP,Halden pilot,Closed Won,800.5,100,2024-05-01,1,1,Closed,"
    "0055g000001bbbbAAA,2024-02-20T10:00:00.000+0000,\n"
    "0065g00000CCCC3AAP,0,0015g00000DDDD1AAP,Halden extras,Negotiation,,60,2024-06-01,0,0,Pipeline,"
    "0055g000001bbbbAAA,2024-02-21T10:00:00.000+0000,000000000000000AAA\n"
)
SALESFORCE_TASKS = (
    "Id,WhoId,WhatId,Subject,ActivityDate,Status,OwnerId,IsClosed,CreatedDate,TaskSubtype,IsDeleted\n"
    "00T5g00000EEEE1,00Q5g00000AAAA1,,Call Maya,2024-01-04,Completed,0055g000001aaaa,1,2024-01-03T10:00:00Z,Call,0\n"
    "00T5g00000EEEE2,,0065g00000CCCC3,Send offer,2024-07-01,Not Started,0055g000001bbbb,0,2024-03-01T10:00:00Z,Task,0\n"
)
SALESFORCE_USERS = (
    "Id,Username,LastName,FirstName,Email,IsActive,UserRoleId\n"
    "0055g000001aaaaAAA,priya@us.example,Nair,Priya,priya@us.example,1,\n"
    "0055g000001bbbbAAA,tom@us.example,Berg,Tom,tom@us.example,0,\n"
)
SALESFORCE_LEAD_HISTORY = (
    "Id,IsDeleted,LeadId,CreatedById,CreatedDate,Field,OldValue,NewValue\n"
    "0171,0,00Q5g00000AAAA1EAP,0055g000001aaaaAAA,2024-01-03T09:12:00.000+0000,created,,\n"
    "0172,0,00Q5g00000AAAA1EAP,0055g000001aaaaAAA,2024-01-04T10:00:00.000+0000,Status,Open - Not Contacted,"
    "Working - Contacted\n"
    "0173,0,00Q5g00000AAAA1EAP,0055g000001aaaaAAA,2024-01-05T10:00:00.000+0000,Owner,Tom Berg,Priya Nair\n"
    "0174,0,00Q5g00000AAAA1EAP,0055g000001aaaaAAA,2024-01-05T10:00:00.000+0000,Owner,0055g000001bbbbAAA,"
    "0055g000001aaaaAAA\n"
)
SALESFORCE_STAGES = (
    "Id,OpportunityId,CreatedById,CreatedDate,StageName,Amount,ExpectedRevenue,CloseDate,Probability,IsDeleted\n"
    "0081,0065g00000CCCC2AAP,0055g000001bbbbAAA,2024-02-20T10:00:00.000+0000,Prospecting,500,50,2024-05-01,10,0\n"
    "0082,0065g00000CCCC2AAP,0055g000001bbbbAAA,2024-03-20T10:00:00.000+0000,Negotiation,500,300,2024-05-01,60,0\n"
    "0083,0065g00000CCCC2AAP,0055g000001bbbbAAA,2024-05-01T10:00:00.000+0000,Closed Won,800.5,800.5,2024-05-01,100,0\n"
)
SALESFORCE_REPORT = (
    '"Lead Owner","First Name","Last Name","Company / Account","Email","Lead Source","Lead Status","Create Date"\n'
    '"Priya Nair","Maya","Okafor","Ferngrove Ltd","maya@ferngrove.example","Web","Open","1/13/2024"\n'
    '"Tom Berg","Jonas","Weber","Halden AG","jonas@halden.example","Partner","Qualified","2/3/2024"\n'
    '"Tom Berg","Lena","Novak","Novak s.r.o.","lena@novak.example","Web","Qualified","3/4/2024"\n'
    "\n"
    '"Grand Totals (3 records)"\n'
    '"Confidential Information - Do Not Distribute"\n'
    '"Copyright (c) 2000-2024 salesforce.com, inc. All rights reserved."\n'
)
GERMAN_REPORT = (
    "Lead-Inhaber;Vorname;Nachname;Firma/Account;E-Mail;Lead-Quelle;Lead-Status;Erstelldatum;Konvertiert\n"
    "Priya Nair;Maja;Öztürk;Müller GmbH;maja@mueller.example;Messe;Offen;31.01.2024;FALSCH\n"
    "Tom Berg;Jörg;Weiß;Halden AG;joerg@halden.example;Web;Qualifiziert;03.02.2024;WAHR\n"
)


def written(folder: Path, **texts: str) -> Path:
    """A folder with a CSV file for each text."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def hubspot(folder: Path) -> Path:
    """What HubSpot's own export gives of a small company."""
    return written(
        folder, contacts=HUBSPOT_CONTACTS, companies=HUBSPOT_COMPANIES, deals=HUBSPOT_DEALS, history=HUBSPOT_HISTORY,
        calls=HUBSPOT_CALLS,
    )  # fmt: skip


def salesforce(folder: Path) -> Path:
    """A Data Export zip of Salesforce, with the mark that it sets before UTF-8."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "Lead": SALESFORCE_LEADS, "Opportunity": SALESFORCE_OPPORTUNITIES, "Task": SALESFORCE_TASKS,
        "User": SALESFORCE_USERS, "LeadHistory": SALESFORCE_LEAD_HISTORY, "OpportunityHistory": SALESFORCE_STAGES,
    }  # fmt: skip
    path = folder / "WE_00D5g000001.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.csv", "\ufeff" + text)
    return path


def table(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([headers, *rows])
    return path
