"""One file for each thing that is measured; `measure()` gives its lines of the table."""
