-- Moves to an earlier stage.
SELECT object, record, old, new, moment FROM stage_moves WHERE new_rank < old_rank
