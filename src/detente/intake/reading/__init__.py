"""Opening a file that anybody may have sent, as a table: CSV, a sheet of a workbook, or JSON; encoding, limits."""

from detente.intake.reading.checked import REASON, Table
from detente.intake.reading.encoding import Encoding, find_encoding
from detente.intake.reading.limits import Limits
from detente.intake.reading.lines import Line
from detente.intake.reading.opening import KINDS, open_file, sheets_of
from detente.intake.reading.source import CsvFile, open_csv
from detente.intake.reading.style import Style, find_style
from detente.intake.reading.typed import ErrorValue, Typed

__all__ = [
    "KINDS", "REASON", "CsvFile", "Encoding", "ErrorValue", "Limits", "Line", "Style", "Table", "Typed",
    "find_encoding", "find_style", "open_csv", "open_file", "sheets_of",
]  # fmt: skip
