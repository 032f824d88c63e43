"""A whole company as one file that anybody can read, and back from it into an empty Detente.

    export_company(Path("company.zip"))
    load_company(Path("company.zip"))

The file is a zip of JSON lines, one file for each table, the attached files, and a manifest with counts
and digests. It carries no passwords, keys or sessions: a backup does (`detente.backup`).
"""

from detente.exchange.loading import load_company
from detente.exchange.manifest import Manifest, Unreadable
from detente.exchange.writing import export_company

__all__ = ["Manifest", "Unreadable", "export_company", "load_company"]
