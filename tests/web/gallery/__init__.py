"""Every component of the web door on one page, drawn for the tests that look at them."""
