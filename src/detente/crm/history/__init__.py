"""What happened: append-only events that everyone records, and the state that follows from them."""
