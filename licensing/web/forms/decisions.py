"""The forms of decisions: suspending and revoking, what comes after, appeals."""

from typing import Any

from wtforms.validators import Length, Optional

from licensing import clock
from licensing.decisions.actions import Facts
from licensing.decisions.checks import Effect, Immigration
from licensing.decisions.models import OUTCOMES, REFERRED_TO
from licensing.decisions.referrals import ReferralFacts
from licensing.policy.statute import GROUNDS, LIMBS, RELIANCE
from licensing.web.forms import (
    CheckboxesField,
    DateInputField,
    Form,
    RadioField,
    Required,
    StringField,
    TextAreaField,
    choice,
)

YES_NO = [choice("yes", "Yes"), choice("no", "No")]


def _at_most(longest: int) -> Length:
    return Length(max=longest, message=f"Use at most {longest} characters")


def yes_no(text: str | None) -> bool | None:
    """What a yes or no says; nothing where neither was chosen."""
    return {"yes": True, "no": False}.get(text or "")


def _made(to: str) -> RadioField:
    return RadioField(f"{REFERRED_TO[to]}: has the case been referred?", [Optional()], choices=YES_NO)


def _made_on(to: str) -> DateInputField:
    name = REFERRED_TO[to]
    return DateInputField(f"{name}: when?", called=f"{name}: the day", description="If it was referred")


def _reference(to: str) -> StringField:
    return StringField(
        f"{REFERRED_TO[to]}: its reference",
        [_at_most(80)],
        description="If it was referred",
        render_kw={"width": 20},
    )


def _why_not(to: str) -> TextAreaField:
    return TextAreaField(
        f"{REFERRED_TO[to]}: why not?", description="If it was not, or not yet", render_kw={"rows": 2}
    )


class GroundsForm(Form):
    """The statute's grounds for taking a driver licence away, or not renewing it (1976 Act s.61(1), (1A))."""

    grounds = CheckboxesField(
        "On which grounds?",
        [Required("Choose at least one ground")],
        choices=[choice(one.code, f"{one.code} {one.text}") for one in GROUNDS["driver"].values()],
        description="1976 Act s.61(1). There are no others",
    )
    immigration_spent = RadioField("Is the conviction spent?", [Optional()], choices=YES_NO)
    immigration_penalty_on = DateInputField(
        "When was the penalty imposed?", called="The day of the penalty", description="If there was one"
    )
    immigration_paid = RadioField("Has the penalty been paid in full?", [Optional()], choices=YES_NO)
    immigration_answer = TextAreaField(
        "If the conviction is spent, or the penalty is over three years old and paid: why do you rely on it?",
        render_kw={"rows": 3},
    )

    @property
    def immigration(self) -> Immigration:
        """What was said about the immigration ground."""
        return Immigration(
            yes_no(self.immigration_spent.data),
            self.immigration_penalty_on.data,
            yes_no(self.immigration_paid.data),
            self.immigration_answer.data or "",
        )


