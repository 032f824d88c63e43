"""A backup of everything, made while people work, checked when made; and a restore that forgets who was erased.

    make_backup(Path("backups"))
    restore_backup(Path("backups/detente-20270131-0300.zip"))

A backup holds the database as it is, attached files and the keys that seal secrets: keep it as safe as
the database. For another database, or to read it elsewhere, there is `detente.exchange`.
"""

from detente.backup.archive import Contents, Damaged, check_backup
from detente.backup.making import make_backup
from detente.backup.restoring import Restored, restore_backup

__all__ = ["Contents", "Damaged", "Restored", "check_backup", "make_backup", "restore_backup"]
