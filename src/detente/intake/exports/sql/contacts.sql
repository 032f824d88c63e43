INSERT INTO people BY NAME
SELECT lead AS person, file_no, row_no, account, name, email, phone, title, country, source, owner, created_at, is_bounced
FROM leads WHERE file_no IN ({files})
