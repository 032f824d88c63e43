"""The life of a lead: the only code that writes."""
