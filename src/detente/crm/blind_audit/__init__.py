"""The blind audit: leads drawn by lot, judged twice by people who do not see where they came from or who had them."""
