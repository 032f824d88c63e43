"""Persons, and accounts, that are likely the same: found over the whole base, for people to judge.

Only records that share a block (a telephone number, a company and the sound of a name, ...) are compared.
Nothing is merged by guess, and two that people called different are never shown again.
"""

from detente.crm.capture.duplicates.deciding import decide
from detente.crm.capture.duplicates.finding import OBJECTS, Found, find
from detente.crm.capture.duplicates.likeness import THRESHOLD

__all__ = ["OBJECTS", "THRESHOLD", "Found", "decide", "find"]
