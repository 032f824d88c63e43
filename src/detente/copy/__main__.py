"""`python -m detente.copy`: follow the CRM until told to stop."""

from __future__ import annotations

import os
import signal
import threading

import django


def main() -> None:
    """Run `follow` until the terminal or the server that started it ends it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.config.settings")
    django.setup()
    from detente.copy import follow

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    follow(stop)


main()
