"""Reports on the canonical tables: a library without Django, usable from a notebook.

from detente.analytics.engines import open_tables
from detente.analytics.query import Query
from detente.analytics.run import answer

print(answer("funnel", open_tables("folder"), Query(by="source")).headline)
"""
