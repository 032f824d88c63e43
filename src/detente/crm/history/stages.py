"""Fixed meanings that hold under every playbook: the milestones and the exits (GLOSSARY)."""

MILESTONES = ("inquiry", "mql", "sal", "sql", "proposal", "won")
EXIT = "exit"
EXITS = ("rejected", "disqualified", "unreached", "recycled", "joined", "lost")
WON = "won"
LOST = "lost"
JOINED = "joined"
RECYCLED = "recycled"
ENDINGS = (*EXITS, WON)


def is_open(stage: str) -> bool:
    """Whether somebody still works a lead or deal that stands here."""
    return stage not in ENDINGS
