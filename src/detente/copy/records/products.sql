-- What is sold; deals name it.
SELECT
    p.name AS product,
    1 AS file_no,
    p.id AS row_no,
    p.name,
    p.price_minor AS price
FROM crm_product AS p
WHERE NOT p.is_archived
