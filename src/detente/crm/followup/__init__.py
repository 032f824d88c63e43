"""Follow-up: what was tried, what was said, how far the lead came and why it ended."""
