"""Two persons, or two accounts, become one without losing anything, and become two again.

The survivor gets the chosen fields and all that belonged to the other; the other keeps its row, its
key and what was not chosen, and leads to the survivor. Old events keep the key they were written with.
"""

from detente.crm.capture.merging.fields import Side, sides
from detente.crm.capture.merging.merge import merge_accounts, merge_people
from detente.crm.capture.merging.objecting import merged_name, objections_to_merge, objections_to_undo
from detente.crm.capture.merging.past import events_of
from detente.crm.capture.merging.preview import Belongings, belongings_of, open_leads_of
from detente.crm.capture.merging.undo import Left, Undone, undo_merge

__all__ = [
    "Belongings",
    "Left",
    "Side",
    "Undone",
    "belongings_of",
    "events_of",
    "merge_accounts",
    "merge_people",
    "merged_name",
    "objections_to_merge",
    "objections_to_undo",
    "open_leads_of",
    "sides",
    "undo_merge",
]
