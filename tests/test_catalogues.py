"""Every text is in the catalogues, translated, with the same placeholders."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))
import catalogues


@pytest.fixture(scope="module")
def template():
    return catalogues.collected()


@pytest.mark.parametrize("language", catalogues.languages())
def test_a_language_is_complete_and_up_to_date(language, template):
    catalog = catalogues.updated(language, template)
    assert catalogues.problems(catalog) == [], "run python scripts/catalogues.py and translate what is new"
    assert catalogues.po(language).read_bytes() == catalogues.as_po(catalog), (
        "run python scripts/catalogues.py"
    )
    compiled = catalogues.po(language).with_suffix(".mo").read_bytes()
    assert compiled == catalogues.as_mo(catalog), "run python scripts/catalogues.py"


def test_a_missing_translation_and_a_lost_placeholder_are_noticed(template):
    catalog = catalogues.updated("de", template)
    catalog["%(name)s is added."].string = "Hinzugefügt."
    catalog["{email} is not an e-mail address."].string = "Das ist keine E-Mail-Adresse."
    catalog["Settings"].string = ""
    found = "\n".join(catalogues.problems(catalog))
    assert "not translated: 'Settings'" in found
    assert "is not an e-mail address.': other {names}" in found
