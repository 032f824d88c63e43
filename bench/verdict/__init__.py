"""Companies whose troubles are known, made by assumptions of their own, and how often the verdict names them."""
