"""An export of Salesforce as `detente audit` reads it, of any size: made by DuckDB, streamed to CSV, always the same.

1,000,000 leads come with 5,000,000 tasks, 200,000 opportunities, contacts, 600,000 campaign members and 2,100,000
lines of history, and with what real exports have: misspelt sources, "Select", blank cells, dead mails, early closings.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

NOTHING = "000000000000000AAA"
SOURCES = ("Web", "web", "Google Ads", "Trade Show", "Webinar", "Partner Referral", "Cold Call", "Purchased List",
           "Email", "E-Mail", "Select", "Other")  # fmt: skip
COUNTRIES = (
    "Germany",
    "DE",
    "Deutschland",
    "United States",
    "USA",
    "US",
    "France",
    "UK",
    "United Kingdom",
    "",
)
MACROS = """
CREATE MACRO chance(i, k) AS (hash(i * 100 + k) % 1000000) / 1000000.0;
CREATE MACRO one_of(words, i, k) AS words[1 + floor(len(words) * chance(i, k))::INT];
CREATE MACRO key(prefix, i, tail) AS prefix || lpad(i::VARCHAR, 12, '0') || tail;
CREATE MACRO told(moment) AS strftime(moment, '%Y-%m-%dT%H:%M:%S.000+0000');
CREATE MACRO on_day(moment) AS strftime(moment, '%Y-%m-%d');
CREATE MACRO born(i) AS TIMESTAMP '2023-01-02' + (chance(i, 1) * 1000 * 86400)::INT * INTERVAL 1 SECOND;
CREATE MACRO source(i) AS one_of(getvariable('sources'), i, 2);
CREATE MACRO is_converted(i) AS i % 5 = 0;
CREATE MACRO closes(i) AS born(i) + (10 + chance(i, 3) * 120)::INT * INTERVAL 1 DAY;
CREATE MACRO stage(i) AS one_of(['Closed Won', 'Closed Lost', 'Closed Lost', 'Prospecting', 'Proposal'], i, 4);
CREATE MACRO owner(i) AS key('005', floor(120 * chance(i, 5))::INT, 'AAA');
"""
"""`i` is the number of a lead; a deal, its contact and its account have the number of the lead they came from."""

LEADS = """
SELECT key('00Q', i, 'EAA') AS "Id", 0 AS "IsDeleted", 'Last' || i % 40009 AS "LastName",
    'First' || i % 977 AS "FirstName", 'First' || i % 977 || ' Last' || i % 40009 AS "Name",
    one_of(['CEO', 'Buyer', 'Head of IT', ''], i, 6) AS "Title", 'Company ' || i % 60000 AS "Company",
    NULL AS "Street", NULL AS "City", one_of(getvariable('countries'), i, 7) AS "Country",
    '+49 30 ' || 1000000 + i AS "Phone",
    CASE WHEN chance(i, 8) < 0.02 THEN 'n/a' ELSE 'p' || i - (i % 33 = 0)::INT || '@company' || i % 60000 || '.com'
        END AS "Email",
    NULL AS "Website", NULL AS "Description", source(i) AS "LeadSource",
    CASE WHEN is_converted(i) THEN 'Qualified'
        ELSE one_of(['Open - Not Contacted', 'Working - Contacted', 'Closed - Not Converted', 'Nurturing'], i, 9)
        END AS "Status",
    NULL AS "Industry", NULL AS "Rating", NULL AS "AnnualRevenue", NULL AS "NumberOfEmployees", owner(i) AS "OwnerId",
    is_converted(i)::INT AS "IsConverted",
    CASE WHEN is_converted(i) THEN on_day(born(i) + INTERVAL 9 DAY) END AS "ConvertedDate",
    CASE WHEN is_converted(i) THEN key('001', i, 'AAA') ELSE $nothing END AS "ConvertedAccountId",
    CASE WHEN is_converted(i) THEN key('003', i, 'AAA') ELSE $nothing END AS "ConvertedContactId",
    CASE WHEN is_converted(i) THEN key('006', i, 'AAA') ELSE $nothing END AS "ConvertedOpportunityId",
    told(born(i)) AS "CreatedDate", told(born(i) + INTERVAL 20 DAY) AS "LastModifiedDate",
    told(born(i) + INTERVAL 20 DAY) AS "SystemModstamp", NULL AS "LastActivityDate",
    CASE WHEN chance(i, 10) < 0.03 THEN 'mailbox unavailable' END AS "EmailBouncedReason"
