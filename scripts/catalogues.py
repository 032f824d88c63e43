"""Bring the catalogues of texts up to date: `python scripts/catalogues.py` after a text was added or changed.

Collects every text of the code, the templates and the default playbook, merges it into each language's
`django.po` (what a translator edits) and compiles `django.mo` (what Django reads). `--check` changes
nothing and ends with 1 where something is missing or old.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent / "src" / "detente"
LOCALE = ROOT / "locale"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {
    "**/templates/**.html": {
        "extensions": "jinja2.ext.do,jinja2.ext.i18n",
        "silent": "false",
        "newstyle": "true",
    }
}
KEYWORDS: dict[str, Any] = {
    "_": None, "N_": None, "say": None, "say_many": (1, 2), "marked": None,
    "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip


def collected() -> Catalog:
    """Every text there is to translate; places are left out, so that moving code changes no catalogue."""
    found = Catalog(fuzzy=False)
    for _file, _line, message, comments, context in extract_from_dir(
        ROOT, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",)
    ):
        found.add(message, context=context, auto_comments=comments)
    for text in _of_the_playbook():
        found.add(text)
    return found


def _of_the_playbook() -> Iterator[str]:
    """Names and meanings of the agreement that a company starts with."""
    document = yaml.safe_load((ROOT / "crm" / "playbook" / "default.yaml").read_text(encoding="utf-8"))
    yield from _texts(document)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (part[key] for key in ("name", "meaning") if isinstance(part.get(key), str))
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _texts(one)


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/django.po"))


def po(language: str) -> Path:
    """The file that a translator edits."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def updated(language: str, template: Catalog) -> Catalog:
    """A language's catalogue with today's texts: new ones empty, those no longer used gone, nothing guessed."""
    with po(language).open("rb") as file:
        catalog = read_po(file, locale=language)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    for message in catalog:
        if isinstance(message.id, str) and not isinstance(message.string, str):
            message.string = ""
    # The same texts give the same bytes: no day of today in the head.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    catalog.project, catalog.version, catalog.msgid_bugs_address = "Detente", "", ""
    catalog.last_translator, catalog.language_team = "", ""
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """The text of a catalogue, in an order that hardly changes."""
    out = io.BytesIO()
    write_po(
        out, catalog, sort_output=True, omit_header=False, width=110, include_lineno=False, no_location=True
    )
    return out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """The compiled catalogue."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def problems(catalog: Catalog) -> list[str]:
    """Texts without a translation, and translations whose placeholders are others than the text's."""
    found = []
    for message in catalog:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        if not all(strings):
            found.append(f"not translated: {message.id!r}")
        found += [f"{message.id!r}: {error}" for error in message.check(catalog)]
        found += [
            f"{message.id!r}: other {{names}}" for one in strings if one and _names(one) != _names(message.id)
        ]
    return found


def _names(text: Any) -> set[str]:
    """The {names} that are filled in: a translation must have the same. Of a plural, those of either form."""
    return set(re.findall(r"{\w+}", " ".join(text) if isinstance(text, tuple | list) else text))


def main() -> int:
    """Update, or with `--check` only look."""
    is_check, template, faults = "--check" in sys.argv, collected(), []
    for language in languages():
        catalog = updated(language, template)
        faults += [f"{language}: {fault}" for fault in problems(catalog)]
        for path, content in (
            (po(language), as_po(catalog)),
            (po(language).with_suffix(".mo"), as_mo(catalog)),
        ):
            if is_check and (not path.exists() or path.read_bytes() != content):
                faults.append(f"{path.relative_to(ROOT)} is old: run python scripts/catalogues.py")
            elif not is_check:
                path.write_bytes(content)
        print(f"{language}: {len(catalog)} texts, {len(problems(catalog))} to do")
    for fault in faults[:40] if is_check else ():
        print(fault, file=sys.stderr)
    return 1 if is_check and faults else 0


if __name__ == "__main__":
    sys.exit(main())
