"""Companies whose troubles are known, made by assumptions of their own, and how often the verdict names them."""

import detente  # noqa: F401  # before numpy: it settles how many threads linear algebra has
