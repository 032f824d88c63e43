"""What a file is, by its headers."""

from __future__ import annotations

from dataclasses import replace

from detente.intake.exports.languages import words_of
from detente.intake.exports.mapping import IGNORE, OURS, FileRule
from detente.intake.exports.shapes import Shape, shapes
from detente.intake.exports.uses import RawFile, Use, with_uses

RELATED = ("contactid", "dealid", "companyid", "engagementid")
BESIDE = frozenset(
    {
        "typeid",
        "category",
        "engagementtype",
        "fivetransynced",
        "fivetrandeleted",
        "associationtype",
        "label",
        "id",
    }
)


def recognised(file: RawFile) -> Shape | None:
    """The kind of file that its headers tell; None when they tell none."""
    words = words_of(file.headers)
    if relation := _relation(words):
        return relation
    return next((shape for shape in shapes() if shape.fits(words)), None)


def _relation(words: dict[str, str]) -> Shape | None:
    """A table that says which records belong together: two keys and hardly anything else."""
    keys = [word for word in RELATED if word in words]
    if len(keys) == 2 and not words.keys() - set(RELATED) - BESIDE:
        return Shape(
            f"which {keys[0][:-2]} belongs to which {keys[1][:-2]}", "relations", "hubspot", "-".join(keys)
        )
    return None


def by_rule(file: RawFile, rule: FileRule) -> RawFile:
    """The file as a person says that it is to be read. Raises MapError for a column that it does not have."""
    system = file.shape.system if file.shape else "other"
    if rule.object == IGNORE:
        return replace(file, shape=Shape("left out by the mapping", None, system), uses={})
    of = rule.of or (file.shape.of if file.shape and file.fills == rule.object else "")
    guessed = with_uses(replace(file, shape=Shape(f"{rule.object}, by the mapping", rule.object, system, of)))
    if not rule.columns:
        return guessed
    rule.check(file.name, file.headers)
    # What has no name for a person is read for the sake of others, and stays as it was guessed.
    hidden: dict[str, tuple[Use, ...]] = {
        column: uses for column, uses in guessed.uses.items() if column.startswith("_") and column not in OURS
    }
    return replace(guessed, uses=hidden | rule.columns)
