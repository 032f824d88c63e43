"""The verdict: its page, what stands below it, and its headline for Today."""
