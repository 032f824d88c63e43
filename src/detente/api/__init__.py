"""The REST API: a door to the same acts as the pages, for programs. Addresses begin with /api/."""
