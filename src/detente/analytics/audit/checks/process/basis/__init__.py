"""What several process checks look at: the work on each lead, the state of each open deal, how well work is logged."""
