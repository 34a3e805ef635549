"""Finding who is worth comparing: an index in SQL of keyed hashes, the same on SQLite and PostgreSQL."""
