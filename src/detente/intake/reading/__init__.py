"""Opening a CSV file that anybody may have sent: encoding, delimiter, quoting, limits."""

from detente.intake.reading.encoding import Encoding, find_encoding
from detente.intake.reading.limits import Limits
from detente.intake.reading.lines import Line
from detente.intake.reading.source import CsvFile, open_csv
from detente.intake.reading.style import Style, find_style

__all__ = ["CsvFile", "Encoding", "Limits", "Line", "Style", "find_encoding", "find_style", "open_csv"]
