"""Compensating events for each kind of record that an import can bring."""
