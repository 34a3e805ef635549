"""`flask keys rotate`: afterwards the older key may go, and everything still opens."""

from datetime import date

import pytest
from sqlalchemy import select, update

from licensing import clock
from licensing.applications import actions, drafts
from licensing.applications.models import Application
from licensing.candidates.models import MatchingIndex
from licensing.cli import keys
from licensing.concerns import actions as actions_of_concerns
from licensing.concerns.models import Concern, ConcernLetter, Information, ReceivedConcern
from licensing.db import db, transaction
from licensing.exchange import checking, loading, profiles, undoing, uploads
from licensing.exchange.models import Change, Load
from licensing.matching.people import Name, Person
from licensing.national_register import documents, gateway, letters, portal_recording
from licensing.national_register.correspondence_models import Document
from licensing.national_register.gateway import AwaitsOfficer
from licensing.national_register.index import ENTRIES
from licensing.national_register.models import EntryNumber
from licensing.national_register.portal import PortalRegister
from licensing.national_register.portal_models import PortalTask
from licensing.register import disclosures, proprietors
from licensing.register.disclosure_models import BasicDisclosure
from licensing.register.index import PEOPLE
from licensing.register.models import PersonNumber
from licensing.sealing import Unreadable, unseal_bytes
from licensing.suitability.vetting_models import DbsConsent, VettingRecord
from tests.conftest import Commands
from tests.factories import concerns, correspondence, officers, vetting
from tests.factories import vehicles as make
from tests.factories.people import GB_DRIVER, NATIONAL_INSURANCE, entry, person
from tests.factories.portal import portal_seen

NEW = ("new2", b"n" * 32)


@pytest.fixture
def sealed(app, settings):
    """Somebody's numbers, an entry's number and the answers of a draft, sealed by the tests' own key."""
    with app.app_context(), transaction():
        by = officers.officer()
        person(by=by, numbers={"national_insurance": NATIONAL_INSURANCE, "gb_driver": GB_DRIVER})
        entry(numbers=[("national_insurance", "AB654321A")], born=date(1985, 1, 1))
        application = actions.start(kind="new", licence_kind="private-hire", by=by)
        drafts.write(application, {"numbers": {"national_insurance": "AB111111A"}})
        other = actions.start(kind="new", licence_kind="private-hire", by=by)
        other.draft = ""
    return settings.sealing_keys


def opened():
    """Everything that is sealed, opened; and the ids of the keys that sealed it. Forms open, or this ends."""
    held = [*db.session.scalars(select(PersonNumber)), *db.session.scalars(select(EntryNumber))]
    draft = db.session.scalars(select(Application).where(Application.draft != "")).one()
    texts = [*sorted(one.number for one in held), drafts.read(draft)["numbers"]["national_insurance"]]
    by = {one.sealed.partition(":")[0] for one in held} | {draft.draft.partition(":")[0]}
    for index in (ENTRIES, PEOPLE):
        for number, form in db.session.execute(select(index.forms.c[index.owner], index.forms.c.form)):
            unseal_bytes(form, index.context(number))
            by.add(form[1 : form[0] + 1].decode())
    return texts, by


EVERYTHING = [*sorted(["AB654321A", NATIONAL_INSURANCE, GB_DRIVER]), "AB111111A"]


def test_everything_is_sealed_anew_and_opens_once_the_older_key_is_gone(sealed, make_app):
    both = make_app(sealing_keys=(NEW, *sealed))
    with both.app_context():
        assert opened() == (EVERYTHING, {"test1"})
    assert Commands(both)("keys", "rotate") == "6 sealed anew.\n"
    with make_app(sealing_keys=(NEW,)).app_context():
        assert opened() == (EVERYTHING, {"new2"})


def test_fingerprints_stay_so_that_numbers_are_still_found(app, sealed, make_app):
    prints = select(PersonNumber.fingerprint).order_by(PersonNumber.id)
    with app.app_context():
        before = list(db.session.scalars(prints))
    both = make_app(sealing_keys=(NEW, *sealed))
    Commands(both)("keys", "rotate")
    with both.app_context():
        assert list(db.session.scalars(prints)) == before


