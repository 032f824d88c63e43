"""The agreement between marketing and sales: stages, owners, reasons."""
