"""The documents keep up: what a person can set, run or meet in a report is written down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.analytics.reports import slugs
from detente.analytics.tables import EXITS, MILESTONES
from tests.cli.test_every_command import commands

ROOT = Path(__file__).parents[1]


def words_of(name: str) -> str:
    return (ROOT / name).read_text()


def settings_in_the_source() -> set[str]:
    texts = [path.read_text() for path in (ROOT / "src").rglob("*.py")]
    return {name for text in texts for name in re.findall(r"[\"'](DETENTE_[A-Z_]+|DATABASE_URL)[\"']", text)}


@pytest.mark.parametrize("name", sorted(settings_in_the_source()))
def test_every_setting_is_documented(name):
    assert f"`{name}`" in words_of("docs/settings.md")


def test_no_setting_is_documented_that_nothing_reads():
    documented = set(re.findall(r"^\| (.+?) \|", words_of("docs/settings.md"), re.MULTILINE)) - {
        "variable",
        "---",
    }
    names = {name.strip("` ") for cell in documented for name in cell.split(",")}
    assert names <= settings_in_the_source()


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_stands_in_the_readme(words):
    readme = words_of("README.md")
    assert all(f"`{word}`" in readme or f"detente {' '.join(words)}" in readme for word in words[-1:])


@pytest.mark.parametrize("slug", slugs())
def test_every_report_stands_in_the_readme(slug):
    assert slug in words_of("README.md")


@pytest.mark.parametrize("word", [*MILESTONES, *EXITS])
def test_the_glossary_says_what_every_milestone_and_exit_means(word):
    assert re.search(
        rf"^\| ({word}|milestone) \|.*\b{word}\b|^\| {word} \|", words_of("GLOSSARY.md"), re.MULTILINE
    )


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "GLOSSARY.md"])
def test_links_lead_to_files_that_exist(name):
    links = re.findall(r"\]\((?!https?://)([^)#]+)", words_of(name))
    assert not [link for link in links if not (ROOT / link).exists()]


def test_every_decision_has_a_number_of_its_own():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")]
    assert len(set(numbers)) == len(numbers) > 0
