"""Training: courses, sessions, completions, certificates, and what counts as in date."""
