"""Cells as SQL: blanks, keys, names, flags. A text is an expression that gives the cell."""

from __future__ import annotations

from detente.intake.exports.quoting import literal
from detente.intake.values.blanks import BLANK, NOWHERE_A_NAME
from detente.intake.values.flags import NO, YES

NO_KEY = ("0", "000000000000000", "000000000000000aaa")
OWNED_BY_NOBODY = ("no owner", "unassigned", "not assigned", "no contact owner", "no company owner", "no deal owner",
                   "kein zuständiger mitarbeiter", "nicht zugewiesen", "sin propietario", "sin asignar", "no asignado",
                   "aucun propriétaire", "non attribué", "non assigné", "geen eigenaar", "niet toegewezen",
                   "sem proprietário", "não atribuído", "nessun proprietario", "non assegnato")  # fmt: skip
# What forms show before anybody has answered, as Zoho and Salesforce write it.
PROMPTS = frozenset(
    (
        "-none-",
        "--none--",
        "- none -",
        "-keine-",
        "--keine--",
        "--ninguno--",
        "-ninguno-",
        "--aucun--",
        "--aucune--",
        "-aucun-",
        "--geen--",
        "-geen-",
        "--nenhum--",
        "-nenhum-",
        "--nessuno--",
        "-nessuno-",
    )
)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def _among(words: frozenset[str] | tuple[str, ...]) -> str:
    return ", ".join(literal(word) for word in sorted(words))


def text(cell: str) -> str:
    """What stands in a cell; NULL where that means nothing."""
    return f"(CASE WHEN lower(trim({cell})) NOT IN ({_among(BLANK | PROMPTS)}) THEN trim({cell}) END)"


def name(cell: str) -> str:
    """The same for names, where fewer words mean nothing: people are called Null."""
    return f"(CASE WHEN lower(trim({cell})) NOT IN ({_among(NOWHERE_A_NAME)}) THEN trim({cell}) END)"


def owner(cell: str) -> str:
    """The name of an owner; NULL where a system writes in words that there is none."""
    return f"(CASE WHEN lower(trim({cell})) NOT IN ({_among(OWNED_BY_NOBODY)}) THEN {name(cell)} END)"


def key(cell: str, *, lengthen: bool = False) -> str:
    """The first key in a cell; one of Salesforce's 15 letters may be lengthened to the 18 that others have."""
    first = f"trim(split_part({cell}, ';', 1))"
    plain = f"(CASE WHEN lower({first}) NOT IN ({_among(BLANK | frozenset(NO_KEY))}) THEN {first} END)"
    return f"long_key({plain})" if lengthen else plain


def flag(cell: str) -> str:
    """Yes or no in the languages that exports come in."""
    plain = f"lower(trim({cell}))"
    return f"(CASE WHEN {plain} IN ({_among(YES)}) THEN TRUE WHEN {plain} IN ({_among(NO)}) THEN FALSE END)"


def _check_letter(start: int) -> str:
    """The letter that says which of five letters are capitals."""
    bits = " + ".join(
        f"(CASE WHEN substr(k, {start + place}, 1) BETWEEN 'A' AND 'Z' THEN {1 << place} ELSE 0 END)"
        for place in range(5)
    )
    return f"substr('{LETTERS}', 1 + {bits}, 1)"


# A lambda, so that the cell is worked out once.
LONG_KEY = (
    "CREATE OR REPLACE MACRO long_key(cell) AS list_transform([cell], lambda k: "
    "CASE WHEN length(k) = 15 AND regexp_full_match(k, '[A-Za-z0-9]{15}') "
    f"THEN k || {_check_letter(1)} || {_check_letter(6)} || {_check_letter(11)} ELSE k END)[1]"
)
