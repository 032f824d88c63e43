"""The analytic copy: the CRM's rows as canonical tables in a DuckDB file, for every report.

It is disposable: made from the system of record by `rebuild()`, kept fresh by `refresh()` within
seconds of a write, and never a source of truth. Readers keep the version they opened.
"""

from detente.copy.comparing import Difference, alongside, compare
from detente.copy.following import follow
from detente.copy.place import path
from detente.copy.readers import engine
from detente.copy.refreshing import Status, is_behind, is_damaged, rebuild, refresh, status

__all__ = [
    "Difference", "Status", "alongside", "compare", "engine", "follow", "is_behind", "is_damaged", "path", "rebuild",
    "refresh", "status",
]  # fmt: skip
