"""Export files of CRMs as they are: recognised by their headers, read in bulk, joined, and pictured.

    read(paths, mapping=, passwords=, progress=, workdir=) -> Reading(evidence, picture, questions)
    write_mapping(reading, path)   the guess as YAML, for a person to look at; `mapping=path` reads it

Nothing here needs Django or a company: what is read stays in a folder of its own, which goes with the evidence.
"""

from detente.intake.exports.limits import ExportLimits
from detente.intake.exports.map_writing import write_mapping
from detente.intake.exports.mapping import FileMap, MapError, read_map
from detente.intake.exports.reading import Reading, read
from detente.intake.problems import IntakeError

__all__ = [
    "ExportLimits",
    "FileMap",
    "IntakeError",
    "MapError",
    "Reading",
    "read",
    "read_map",
    "write_mapping",
]
