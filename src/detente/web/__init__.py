"""The web door: pages, and the shell around them."""
