"""Finding people, accounts, deals and campaigns by what is remembered of them; leads through their person.

The index is the database's own: FTS5 on SQLite, tsvector with GIN on PostgreSQL. Triggers keep it, so that
no import, merge, erasure or bulk edit can forget it.
"""
