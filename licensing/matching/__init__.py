"""Is this the same person? What is compared, and how, without a database, a clock or a page."""
