"""Convictions of an invented applicant, for the demonstration: one with a day, and two that a person looks at."""

from datetime import date

from dateutil.relativedelta import relativedelta

from licensing.authorities.officer_models import Officer
from licensing.suitability.convictions_recording import ConvictionFacts, record_conviction


def fill(person_id: int, by: Officer, today: date) -> None:
    """Record them, in the caller's transaction. `today` is the day in London."""
    convicted = today - relativedelta(years=4)
    facts = [
        ConvictionFacts(
            offence="drink-or-drug-driving",
            words="Invented: driving with excess alcohol",
            offence_on=convicted - relativedelta(months=2),
            convicted_on=convicted,
            sentence="Fine, and a driving ban of 14 months",
            sentence_completed_on=convicted,
            disqualified=True,
            ban_ends_on=convicted + relativedelta(months=14),
            source="dbs-certificate",
            seen_on=today,
        ),
        *(
            ConvictionFacts(
                offence="minor-motoring",
                words="Invented: exceeding the speed limit",
                convicted_on=today - relativedelta(months=months),
                points=points,
                sentence="Fine",
                source="dvla-record",
                seen_on=today,
            )
            for months, points in ((20, 3), (6, 4))
        ),
    ]
    for one in facts:
        record_conviction(person_id, one, by=by, on=today)