class DecideForm(GroundsForm):
    """What a decision maker enters to suspend or revoke a driver licence."""

    decided_on = DateInputField(
        "When was it decided?", [Required("Enter the day of the decision")], called="The day of the decision"
    )
    reliance = RadioField(
        "How far does the decision rely on relevant information?",
        [Required("Say how far the decision relied on relevant information")],
        choices=[choice(key, words) for key, words in RELIANCE.items()],
    )
    limbs = CheckboxesField(
        "Which relevant information?",
        choices=[choice(limb.key, limb.title) for limb in LIMBS.values()],
        description="Choose all that the decision relies on (2022 Act s.1(1)), or none",
    )
    immediate = RadioField(
        "When does it take effect?",
        [Required("Choose when it takes effect")],
        choices=[
            choice(
                "no", "At the end of 21 days, beginning with the day notice is given", "1976 Act s.61(2A)"
            ),
            choice("yes", "At once, when notice is given", "Only if public safety requires it: s.61(2B)"),
        ],
    )
    safety_statement = TextAreaField(
        "If at once: the statement that public safety requires it",
        description="For example: the interests of public safety require the decision to have immediate effect. "
        "It goes on the notice",
        render_kw={"rows": 2},
    )
    safety_explanation = TextAreaField(
        "If at once: the explanation why", description="It goes on the notice", render_kw={"rows": 4}
    )
    reasons = TextAreaField(
        "Reasons for the decision",
        [Required("Give the reasons for the decision")],
        description="They go on the notice, and stay with your authority: the national register never holds a reason",
        render_kw={"rows": 8},
    )
    apart = TextAreaField(
        "What does this decision rest on that the suspension did not decide?", render_kw={"rows": 4}
    )
    risk_of_harm = RadioField(
        "Does the decision turn on a risk of harm to anybody?",
        [Required("Say whether the decision turns on a risk of harm")],
        choices=YES_NO,
        description="If it does, say below whether the case was referred to the DBS and to the police",
    )
    dbs_made, dbs_made_on, dbs_reference, dbs_why_not = (
        _made("dbs"),
        _made_on("dbs"),
        _reference("dbs"),
        _why_not("dbs"),
    )
    police_made, police_made_on, police_reference, police_why_not = (
        _made("police"),
        _made_on("police"),
        _reference("police"),
        _why_not("police"),
    )
    at_risk_concerned = RadioField(
        "Is a child or an adult at risk concerned?",
        [Required("Say whether a child or an adult at risk is concerned")],
        choices=YES_NO,
        description="If so, say below whether the case was referred to the multi-agency safeguarding hub",
    )
    mash_made, mash_made_on, mash_reference, mash_why_not = (
        _made("mash"),
        _made_on("mash"),
        _reference("mash"),
        _why_not("mash"),
    )

    def facts(self) -> Facts:
        """What was entered, for the action. Only of a form that is well formed."""
        return Facts(
            grounds=self.grounds.data or [],
            limbs=self.limbs.data or [],
            reliance=self.reliance.data or "",
            reasons=self.reasons.data or "",
            decided_on=self.decided_on.data or clock.today(),
            effect=Effect(
                self.immediate.data == "yes",
                self.safety_statement.data or "",
                self.safety_explanation.data or "",
            ),
            ends_on=self.last_day(),
            immigration=self.immigration,
            apart=(self.apart.data or "") if self.apart else "",
            risk_of_harm=yes_no(self.risk_of_harm.data),
            at_risk_concerned=yes_no(self.at_risk_concerned.data),
            referrals=[
                ReferralFacts(
                    to,
                    yes_no(self[f"{to}_made"].data),
                    self[f"{to}_made_on"].data,
                    self[f"{to}_reference"].data or "",
                    self[f"{to}_why_not"].data or "",
                )
                for to in REFERRED_TO
            ],
        )

    def last_day(self) -> Any:
        """The last day of a suspension for a period; None for every other decision."""
        return None


