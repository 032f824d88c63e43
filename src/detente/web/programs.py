"""Long work runs in a program of its own, which outlives the request and shares its database."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from urllib.parse import quote, urlsplit


def begin(module: str, *arguments: str) -> None:
    """Run `python -m module arguments` as soon as the transaction is committed."""
    from django.db import transaction

    transaction.on_commit(lambda: _spawn([sys.executable, "-m", module, *arguments]))


def _spawn(command: list[str]) -> None:
    child = subprocess.Popen(
        command, env=environment(), start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )  # fmt: skip
    threading.Thread(target=child.wait, daemon=True).start()  # or it would stay behind as a zombie


def environment() -> dict[str, str]:
    """This program's own, with the database that it really uses."""
    from django.conf import settings
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    given = os.environ.get("DATABASE_URL", "")
    url = f"sqlite:///{quote(name)}"
    if connection.vendor != "sqlite":
        url = urlsplit(given)._replace(path="/" + quote(name)).geturl()
    return {**os.environ, "DATABASE_URL": url, "DETENTE_HOME": str(settings.HOME)}
