"""Persons and accounts; users, teams and roles."""