def test_run_again_it_seals_nothing(sealed, make_app):
    flask = Commands(make_app(sealing_keys=(NEW, *sealed)))
    flask("keys", "rotate")
    assert flask("keys", "rotate") == "0 sealed anew.\n"


def test_without_a_newer_key_it_seals_nothing(sealed, cli):
    assert cli("keys", "rotate") == "0 sealed anew.\n"


def test_it_goes_through_every_row_however_many_there_are(sealed, make_app, monkeypatch):
    monkeypatch.setattr(keys, "BATCH", 1)
    both = make_app(sealing_keys=(NEW, *sealed))
    assert Commands(both)("keys", "rotate") == "6 sealed anew.\n"


def test_what_is_alleged_in_concerns_is_sealed_anew_too(app, sealed, make_app):
    with app.app_context(), transaction():
        by = officers.officer()
        concern = concerns.owed(by)
        actions_of_concerns.record_sending(concern.id, sent_on=clock.today(), sent_how="post", by=by)
        reply = actions_of_concerns.ReplyFacts("no-action", "No need", clock.today(), "post")
        actions_of_concerns.record_reply(concern.id, reply, by=by)
        concerns.received(by)
    assert Commands(make_app(sealing_keys=(NEW, *sealed)))("keys", "rotate") == "10 sealed anew.\n"
    with make_app(sealing_keys=(NEW,)).app_context():
        for model in (Information, Concern, ReceivedConcern):
            assert db.session.scalars(select(model)).one().identity == concerns.WHO
        assert db.session.scalars(select(ConcernLetter)).one().words == {"reasons": "No need"}


def test_what_is_to_be_done_on_a_portal_and_what_was_seen_there_is_sealed_anew_too(app, sealed, make_app):
    with app.app_context():
        who = Person(names=(Name("Perdita", "", "Exampleby"),))
        leeds = officers.council().id
        with pytest.raises(AwaitsOfficer):
            PortalRegister().search(who, leeds, key="1")
        with transaction():
            by = officers.officer()
            task = db.session.scalars(select(PortalTask)).one()
            portal_recording.add_entry(task.id, portal_seen(), by=by)
    # The task's fields, the entries it found, and the entry.
    assert Commands(make_app(sealing_keys=(NEW, *sealed)))("keys", "rotate") == "9 sealed anew.\n"
    with make_app(sealing_keys=(NEW,)).app_context():
        task = db.session.scalars(select(PortalTask)).one()
        assert portal_recording.fields_of(task) == [("Name", "Perdita Exampleby")]
        assert [one.full_name for one in portal_recording.entries_of(task)] == ["Olga Pretendova"]


def test_what_identifies_a_certificate_is_sealed_anew_too(app, sealed, make_app):
    with app.app_context():
        someone = vetting.holder()
        someone.consents()
        someone.certificate(note="Invented.")
    # The two, and what somebody more on the register has: a number and the forms to compare.
    before = Commands(make_app(sealing_keys=(NEW, *sealed)))("keys", "rotate")
    assert before == "10 sealed anew.\n"
    with make_app(sealing_keys=(NEW,)).app_context():
        assert db.session.scalars(select(DbsConsent)).one().words["number"] == vetting.NUMBER
        assert db.session.scalars(select(VettingRecord)).one().words["note"] == "Invented."


def test_before_rotation_what_the_older_key_sealed_does_not_open_without_it(sealed, make_app):
    with make_app(sealing_keys=(NEW,)).app_context(), pytest.raises(Unreadable, match="test1"):
        opened()


def test_what_cannot_be_opened_stops_the_rotation_and_says_which_key_is_gone(sealed, make_app):
    flask = Commands(make_app(sealing_keys=(NEW,)))
    with pytest.raises(Unreadable, match="test1"):
        flask.run("keys", "rotate")