FROM range(1, $leads + 1) AS t(i)
"""
TASKS = """
SELECT key('00T', n, 'EAA') AS "Id",
    CASE WHEN is_converted(i) AND chance(n, 11) < 0.5 THEN key('003', i, 'AAA') ELSE key('00Q', i, 'EAA') END
        AS "WhoId",
    CASE WHEN is_converted(i) AND chance(n, 11) < 0.5 THEN key('006', i, 'AAA') ELSE $nothing END AS "WhatId",
    one_of(['Call', 'Email: Hello', 'Follow up', 'Demo'], n, 12) AS "Subject", on_day(done) AS "ActivityDate",
    CASE WHEN chance(n, 13) < 0.9 THEN 'Completed' ELSE 'Not Started' END AS "Status", 'Normal' AS "Priority",
    0 AS "IsHighPriority", owner(i) AS "OwnerId", NULL AS "Description", 0 AS "IsDeleted", $nothing AS "AccountId",
    (chance(n, 13) < 0.9)::INT AS "IsClosed", told(done) AS "CreatedDate", told(done) AS "LastModifiedDate",
    told(done) AS "SystemModstamp", NULL AS "CallDurationInSeconds",
    CASE WHEN n % 3 = 0 THEN 'Outbound' END AS "CallType",
    one_of(['Connected', 'No Answer', '', 'Voicemail'], n, 14) AS "CallDisposition",
    one_of(['Call', 'Email', 'Task'], n, 15) AS "TaskSubtype"
