SELECT coalesce(product, name, file_no || '-' || row_no) AS product, file_no, row_no, name, price FROM kept_products