def test_sealed_text_moved_to_another_row_does_not_open(app, sealed):
    with app.app_context():
        first, second = db.session.scalars(select(PersonNumber).order_by(PersonNumber.id))
        first.sealed = second.sealed
        with pytest.raises(Unreadable, match="moved"):
            _ = first.number


def test_forms_of_another_version_are_left_to_be_built_anew_and_it_says_so(app, sealed, make_app):
    with app.app_context(), transaction():
        db.session.execute(update(MatchingIndex).values(form_version="another"))
    both = make_app(sealing_keys=(NEW, *sealed))
    said = Commands(both)("keys", "rotate")
    assert said.count("flask matching reindex") == 2
    assert said.endswith("4 sealed anew.\n")
    Commands(both)("matching", "reindex")
    with make_app(sealing_keys=(NEW,)).app_context():
        assert opened() == (EVERYTHING, {"new2"})


def test_letters_and_files_are_sealed_anew_too(app, settings, make_app):
    with app.app_context():
        with transaction():
            leeds, bradford = officers.officer(), officers.officer("Bradford")
            who = person(by=leeds)
        request = correspondence.asked(who, leeds)
        received = correspondence.received()
        with transaction():
            documents.attach(received.id, name="words.txt", content=b"He said so", by=bradford)
            letters.send(
                gateway.NewLetter(
                    "a", "request", leeds.authority_id, bradford.authority_id, request.entry_ref, "Unread"
                )
            )
    before = Commands(app)("keys", "rotate")
    said = Commands(make_app(sealing_keys=(NEW, *settings.sealing_keys)))("keys", "rotate")
    assert (before, said.endswith(" sealed anew.\n")) == ("0 sealed anew.\n", True)
    with make_app(sealing_keys=(NEW,)).app_context():
        assert db.session.scalars(select(Document)).one().opened == b"He said so"
        unread = letters.above(officers.council("Bradford").id, after=1, limit=1)
        assert [one.text for one in unread] == ["Unread"]


def test_the_numbers_of_basic_certificates_are_sealed_anew_too(app, settings, make_app):
    with app.app_context(), transaction():
        by = officers.officer()
        keeper = proprietors.add_proprietor(
            make.vehicle(by=by),
            proprietors.ProprietorFacts("individual", "Norman Nobodyson"),
            from_on=None,
            by=by,
        )
        facts = disclosures.DisclosureFacts("000000000123", date(2026, 5, 1), date(2026, 5, 8))
        disclosures.record_disclosure(keeper, facts, subject="a test", by=by)
    both = make_app(sealing_keys=(NEW, *settings.sealing_keys))
    assert Commands(both)("keys", "rotate") == "1 sealed anew.\n"
    with make_app(sealing_keys=(NEW,)).app_context():
        assert db.session.scalars(select(BasicDisclosure)).one().masked == "••••••123"


def test_files_that_were_sent_and_what_loads_did_are_sealed_anew(sealed, make_app):
    with make_app().app_context():
        with transaction():
            by = officers.officer()
            profile = profiles.named("operators")
            data = b"number,name,start,end\nO1,Cars,1/6/2026,31/5/2027\n"
            kept = uploads.keep(data, profile, "", by=by).id
        with transaction():
            by = db.session.get_one(Load, kept).begun_by
            found = checking.dry_run(profile, data, on=clock.today(), authority=by.authority)
            loading.load(found, kept, by=by)
        with transaction():
            uploads.keep(data, profile, "", by=db.session.get_one(Load, kept).begun_by)
    Commands(make_app(sealing_keys=(NEW, *sealed)))("keys", "rotate")
    with make_app(sealing_keys=(NEW,)).app_context():
        waiting = db.session.scalars(select(Load).where(Load.content.is_not(None))).one()
        assert uploads.content_of(waiting) == data
        change = db.session.scalars(select(Change)).one()
        assert change.sealed.startswith(b"\x04new2")
        with transaction():
            undoing.undo(kept, by=waiting.begun_by)
