"""The command line: a contract that scripts and people rely on.

Every command starts within 0.3 s, so nothing heavy is imported before it is needed.
"""

import sys


def main() -> None:
    """Run the words after `detente` and leave with the command's exit code."""
    from detente.cli.app import run

    sys.exit(run(sys.argv[1:]))
