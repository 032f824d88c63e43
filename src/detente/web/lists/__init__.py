"""Lists: a closed registry of fields to search, filter and sort by, paged by key, never by counting rows."""

from detente.web.lists.fields import Field
from detente.web.lists.listing import Listing, Page

__all__ = ["Field", "Listing", "Page"]