FROM (
    SELECT n, 1 + hash(n) % $leads AS i, born(i) + (3600 + chance(n, 16) * 40 * 86400)::INT * INTERVAL 1 SECOND AS done
    FROM range(1, 11 * $leads // 2 + 1) AS t(n)
) AS t WHERE i % 11 <> 0
"""
OPPORTUNITIES = """
SELECT key('006', i, 'AAA') AS "Id", 0 AS "IsDeleted", key('001', i, 'AAA') AS "AccountId", 'Deal ' || i AS "Name",
    stage(i) AS "StageName", round(500 + 20000 * chance(i, 17)) AS "Amount",
    CASE stage(i) WHEN 'Closed Won' THEN 100 WHEN 'Closed Lost' THEN 0 ELSE 30 END AS "Probability",
    on_day(closes(i)) AS "CloseDate", one_of(['New Business', 'Existing Business'], i, 18) AS "Type",
    source(CASE WHEN i % 7 = 0 THEN i + 1 ELSE i END) AS "LeadSource",
    starts_with(stage(i), 'Closed')::INT AS "IsClosed",
    (stage(i) = 'Closed Won')::INT AS "IsWon", key('701', 1 + hash(i) % 300, 'AAA') AS "CampaignId",
    owner(i) AS "OwnerId", told(born(i) + INTERVAL 9 DAY) AS "CreatedDate", told(closes(i)) AS "LastModifiedDate",
    told(closes(i)) AS "SystemModstamp", key('003', i, 'AAA') AS "ContactId"
FROM range(5, $leads + 1, 5) AS t(i)
"""
CONTACTS = """
SELECT key('003', i, 'AAA') AS "Id", 0 AS "IsDeleted", key('001', i, 'AAA') AS "AccountId",
    'Last' || i % 40009 AS "LastName", 'First' || i % 977 AS "FirstName",
    'p' || i || '@company' || i % 60000 || '.com' AS "Email", '+49 30 ' || 1000000 + i AS "Phone",
    one_of(getvariable('countries'), i, 7) AS "MailingCountry", source(i) AS "LeadSource", owner(i) AS "OwnerId",
    told(born(i) + INTERVAL 9 DAY) AS "CreatedDate"
FROM range(5, $leads + 1, 5) AS t(i)
"""
ACCOUNTS = """
SELECT key('001', i, 'AAA') AS "Id", 0 AS "IsDeleted", 'Company ' || i % 60000 AS "Name",
    'www.company' || i % 60000 || '.com' AS "Website", one_of(['Retail', 'Banking', ''], i, 19) AS "Industry",
    one_of(getvariable('countries'), i, 7) AS "BillingCountry", owner(i) AS "OwnerId",
    told(born(i) + INTERVAL 9 DAY) AS "CreatedDate"
FROM range(5, $leads + 1, 5) AS t(i)
"""
USERS = """
SELECT key('005', i, 'AAA') AS "Id", 'User ' || i AS "Name", 'user' || i || '@detente.example' AS "Email",
    'user' || i AS "Username", 'u' || i AS "Alias", (i % 9 > 0)::INT AS "IsActive", 'Standard' AS "UserType",
    one_of(['North', 'South'], i, 20) AS "Department", $nothing AS "UserRoleId"
FROM range(0, 120) AS t(i)
"""
CAMPAIGNS = """
SELECT key('701', i, 'AAA') AS "Id", 'Campaign ' || i AS "Name", one_of(['Webinar', 'Ads', 'Fair'], i, 21) AS "Type",
    'Completed' AS "Status", on_day(born(i)) AS "StartDate", on_day(born(i) + INTERVAL 30 DAY) AS "EndDate",
    CASE WHEN i % 4 > 0 THEN 1000 + i * 10 END AS "ActualCost", 1000 + i * 11 AS "BudgetedCost",
    200 AS "NumberOfWonOpportunities", round(3000000 * chance(i, 22)) AS "AmountWonOpportunities",
    told(born(i)) AS "CreatedDate"
FROM range(1, 301) AS t(i)
"""
MEMBERS = """
SELECT key('00v', n, 'AAA') AS "Id", key('701', 1 + hash(n) % 300, 'AAA') AS "CampaignId",
    key('00Q', i, 'EAA') AS "LeadId",
    $nothing AS "ContactId", one_of(['Sent', 'Responded'], n, 23) AS "Status", told(born(i)) AS "CreatedDate",
    on_day(born(i)) AS "FirstRespondedDate"
FROM (SELECT n, 1 + hash(n * 7) % $leads AS i FROM range(1, 3 * $leads // 5 + 1) AS t(n)) AS t
"""
LEAD_HISTORY = """
SELECT key('017', n, 'AAA') AS "Id", key('00Q', i, 'EAA') AS "LeadId", owner(i) AS "CreatedById",
    told(born(i) + (n % 40) * INTERVAL 6 HOUR) AS "CreatedDate",
    CASE WHEN n % 3 = 0 THEN 'Owner' ELSE 'Status' END AS "Field",
    CASE WHEN n % 3 = 0 THEN owner(n) ELSE 'Open - Not Contacted' END AS "OldValue",
    CASE WHEN n % 3 = 0 THEN owner(i) ELSE one_of(['Working - Contacted', 'Qualified', 'Nurturing'], n, 24) END
        AS "NewValue"
FROM (SELECT n, 1 + hash(n * 3) % $leads AS i FROM range(1, 3 * $leads // 2 + 1) AS t(n)) AS t
"""
OPPORTUNITY_HISTORY = """
SELECT key('017', n, 'AAA') AS "Id", key('006', i, 'AAA') AS "OpportunityId", owner(i) AS "CreatedById",
    told(born(i) + INTERVAL 9 DAY + (n % 40) * INTERVAL 1 DAY) AS "CreatedDate",
    CASE WHEN n % 3 = 0 THEN 'CloseDate' ELSE 'StageName' END AS "Field",
    CASE WHEN n % 3 = 0 THEN on_day(closes(i)) ELSE 'Prospecting' END AS "OldValue",
    CASE WHEN n % 3 = 0 THEN on_day(closes(i) + INTERVAL 30 DAY) ELSE one_of(['Proposal', stage(i)], n, 25) END
        AS "NewValue"
FROM (SELECT n, 5 * (1 + hash(n * 3) % ($leads // 5)) AS i FROM range(1, 3 * $leads // 5 + 1) AS t(n)) AS t
"""
FILES = {
    "Lead": LEADS, "Task": TASKS, "Opportunity": OPPORTUNITIES, "Contact": CONTACTS, "Account": ACCOUNTS,
    "User": USERS, "Campaign": CAMPAIGNS, "CampaignMember": MEMBERS, "LeadHistory": LEAD_HISTORY,
    "OpportunityFieldHistory": OPPORTUNITY_HISTORY,
}  # fmt: skip


def write(folder: Path, leads: int) -> None:
    """Write the export's files into a folder; a folder that already holds this size is left as it is."""
    done = folder.with_name(f"{folder.name}.done")
    if done.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        config={"threads": 2, "memory_limit": "1GB", "preserve_insertion_order": "false"}
    )
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET VARIABLE sources = $1", [list(SOURCES)])
    connection.execute("SET VARIABLE countries = $1", [list(COUNTRIES)])
    connection.execute(MACROS)
    for name, sql in FILES.items():
        filled = sql.replace("$leads", str(leads)).replace("$nothing", f"'{NOTHING}'")
        connection.execute(f"COPY ({filled}) TO '{folder / name}.csv' (HEADER)")
    connection.close()
    done.touch()
