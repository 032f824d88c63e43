"""Ten minutes from an export to what is broken between the teams: record tables, checks, findings."""
