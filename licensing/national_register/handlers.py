"""What the outbox calls when an entry was made or changed, something about a licence holder did, or a letter came."""

from licensing.national_register import correspondence
from licensing.national_register.watching import compare_entries, compare_person, licence_holders
from licensing.outbox.actions import Delivery


def compare_with_licence_holders(delivery: Delivery) -> None:
    """Compare the entries of a message with every current licence holder of every authority."""
    compare_entries(delivery.payload["entries"], licence_holders)


def compare_licence_holder(delivery: Delivery) -> None:
    """Compare somebody with the register, if they hold a licence that runs: who they are has changed, or is new."""
    for watched in licence_holders([delivery.payload["person_id"]]).values():
        compare_person(watched)


def take_in_letters(delivery: Delivery) -> None:
    """Take in the letters that the register holds for an authority of this installation."""
    correspondence.take_in(delivery.payload["authority_id"])
