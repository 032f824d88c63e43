"""The canonical tables one by one: who is known, what happened to leads and deals, what it is measured by."""
