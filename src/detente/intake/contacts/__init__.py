"""Names, e-mail addresses and telephone numbers: tidied, and judged without asking the network."""

from detente.intake.contacts.emails import Email, judge_email
from detente.intake.contacts.names import split_name, tidy, tidy_words
from detente.intake.contacts.phones import Phone, judge_phone

__all__ = ["Email", "Phone", "judge_email", "judge_phone", "split_name", "tidy", "tidy_words"]
