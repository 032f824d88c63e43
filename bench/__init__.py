"""Speed as ratios in one run: the product against the bare limit on the same rows. `make bench`."""
