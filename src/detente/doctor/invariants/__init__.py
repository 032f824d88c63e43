"""One file an invariant of TRUST: its number, title, repair, and `faults(look)`: a line for each fault."""
