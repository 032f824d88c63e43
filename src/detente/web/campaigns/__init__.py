"""Campaigns, their members, costs and what became of their leads."""
