UPDATE leads SET person = lead WHERE person IS NULL AND EXISTS (SELECT 1 FROM people AS p WHERE p.person = leads.lead AND p.file_no = leads.file_no);
UPDATE leads SET person = a.contact
FROM (SELECT file_no, row_no, _contact AS contact FROM all_leads WHERE _contact IS NOT NULL) AS a
WHERE leads.person IS NULL AND leads.file_no = a.file_no AND leads.row_no = a.row_no;
CREATE OR REPLACE TEMP TABLE campaign_names AS
SELECT name, min(campaign) AS campaign FROM campaigns WHERE name IS NOT NULL GROUP BY name HAVING count(DISTINCT campaign) = 1;
UPDATE leads SET campaign = n.campaign FROM campaign_names AS n WHERE n.name = leads.campaign;
UPDATE deals SET campaign = n.campaign FROM campaign_names AS n WHERE n.name = deals.campaign;
UPDATE members SET campaign = n.campaign FROM campaign_names AS n WHERE n.name = members.campaign;
CREATE OR REPLACE TEMP TABLE account_names AS
SELECT name, min(account) AS account FROM accounts WHERE name IS NOT NULL GROUP BY name HAVING count(DISTINCT account) = 1;
UPDATE deals SET account = n.account FROM account_names AS n WHERE n.name = deals.account AND n.account <> n.name;
UPDATE people SET account = n.account FROM account_names AS n WHERE n.name = people.account AND n.account <> n.name;
CREATE OR REPLACE TEMP TABLE lead_names AS
SELECT name, min(lead) AS lead FROM leads WHERE name IS NOT NULL GROUP BY name HAVING count(*) = 1;
UPDATE deals SET lead = n.lead FROM lead_names AS n
WHERE n.name = deals.lead AND deals.lead NOT IN (SELECT lead FROM leads);
CREATE OR REPLACE TEMP TABLE people_names AS
SELECT name, min(person) AS person FROM people WHERE name IS NOT NULL GROUP BY name HAVING count(*) = 1;
UPDATE deals SET person = n.person FROM people_names AS n
WHERE n.name = deals.person AND deals.person NOT IN (SELECT person FROM people);
UPDATE deals SET lead = l.lead
FROM (SELECT deal, min(lead) AS lead FROM leads WHERE deal IS NOT NULL GROUP BY deal) AS l
WHERE deals.lead IS NULL AND l.deal = deals.deal;
UPDATE deals SET lead = l.lead
FROM (SELECT person, min(lead) AS lead FROM leads WHERE person IS NOT NULL GROUP BY person HAVING count(*) = 1) AS l
WHERE deals.lead IS NULL AND l.person = deals.person;
UPDATE leads SET deal = d.deal
FROM (SELECT lead, arg_min(deal, coalesce(created_at, closed_at, TIMESTAMP '2200-01-01')) AS deal FROM deals WHERE lead IS NOT NULL GROUP BY lead) AS d
WHERE leads.deal IS NULL AND d.lead = leads.lead;
UPDATE leads SET deal = d.deal
FROM (SELECT c.person, arg_min(d.deal, coalesce(d.created_at, d.closed_at, TIMESTAMP '2200-01-01')) AS deal
      FROM deal_contacts AS c JOIN deals AS d ON d.file_no = c.file_no AND d.row_no = c.row_no GROUP BY 1) AS d
WHERE leads.deal IS NULL AND d.person = leads.person;
UPDATE leads SET converted_at = d.created_at
FROM deals AS d WHERE leads.converted_at IS NULL AND d.deal = leads.deal AND leads.deal IS NOT NULL AND d.created_at IS NOT NULL
    AND (leads.created_at IS NULL OR d.created_at >= leads.created_at);
UPDATE leads SET is_converted = leads.deal IS NOT NULL
WHERE is_converted IS NULL AND (SELECT count(is_converted) FROM leads) = 0 AND (SELECT count(deal) FROM leads) > 0;
-- Zoho and Dynamics leave converted leads out of a list of leads: where none is converted beside deals, nothing is told.
UPDATE leads SET is_converted = NULL
WHERE is_converted = FALSE AND (SELECT count(*) FROM deals) > 0
    AND NOT EXISTS (SELECT 1 FROM leads AS l WHERE l.is_converted OR l.deal IS NOT NULL OR l.converted_at IS NOT NULL)
