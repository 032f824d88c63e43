UPDATE leads SET exit = 'lost', milestone = 'exit'
FROM all_leads AS a
WHERE a.file_no = leads.file_no AND a.row_no = leads.row_no AND leads.file_no IN ({files}) AND a._deal_active = FALSE AND leads.exit IS NULL
