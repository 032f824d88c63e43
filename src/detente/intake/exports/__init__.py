"""Export files of CRMs as they are: recognised by their headers, read in bulk, joined, and pictured.

    read(paths, mapping=, passwords=, progress=, workdir=) -> Reading(evidence, picture, questions)

Nothing here needs Django or a company: what is read stays in a folder of its own, which goes with the evidence.
"""

from detente.intake.exports.limits import ExportLimits
from detente.intake.exports.reading import Reading, read

__all__ = ["ExportLimits", "Reading", "read"]
