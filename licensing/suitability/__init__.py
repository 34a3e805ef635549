"""Vetting evidence, and what is missing before a licence."""
