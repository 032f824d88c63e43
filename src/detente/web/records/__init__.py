"""What stands beside every lead, person, account and deal alike: added fields and attached files."""
