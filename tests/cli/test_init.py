"""`detente init` begins an empty company once, and says so the second time."""

from __future__ import annotations

import pytest

from tests.fixtures.companies import ADMIN, PASSWORD, Place


def test_an_empty_company_has_its_first_administrator(company: Place):
    listed = company.run("user", "list")
    assert listed.returncode == 0, listed.stderr
    assert ADMIN in listed.stdout
    assert "admin" in listed.stdout


def test_a_second_init_changes_nothing(company: Place):
    again = company.run("init", "--admin-email", "eve@example.com")
    assert again.returncode == 1
    assert "exists already" in again.stderr
    assert "eve@example.com" not in company.run("user", "list").stdout


def test_a_weak_password_is_refused_before_anything_is_made(place: Place):
    place.extra["DETENTE_ADMIN_PASSWORD"] = "password"
    done = place.run("init", "--admin-email", ADMIN)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "too" in done.stderr
    assert "There is no company" in place.run("user", "list").stderr


def test_without_a_terminal_the_password_must_come_from_the_environment(place: Place):
    done = place.run("init", "--admin-email", ADMIN)
    assert done.returncode == 1
    assert "DETENTE_ADMIN_PASSWORD" in done.stderr


def test_an_address_that_is_none_is_refused(place: Place):
    place.extra["DETENTE_ADMIN_PASSWORD"] = PASSWORD
    done = place.run("init", "--admin-email", "nobody")
    assert done.returncode == 1
    assert "nobody" in done.stderr


@pytest.mark.parametrize("words", [["user", "list"], ["serve"]], ids=" ".join)
def test_a_command_before_init_says_what_to_do(place: Place, words: list[str]):
    done = place.run(*words)
    assert done.returncode == 1
    assert "There is no company" in done.stderr
    assert "detente init" in done.stderr


def test_a_database_that_does_not_answer_is_said_without_its_password(place: Place):
    away = Place(place.home, "postgres://ada:secret@127.0.0.1:1/detente")
    done = away.run("user", "list")
    assert done.returncode == 1
    assert "does not answer" in done.stderr
    assert "secret" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_what_limits_attempts_has_its_table_from_the_start(company: Place) -> None:
    """Django makes it for a test database by itself, so that only a company made as users make it can tell."""
    script = "import django; django.setup(); from django.core.cache import cache; cache.set('a', 1)"
    assert company.python(f"{script}; print(cache.get('a'))").strip() == "1"
