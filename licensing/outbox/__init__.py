"""Promises to tell someone, kept: written in the caller's transaction, sent by a worker."""
