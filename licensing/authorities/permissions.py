"""Who may do what: roles and permissions on one page."""

from enum import StrEnum


class Role(StrEnum):
    """What an officer is."""

    LICENSING_OFFICER = "licensing-officer"
    DECISION_MAKER = "decision-maker"
    ENFORCEMENT_OFFICER = "enforcement-officer"
    TRAINING_ADMINISTRATOR = "training-administrator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    REGISTER_OPERATOR = "register-operator"

    @property
    def words(self) -> str:
        """The role in words."""
        return self.value.replace("-", " ").capitalize()


class Permission(StrEnum):
    """What can be done."""

    SEE_HOME = "see the work list"
    SEE_PEOPLE = "look at people and their licences"
    SEE_NUMBERS = "see identity numbers in full"
    CHANGE_PEOPLE = "change people's records"
    SEE_VEHICLES = "look at vehicles, operators and their licences"
    CHANGE_VEHICLES = "change vehicles' and operators' records"
    LOAD_FILES = "load files into the register, and undo a load"
    WATCH_VETTING = "keep what vets licence holders up to date"
    WORK_APPLICATIONS = "take applications and prepare them"
    SEE_APPLICATIONS = "look at applications"
    SEARCH_NATIONAL_REGISTER = "search the national register and adjudicate"
    SCREEN_FILES = "screen a file against the national register"
    IMPORT_ENTRIES = "load entries of any authority into the national register, as its operator"
    RESCREEN = "compare everybody with the national register, as its operator"
    DETERMINE = "determine applications"
    DECIDE_ON_LICENCES = "suspend and revoke licences"
    RECORD_APPEALS = "record appeals and what the courts decided"
    ANSWER_REQUESTS = "answer other authorities' requests for information"
    SEE_CONCERNS = "look at concerns sent and received"
    RAISE_CONCERNS = "record information that came in and send concerns"
    CONSIDER_CONCERNS = "consider concerns received and reply"
    ASSIGN_DUTIES = "give duties to officers"
    NOTIFY = "record that a decision was notified"
    SEE_TRAINING = "look at training"
    MANAGE_TRAINING = "keep courses, sessions and completions"
    SEE_DUTIES = "look at duties"
    SEE_POLICY = "look at the policy"
    RELEASE_MESSAGES = "look at messages that could not be sent, and release them"
    READ_AUDIT = "read the audit log"
    MANAGE_OFFICERS = "keep officers' accounts and their training"
    MANAGE_HOLIDAYS = "keep the table of bank holidays"


_EVERY_OFFICER = {Permission.SEE_HOME, Permission.SEE_POLICY}

PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.LICENSING_OFFICER: frozenset(
        _EVERY_OFFICER
        | {
            Permission.SEE_PEOPLE,
            Permission.SEE_NUMBERS,
            Permission.CHANGE_PEOPLE,
            Permission.SEE_VEHICLES,
            Permission.CHANGE_VEHICLES,
            Permission.LOAD_FILES,
            Permission.WATCH_VETTING,
            Permission.SEE_APPLICATIONS,
            Permission.WORK_APPLICATIONS,
            Permission.SEARCH_NATIONAL_REGISTER,
            Permission.SCREEN_FILES,
            Permission.NOTIFY,
            Permission.RECORD_APPEALS,
            Permission.ANSWER_REQUESTS,
            Permission.SEE_CONCERNS,
            Permission.RAISE_CONCERNS,
            Permission.ASSIGN_DUTIES,
            Permission.SEE_TRAINING,
            Permission.SEE_DUTIES,
        }
    ),
    Role.DECISION_MAKER: frozenset(
        _EVERY_OFFICER
        | {
            Permission.SEE_PEOPLE,
            Permission.SEE_NUMBERS,
            Permission.SEE_VEHICLES,
            Permission.SEE_APPLICATIONS,
            Permission.DETERMINE,
            Permission.DECIDE_ON_LICENCES,
            Permission.RECORD_APPEALS,
            Permission.SEE_CONCERNS,
            Permission.RAISE_CONCERNS,
            Permission.CONSIDER_CONCERNS,
            Permission.ASSIGN_DUTIES,
            Permission.SEE_TRAINING,
            Permission.SEE_DUTIES,
        }
    ),
    Role.ENFORCEMENT_OFFICER: frozenset(
        _EVERY_OFFICER
        | {
            Permission.SEE_PEOPLE,
            Permission.SEE_VEHICLES,
            Permission.SEE_CONCERNS,
            Permission.RAISE_CONCERNS,
            Permission.SEE_DUTIES,
        }
    ),
    Role.TRAINING_ADMINISTRATOR: frozenset(
        _EVERY_OFFICER
        | {
            Permission.SEE_PEOPLE,
            Permission.SEE_TRAINING,
            Permission.MANAGE_TRAINING,
            Permission.SEE_DUTIES,
        }
    ),
    # An auditor sees what was done, not the people it was done about.
    Role.AUDITOR: frozenset(_EVERY_OFFICER | {Permission.READ_AUDIT, Permission.SEE_DUTIES}),
    # An administrator keeps accounts, and sees no applicant by that alone.
    Role.ADMINISTRATOR: frozenset(
        _EVERY_OFFICER
        | {
            Permission.MANAGE_OFFICERS,
            Permission.MANAGE_HOLIDAYS,
            Permission.RELEASE_MESSAGES,
            Permission.SEE_DUTIES,
            Permission.ASSIGN_DUTIES,
        }
    ),
    # Makes entries in the name of many authorities, which no authority's own officer may.
    Role.REGISTER_OPERATOR: frozenset(_EVERY_OFFICER | {Permission.IMPORT_ENTRIES, Permission.RESCREEN}),
}
