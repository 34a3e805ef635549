"""What happened, who did it and why, for ever: a chain of hashes."""
