"""When files are due. Dates are days in London."""

from datetime import date, timedelta

# SI 2019/885 reg.3(3): at least as frequently as once a week (R65).
EVERY = timedelta(days=7)


def upload_due(began_on: date) -> date:
    """The last day on which the next file of vehicles is in time: seven days after the last was uploaded."""
    return began_on + EVERY
