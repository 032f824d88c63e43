"""Names and free words tidied without loss; the verdict on addresses and numbers is the CRM's own."""

from detente.intake.contacts.emails import bare_address
from detente.intake.contacts.names import split_name, tidy, tidy_words

__all__ = ["bare_address", "split_name", "tidy", "tidy_words"]
