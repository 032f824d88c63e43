"""What every test stands on: settings of its own, a choice of database, doctor, a browser.

`pytest` runs on SQLite; `pytest --database=postgres` runs the same tests on PostgreSQL.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest

from tests.fixtures import databases

pytest_plugins = [
    "tests.fixtures.companies",
    "tests.fixtures.worlds",
    "tests.fixtures.doctor",
    "tests.fixtures.browser",
    "tests.fixtures.mail",
    "tests.fixtures.provider",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=("sqlite", "postgres"), default="sqlite", help="where the tests run"
    )
    parser.addoption("--deep", action="store_true", help="run the long tests too")


def pytest_configure(config: pytest.Config) -> None:
    """Settle the environment before Django reads it; nothing of the developer's own is touched."""
    home = tempfile.mkdtemp(prefix="detente-tests-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["DETENTE_HOME"] = home
    for name in ("DETENTE_DEMO", "DETENTE_DEBUG", "DETENTE_BASE_URL", "DETENTE_HOSTS", "DETENTE_SECRET_KEY"):
        os.environ.pop(name, None)
    databases.choose(config)
    os.environ["DJANGO_SETTINGS_MODULE"] = "detente.config.settings"

    import django

    django.setup()
    _hash_cheaply()


def _hash_cheaply() -> None:
    """Hashing a password takes its time on purpose, which is nothing that thousands of tests should wait for."""
    from django.contrib.auth.hashers import Argon2PasswordHasher as Argon2

    Argon2.time_cost, Argon2.memory_cost, Argon2.parallelism = 1, 8, 1


def pytest_unconfigure(config: pytest.Config) -> None:
    databases.stop_what_was_started(config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by what they use, and leave out those that are not meant for this run."""
    for item in items:
        databases.mark(item)
        if item.get_closest_marker("browser"):
            # A page that was too slow for a busy machine gets a second chance; one that is wrong is wrong again.
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError", "expected to"]))
    left_out = [item for item in items if not databases.is_meant_for(item, config)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_runtest_setup(item: pytest.Item) -> None:
    databases.skip_without_postgres(item)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """SQLite's tests use a file: threads, the live server and other programs can then share it."""
    from django.db import connection

    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "detente.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(path)
        # Nothing of a test has to survive a power cut.
        connection.settings_dict["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
    else:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        connection.settings_dict["TEST"]["NAME"] = f"test_detente_{os.getpid()}_{worker}"
    yield
