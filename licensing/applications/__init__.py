"""Applications for driver licences, from intake to determination."""
