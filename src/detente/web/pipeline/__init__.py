"""The board from inquiry to won."""
