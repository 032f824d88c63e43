"""How the columns of a person's files become our fields: a document people can read and mend."""

from detente.intake.mapping.document import from_document, to_document
from detente.intake.mapping.model import ColumnUse, FileMapping, Mapping, MappingError
from detente.intake.mapping.text import from_yaml, to_yaml

__all__ = [
    "ColumnUse", "FileMapping", "Mapping", "MappingError", "from_document", "from_yaml", "to_document", "to_yaml",
]  # fmt: skip
