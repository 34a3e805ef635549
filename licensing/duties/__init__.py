"""Every statutory clock: what is owed, by whom, by when, and what discharged it."""
