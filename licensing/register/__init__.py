"""People, their licences and badges: what an authority holds about whom it licenses or is asked to."""
