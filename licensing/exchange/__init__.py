"""Files in and out: each with a dry run that says what it would do before anything is done."""
