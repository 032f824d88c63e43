"""A proposed playbook tried on this company's past leads."""
