"""What an authority does with the letters that the register holds for it: each is taken in once."""


def take_in(authority_id: int) -> int:
    """Take in an authority's letters; returns how many. Opens a transaction for each."""
    return 0
