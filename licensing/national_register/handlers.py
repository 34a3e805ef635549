"""What the outbox calls when an entry was made or changed, something about a licence holder did, or a letter is due."""

from licensing.authorities.officers import works_here
from licensing.db import db, transaction
from licensing.errors import BadInput, NotFound
from licensing.national_register import answers, correspondence, notices, requests, telling
from licensing.national_register.actions import gateway
from licensing.national_register.correspondence_models import Answer, ChangeNotice, ChangeTold
from licensing.national_register.gateway import AwaitsOfficer, LetterReceipt, NewLetter
from licensing.national_register.models import InformationRequest
from licensing.national_register.watching import compare_entries, compare_person, licence_holders
from licensing.outbox.actions import CannotBeSent, Delivery, NotYet


def compare_with_licence_holders(delivery: Delivery) -> None:
    """Compare the entries of a message with every current licence holder of every authority."""
    compare_entries(delivery.payload["entries"], licence_holders)


def compare_licence_holder(delivery: Delivery) -> None:
    """Compare somebody with the register, if they hold a licence that runs: who they are has changed, or is new."""
    for watched in licence_holders([delivery.payload["person_id"]]).values():
        compare_person(watched)


def take_in_letters(delivery: Delivery) -> None:
    """Take in the letters that the register holds for an authority, if it works on this installation.

    One that comes to this register from another installation fetches its letters itself.
    """
    authority_id = delivery.payload["authority_id"]
    if works_here(authority_id):
        db.session.rollback()
        correspondence.take_in(authority_id)


def send_request(delivery: Delivery) -> None:
    """Have a written request delivered, then begin the clock of its reply (2022 Act s.3(2)(a), (b))."""
    request_id = delivery.payload["request_id"]
    letter = requests.as_letter(db.session.get_one(InformationRequest, request_id))
    receipt = _delivered(letter)
    with transaction():
        requests.record_delivery(request_id, receipt)


def send_answer(delivery: Delivery) -> None:
    """Have an answer delivered with its documents, which discharges the duty to give it (2022 Act s.3(2)(b))."""
    answer_id = delivery.payload["answer_id"]
    letter = answers.as_letter(db.session.get_one(Answer, answer_id))
    receipt = _delivered(letter)
    with transaction():
        answers.record_delivery(answer_id, receipt)
        telling.hasten_after(db.session.get_one(Answer, answer_id).request)


def send_change(delivery: Delivery) -> None:
    """Have an authority told what changed and why (2022 Act s.3(4)), after the answer that it follows."""
    told_id = delivery.payload["told_id"]
    letter = telling.as_letter(db.session.get_one(ChangeTold, told_id))
    if letter is None:
        raise NotYet("The answer that this change follows has not been delivered yet.")
    receipt = _delivered(letter)
    with transaction():
        telling.record_delivery(told_id, receipt)


def send_acknowledgement(delivery: Delivery) -> None:
    """Have the acknowledgement of a change delivered."""
    notice_id = delivery.payload["notice_id"]
    letter = notices.as_letter(db.session.get_one(ChangeNotice, notice_id))
    receipt = _delivered(letter)
    with transaction():
        notices.record_delivery(notice_id, receipt)


def _delivered(letter: NewLetter) -> LetterReceipt:
    """Have the register deliver a letter, outside any transaction; the same key twice is one letter."""
    db.session.rollback()
    try:
        return gateway(letter.from_authority_id).send(letter)
    except AwaitsOfficer as wait:
        raise NotYet(str(wait)) from wait
    except (BadInput, NotFound) as refusal:
        faults = refusal.faults.values() if isinstance(refusal, BadInput) else ()
        raise CannotBeSent("; ".join(faults) or refusal.message) from refusal
