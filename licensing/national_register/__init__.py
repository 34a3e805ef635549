"""The shared database of refusals, suspensions and revocations: entries, searches with receipts, requests."""
