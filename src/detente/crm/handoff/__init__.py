"""A sales-ready lead is routed and handed over, or passed on; each handoff gets one answer, by a deadline."""
