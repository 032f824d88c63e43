"""The list of leads and the page of one lead."""