class SuspendForm(DecideForm):
    """A suspension: for a period, or until further notice (2022 Act s.2(4)(h); R06)."""

    until = RadioField(
        "For how long?",
        [Required("Choose for how long")],
        choices=[choice("period", "Until a day"), choice("notice", "Until further notice")],
    )
    ends_on = DateInputField(
        "Last day of the suspension", called="The last day of the suspension", description="If until a day"
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A suspension for a period needs its last day, and one until further notice has none (R06)."""
        good = bool(super().validate(extra_validators))
        if self.until.data == "period" and not self.ends_on.data and not self.ends_on.errors:
            self.ends_on.errors = ["Enter the last day of the suspension"]
        elif self.until.data == "notice" and self.ends_on.data:
            self.ends_on.errors = ["Leave the day empty, or choose “Until a day”"]
        return good and not self.ends_on.errors

    def last_day(self) -> Any:
        """The last day of a suspension for a period."""
        return self.ends_on.data if self.until.data == "period" else None


class KindForm(Form):
    """What is to be decided about a licence."""

    kind = RadioField(
        "What have you decided?",
        [Required("Choose what has been decided")],
        choices=[
            choice(
                "suspend",
                "Suspend the licence",
                "For a period, or until further notice. It can be given back",
            ),
            choice("revoke", "Revoke the licence", "It ends, unless an appeal is allowed"),
        ],
    )


class WhyForm(Form):
    """A reason."""

    reason = TextAreaField("Reason", [Required("Enter a reason")], render_kw={"rows": 4})


class EndForm(WhyForm):
    """An earlier last day of a suspension."""

    ends_on = DateInputField(
        "New last day of the suspension", [Required("Enter the last day")], called="The last day"
    )


class ReferralForm(Form):
    """That a case was referred, or why not."""

    to = RadioField(
        "Where?",
        [Required("Choose where")],
        choices=[choice(key, words) for key, words in REFERRED_TO.items()],
    )
    made = RadioField(
        "Has the case been referred?", [Required("Say whether it was referred")], choices=YES_NO
    )
    made_on = DateInputField("When?", called="The day of the referral", description="If it was referred")
    reference = StringField("Reference", [_at_most(80)], render_kw={"width": 20})
    why_not = TextAreaField("Why not?", description="If it was not, or not yet", render_kw={"rows": 3})

    def facts(self) -> ReferralFacts:
        """What was entered."""
        return ReferralFacts(
            self.to.data or "",
            yes_no(self.made.data),
            self.made_on.data,
            self.reference.data or "",
            self.why_not.data or "",
        )


class LodgeForm(Form):
    """An appeal that was lodged."""

    lodged_on = DateInputField(
        "When was it lodged?", [Required("Enter the day")], called="The day the appeal was lodged"
    )
    court_name = StringField(
        "Which court?",
        [Required("Enter the name of the court"), _at_most(200)],
        description="For example, Leeds Magistrates’ Court",
        render_kw={"width": 30},
    )
    reference = StringField(
        "The court’s reference", [_at_most(80)], description="If you have it", render_kw={"width": 20}
    )
    lodged_by = RadioField(
        "Who appeals?",
        [Required("Choose who appeals")],
        choices=[choice("person", "The person"), choice("authority", "This authority")],
    )
    stays = RadioField(
        "May the person carry on until it is decided?",
        [Optional()],
        choices=YES_NO,
        description="Needed if the appeal was lodged late, or is a further appeal: the law is not plain there, and "
        "you decide",
    )
    stays_because = TextAreaField(
        "Why?", description="If you answered the question above", render_kw={"rows": 2}
    )


class HearingForm(Form):
    """A day of hearing."""

    held_on = DateInputField(
        "When is it heard?", [Required("Enter the day")], called="The day of the hearing"
    )
    note = TextAreaField("Note", description="For example, the court room or the time", render_kw={"rows": 2})


class OutcomeForm(Form):
    """What a court decided."""

    outcome = RadioField("What came of it?", [Required("Choose the outcome")], choices=[])
    decided_on = DateInputField(
        "When?", [Required("Enter the day")], called="The day of the court’s decision"
    )
    words = TextAreaField(
        "What was decided, and why?",
        [Required("Say what was decided and why")],
        description="If the entry on the national register changes, the authorities that we answered about it are "
        "told this (2022 Act s.3(4))",
        render_kw={"rows": 4},
    )
    becomes = RadioField(
        "If it was varied: what is it from now on?",
        [Optional()],
        choices=[choice("suspended", "A suspension"), choice("revoked", "A revocation")],
    )
    ends_on = DateInputField(
        "If it is a suspension for a period: its last day", called="The last day of the suspension"
    )


def outcome_choices(lodged_by: str) -> list[Any]:
    """The outcomes of an appeal, each with what it means for the decision."""
    stands, falls = "The decision stands", "The decision is overturned, and its entry removed"
    if lodged_by == "authority":
        stands, falls = (
            "What the court below decided stands",
            "The decision stands again, and its entry is reinstated",
        )
    hints = {"dismissed": stands, "withdrawn": stands, "allowed": falls, "varied": "The decision is changed"}
    return [choice(key, words, hints[key]) for key, words in OUTCOMES.items()]
