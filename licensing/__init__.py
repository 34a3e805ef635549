"""The safeguarding register for taxi and private hire licensing."""
