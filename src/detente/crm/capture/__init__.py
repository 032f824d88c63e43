"""A lead arrives: touch, source, campaign, vendor, cost, and what is wrong with its data."""
