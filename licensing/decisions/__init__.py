"""The record of each decision against a person: its notice, its duties, its entry on the national register."""
