"""The catalogue of audit events: `subject:verb-in-the-past`, each with the exact facts it must carry.

Facts are ids, codes, counts and dates: never a name, a number of identity or the text of a decision.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """What an event means, in a sentence, and the facts it carries."""

    sentence: str
    facts: frozenset[str] = frozenset()


def _event(sentence: str, *facts: str) -> Event:
    return Event(sentence, frozenset(facts))


EVENTS: dict[str, Event] = {
    "system:set-up": _event("The register was set up or data of reference was loaded", "what", "rows"),
    "system:backup-begun": _event("A backup was begun; it holds this entry", "recipients"),
    "system:backed-up": _event("A backup was made", "rows", "bytes", "sha256"),
    "system:restored": _event(
        "The register was restored from a backup",
        "made_at",
        "revision",
        "rows",
        "last_entry",
        "recovery_codes_ended",
    ),
    "officer:created": _event("An officer's account was made", "roles"),
    "officer:changed": _event("An officer's roles or account were changed", "change"),
    "officer:trained": _event(
        "Training in the national register was recorded for an officer", "completed_on", "valid_until"
    ),
    "officer:signed-in": _event("An officer signed in"),
    "officer:signed-out": _event("An officer signed out"),
    "officer:sign-in-refused": _event("A sign-in was refused", "why"),
    "officer:password-changed": _event("An officer changed their password"),
    "officer:password-given": _event("An officer who had forgotten their password was given a new first one"),
    "officer:second-factor-set": _event(
        "An officer's second factor was set up, their first or another", "how"
    ),
    "officer:second-factor-removed": _event("An officer's second factor was removed, by themselves"),
    "officer:second-factor-reset": _event("An officer's second factor was taken away by an administrator"),
    "officer:recovery-codes-made": _event("Recovery codes were made for an officer", "codes"),
    "officer:recovery-code-used": _event("A recovery code of an officer was used", "left"),
    "holidays:added": _event("Bank holidays were added", "year", "days"),
    "known-elsewhere:found": _event(
        "Somebody of a partner authority was found who may be an applicant",
        "application",
        "authority_told",
        "band",
    ),
    "known-elsewhere:viewed": _event("What partner authorities tell of an applicant was looked at"),
    "known-elsewhere:said": _event(
        "An officer said whether somebody of a partner authority is the applicant", "same_person"
    ),
    "known-elsewhere:forgotten": _event("What partners told of applicants was forgotten", "rows"),
    "person:created": _event("A person was added to the register", "application"),
    "person:changed": _event("A person's record was changed", "what"),
    "person:viewed": _event("A person's record was looked at"),
    "person:numbers-viewed": _event("A person's identity numbers were shown in full", "kinds"),
    "public-register:printed": _event("The public register of drivers was printed for inspection", "rows"),
    "photograph:stored": _event("A photograph was stored", "format", "bytes"),
    "licence:granted": _event("A driver licence was granted", "kind", "number", "starts_on", "ends_on"),
    "vehicle:recorded": _event("A vehicle was added to the register"),
    "vehicle:changed": _event("What is held of a vehicle was put right", "what"),
    "vehicle:viewed": _event("A vehicle's record was looked at"),
    "vehicle:transferred": _event(
        "A vehicle was passed on by its proprietor",
        "transfer",
        "transferred_on",
        "notified_on",
        "late",
    ),
    "proprietor:recorded": _event("A proprietor of a vehicle was recorded", "proprietor", "kind", "person"),
    "proprietor:ended": _event(
        "The last day of a vehicle's proprietor was recorded", "proprietor", "until_on"
    ),
    "vehicle-document:recorded": _event(
        "A test, insurance or tax of a vehicle was recorded", "document", "kind", "result", "until_on"
    ),
    "vehicle-accident:recorded": _event("An accident of a vehicle was recorded", "accident", "late"),
    "plate:issued": _event("A plate was issued", "number"),
    "plate:moved": _event("What became of a plate was recorded", "state", "moved_on"),
    "plate:return-required": _event(
        "A proprietor was served notice to return a plate", "because", "served_on", "due_on"
    ),
    "badge:moved": _event("What became of a badge was recorded", "state", "moved_on"),
    "basic-disclosure:seen": _event(
        "Somebody's basic DBS certificate was recorded as seen", "disclosure", "of", "row", "issued_on"
    ),
    "operator-part:recorded": _event(
        "A name, base, member, member of staff or subcontract of an operator was recorded", "what", "row"
    ),
    "operator-part:ended": _event(
        "The last day of a name, base, member, member of staff or subcontract was recorded",
        "what",
        "row",
        "until_on",
    ),
    "operator-policy:seen": _event("A written policy of an operator was recorded as seen", "kind", "seen_on"),
    "booking-records:inspected": _event(
        "An operator's booking records were inspected",
        "inspection",
        "produced",
        "sample",
        "entered_late",
        "lacking",
    ),
    "working-link:recorded": _event(
        "It was recorded who drives what for whom", "link", "person", "vehicle", "operator", "from_on"
    ),
    "working-link:ended": _event("The last day of who drives what for whom was recorded", "link", "until_on"),
    "operator:recorded": _event("An operator was added to the register"),
    "operator:changed": _event("What is held of an operator was put right", "what"),
    "operator:viewed": _event("An operator's record was looked at"),
    "licence:taken-over": _event("A licence of the council's old records was taken over", "kind", "number"),
    "licence:state-changed": _event(
        "A licence was suspended, revoked or given back by what was decided about it", "step", "state"
    ),
    "exchange:checked": _event(
        "A file was checked against the register, and what it would do was looked at",
        *("what", "profile", "file", "lines", "faults", "questions"),
    ),
    "exchange:discarded": _event("A file that was checked was thrown away", "what", "file"),
    "exchange:loaded": _event(
        "A file was loaded into the register",
        *("what", "profile", "file", "lines", "added", "changed", "ended", "left"),
    ),
    "exchange:undone": _event("A load of a file was undone", "what", "added", "changed", "ended"),
    "badge:issued": _event("A badge was issued", "number"),
    "defra-upload:made": _event("A file of vehicles was made for Defra's portal", "rows", "sha256"),
    "defra-upload:fetched": _event("A file of vehicles for Defra's portal was taken"),
    "defra-upload:uploaded": _event(
        "A file of vehicles was recorded as uploaded to Defra's portal", "uploaded_on"
    ),
    "course:created": _event("A training course or version was added", "code", "version"),
    "training-session:created": _event("A training session was added", "held_on"),
    "training:completed": _event("A training completion was recorded", "course", "completed_on", "source"),
    "training:exempted": _event("An exemption from training was recorded", "module", "until"),
    "training:attendance-loaded": _event("An attendance list was loaded", "rows", "completions"),
    "training:lapsed": _event("Safeguarding training lapsed during a licence", "lapsed_on"),
    "training:voided": _event("A training completion was marked as recorded in error", "completion"),
    "training:exemption-ended": _event("An exemption from training was taken back", "module"),
    "training:attendance-linked": _event("A line of an attendance list was linked to a person", "attendance"),
    "training:partner-searched": _event(
        "A partner authority's completion was looked for by its certificate", "found"
    ),
    "training:recognised": _event(
        "A partner authority's completion was recognised", "completion", "recorded_by"
    ),
    "national-register:searched": _event(
        "The national register was searched", "receipt", "purpose", "application", "candidates", "matcher"
    ),
    "national-register:screened": _event(
        "The national register was searched for people of a file, for no application",
        "purpose",
        "searches",
        "from_receipt",
        "to_receipt",
        "candidates",
        "matcher",
    ),
    "national-register:file-screened": _event(
        "The screening of a file was finished", "file", "purpose", "searches", "candidates"
    ),
    "national-register:entries-imported": _event(
        "Entries of a file were made on the national register", "file", "entries", "from_entry", "to_entry"
    ),
    "national-register:file-imported": _event(
        "The loading of a file of entries was finished", "file", "entries", "there", "left_out"
    ),
    "national-register:entry-made": _event("An entry was made on the national register", "entry", "decision"),
    "national-register:entry-changed": _event(
        "An entry was amended, removed or reinstated by its authority", "entry", "what", "changed_on"
    ),
    "national-register:entry-removed": _event(
        "An entry was removed at the end of its eleven years", "entry", "first_made_on", "removed_on"
    ),
    "national-register:candidate-viewed": _event(
        "A candidate of a search was looked at", "receipt", "candidate"
    ),
    "national-register:candidate-adjudicated": _event(
        "An officer said whether a candidate is the same person", "receipt", "candidate", "same_person"
    ),
    "national-register:alert-opened": _event(
        "An authority was alerted to an entry that may be about its licence holder or applicant",
        "alert",
        "entry",
        "matcher",
    ),
    "national-register:alert-viewed": _event("An alert was looked at", "alert", "entry"),
    "national-register:alert-adjudicated": _event(
        "An officer said whether an alert is about the same person", "alert", "entry", "same_person"
    ),
    "national-register:alert-closed": _event("An alert was closed", "alert", "entry", "how"),
    "national-register:rescreening-begun": _event(
        "A comparison of everybody watched with the register was begun", "rescreening", "purpose", "matcher"
    ),
    "national-register:rescreening-ended": _event(
        "A comparison of everybody watched with the register was finished",
        "rescreening",
        "compared",
        "alerts",
    ),
    "national-register:letter-sent": _event(
        "A letter about an entry was put into another authority's hands", "letter", "kind", "to"
    ),
    "national-register:client-searched": _event(
        "The national register kept here was searched from an authority's own installation",
        "purpose",
        "officer",
        "application",
        "candidates",
        "matcher",
    ),
    "national-register:client-read-entry": _event(
        "An entry kept here was looked at from an authority's own installation",
        "purpose",
        "officer",
        "application",
        "entry",
    ),
    "national-register:client-took-letters": _event(
        "Letters were given to an authority's own installation", "letters"
    ),
    "register-client:credential-made": _event(
        "An authority was given a credential for the national register kept here", "credential"
    ),
    "register-client:credential-revoked": _event("An authority's credential was revoked", "credential"),
    "portal-task:opened": _event("A task for the register's portal was opened", "kind"),
    "portal-task:viewed": _event("A task for the register's portal was looked at", "kind"),
    "portal-task:recorded": _event(
        "What came of a task on the register's portal was recorded", "kind", "reference"
    ),
    "portal-entry:deleted": _event(
        "What was seen of another authority's entry on the register's portal was deleted, the applications being over",
        "entry",
    ),
    "portal-task:withdrawn": _event(
        "A task for the register's portal was withdrawn: it is not needed any more", "kind"
    ),
    "request:sent": _event(
        "Information was requested in writing from a recording authority", "to", "entry", "sent_on"
    ),
    "request:viewed": _event("A request, and what was told on it, was looked at", "entry"),
    "request:delivered": _event(
        "A request was delivered to the recording authority", "letter", "delivered_on"
    ),
    "request:reply-deleted": _event(
        "What another authority told for an application was deleted, the application being over",
        "application",
        "documents",
        "changes",
    ),
    "received-request:taken-in": _event(
        "Another authority's request for information was received", "asked_by", "entry", "received_on"
    ),
    "received-request:viewed": _event("Another authority's request was looked at", "entry"),
    "received-request:document-attached": _event(
        "A file was added to an answer", "document", "kind", "bytes"
    ),
    "received-request:document-removed": _event(
        "A file was taken from an answer before it was sent", "document"
    ),
    "received-request:answered": _event(
        "Another authority's request was answered", "to", "entry", "holds", "limbs", "documents", "how"
    ),
    "received-request:answer-delivered": _event(
        "An answer was delivered to the asking authority", "letter", "delivered_on"
    ),
    "correspondence:document-opened": _event("A file of an answer was opened", "document"),
    "entry-change:told": _event(
        "An authority that was answered about an entry was told of its change",
        "to",
        "entry",
        "what",
        "told_on",
        "how",
    ),
    "entry-change:acknowledged": _event(
        "An authority acknowledged the change of an entry", "acknowledged_by", "entry", "acknowledged_on"
    ),
    "change-notice:taken-in": _event(
        "A change that another authority told of its entry was taken in",
        "told_by",
        "entry",
        "what",
        "changed_on",
    ),
    "change-notice:viewed": _event("What another authority told of a change was looked at", "entry"),
    "change-notice:acknowledged": _event("A change of another authority's entry was acknowledged", "entry"),
    "letter:taken-in": _event("A letter of the register was taken in", "letter", "kind", "placed"),
    "letter:viewed": _event("A letter that answers nothing held was looked at", "letter"),
    "letter:dealt-with": _event("A letter that answers nothing held was dealt with", "letter"),
    "review:opened": _event(
        "A determination was put on the list to be looked at again", "application", "entry", "because"
    ),
    "review:viewed": _event("A determination to be looked at again was looked at"),
    "review:closed": _event("The outcome of looking at a determination again was recorded", "outcome"),
    "request:answered": _event("A recording authority's reply was recorded", "received_on"),
    "request:wait-overridden": _event("Waiting for a reply was overridden", "legal_advice"),
    "request:regard-recorded": _event("Regard to a reply was recorded"),
    "evidence:recorded": _event(
        "Evidence was recorded on an application", "requirement", "result", "good_until"
    ),
    "application:started": _event("An application was started", "kind", "licence"),
    "application:saved": _event("A page of an application was saved", "page"),
    "application:corrected": _event("What an applicant had said was corrected on a case", "page"),
    "application:received": _event("An application was received", "person"),
    "application:assigned": _event("An application was given to an officer", "officer"),
    "application:referred": _event("An application was put to a decision maker"),
    "application:returned": _event("An application was given back by a decision maker"),
    "application:determined": _event("An application was determined", "outcome", "receipt", "policy_version"),
    "application:withdrawn": _event("An application was withdrawn", "withdrawn_on"),
    "application:viewed": _event("An application was looked at"),
    "decision:recorded": _event("A decision against a person was recorded", "kind", "reliance", "limbs"),
    "decision:notified": _event("A decision was notified to the person", "notified_on", "how"),
    "decision:entry-acknowledged": _event(
        "The national register acknowledged an entry", "entry", "acknowledged_on"
    ),
    "decision:changed": _event(
        "A decision was changed: by an appeal, by its authority or by the passing of its days",
        "change",
        "what",
        "state",
    ),
    "decision:change-acknowledged": _event(
        "The national register acknowledged the change of an entry", "change", "entry", "told"
    ),
    "appeal:lodged": _event(
        "An appeal against a decision was recorded", "court", "lodged_on", "late", "stays"
    ),
    "appeal:hearing-listed": _event("A hearing of an appeal was recorded", "held_on"),
    "appeal:hearing-adjourned": _event("A hearing of an appeal was adjourned", "hearing"),
    "appeal:ended": _event("The outcome of an appeal was recorded", "outcome", "outcome_on"),
    "referral:recorded": _event("A referral, or why there was none, was recorded", "to", "made_on"),
    "decision:viewed": _event("A decision was looked at"),
    "decision:notice-viewed": _event("A decision notice was shown or printed", "form"),
    "information:recorded": _event(
        "Information that came in about a driver was recorded", "door", "about", "aware_on"
    ),
    "information:viewed": _event("Information that came in was looked at"),
    "information:reviewed": _event("What came in about a licensee was looked into", "outcome"),
    "conviction:recorded": _event("A conviction of a person was recorded", "conviction", "offence", "source"),
    "conviction:viewed": _event("A person's convictions were looked at"),
    "conviction:voided": _event("A conviction was marked as recorded in error", "conviction"),
    "concern:tested": _event(
        "The three questions about a driver licensed elsewhere were answered",
        "drove_here",
        "conduct_here",
        "would_consider",
        "limbs",
        "to",
    ),
    "concern:viewed": _event("A concern sent, or to be sent, was looked at"),
    "concern:letter-viewed": _event("The letter of a concern or of a reply was shown or printed", "form"),
    "concern:sent": _event(
        "A concern was sent to the authority that licensed the driver", "to", "how", "sent_on"
    ),
    "concern:delivered": _event("A concern was delivered by this system", "to", "delivered_on"),
    "concern:reply-received": _event("A reply to a concern was received", "outcome", "how", "received_on"),
    "concern:reply-read": _event("The reply to a concern was read by an officer", "letters"),
    "received-concern:recorded": _event(
        "A concern of another authority was received", "sender", "how", "aware_on"
    ),
    "received-concern:viewed": _event("A concern of another authority was looked at"),
    "received-concern:searched": _event(
        "The authority's own people were searched for whom a concern is about", "found"
    ),
    "received-concern:identified": _event(
        "An officer said whom a concern of another authority is about", "person", "identified"
    ),
    "received-concern:considered": _event(
        "Whether to suspend or revoke was considered on a concern", "outcome", "decision"
    ),
    "received-concern:replied": _event(
        "The written reply to a concern was sent", "outcome", "how", "sent_on"
    ),
    "vetting:recorded": _event(
        "What was seen of a person's vetting, or what a service said of it, was recorded",
        "record",
        "kind",
        "result",
        "seen_on",
    ),
    "vetting:voided": _event("A record of vetting was marked as made in error", "record", "kind"),
    "vetting:viewed": _event("A person's vetting was looked at"),
    "dbs-consent:recorded": _event(
        "A person's consent to status checks of their certificate was recorded", "consent", "given_on"
    ),
    "dbs-consent:ended": _event("Consent to status checks was withdrawn or corrected", "consent", "because"),
    "service-question:put": _event(
        "A question about a person or a vehicle was put to an outside service",
        "question",
        "service",
        "because",
    ),
    "service-question:answered": _event(
        "A question to an outside service was answered", "question", "service", "outcome"
    ),
    "duty:opened": _event("A duty was opened", "kind", "rule", "due_on"),
    "duty:discharged": _event("A duty was discharged", "kind", "rule", "on_time"),
    "duty:assigned": _event(
        "A duty was given to an officer, or to nobody", "duty", "kind", "rule", "officer"
    ),
    "duty:noted": _event("A note was written on a duty", "duty", "kind", "rule"),
    "calendar:made": _event("A calendar feed of an officer's duties was made", "renewed"),
    "calendar:withdrawn": _event("A calendar feed of an officer's duties was withdrawn"),
    "outbox:parked": _event("A message could not be sent and was put before a person", "topic", "attempts"),
    "outbox:released": _event("A parked message was released to be tried again", "topic"),
    "audit:viewed": _event("The audit log was looked at"),
}
