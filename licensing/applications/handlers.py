"""What the outbox calls when an entry of the national register, or what was told of one, came or changed."""

from licensing.applications import reviews
from licensing.applications.watching import applicants, compare_everybody_after, watched
from licensing.db import transaction
from licensing.national_register.alerts import promise_everybody_compared
from licensing.national_register.watching import compare_entries, compare_entries_elsewhere
from licensing.outbox.actions import Delivery

AT_ONCE = 500


def compare_with_open_applications(delivery: Delivery) -> None:
    """Compare the entries of a message with whoever has an open application to any authority."""
    compare_entries(delivery.payload["entries"], applicants)


def compare_entries_of_elsewhere(delivery: Delivery) -> None:
    """Compare entries of a register elsewhere with whoever the authority that uses it licenses, or may license."""
    compare_entries_elsewhere(delivery.payload["authority_id"], delivery.payload["entries"], watched)


def compare_everybody(delivery: Delivery) -> None:
    """Compare some of those who are watched with the whole register, and promise the next of them."""
    load, authority_id = delivery.payload["load"], delivery.payload["authority_id"]
    last, _compared, _opened = compare_everybody_after(delivery.payload["after"], AT_ONCE)
    if last:
        with transaction():
            promise_everybody_compared(load, after=last, authority_id=authority_id)


def review_after_change(delivery: Delivery) -> None:
    """Open the reviews of determinations that had regard to what an entry no longer says."""
    with transaction():
        reviews.open_for_change(delivery.payload["notice_id"])


def review_after_late_answer(delivery: Delivery) -> None:
    """Open a review where an answer came after the application was determined."""
    with transaction():
        reviews.open_for_late_answer(delivery.payload["request_id"])
