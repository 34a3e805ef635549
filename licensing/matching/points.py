"""Every number this matcher weighs with, in one place, with why.

A point is about one bit: one more point says that the two are twice as likely to be one person. The weights
are set by hand from how rare an agreement is by chance among drivers; they do not yet know how common a
particular name is. Where there is doubt they lean towards showing an entry to an officer: a miss can put a
child in the wrong car, a false alarm costs ten minutes.
"""

from __future__ import annotations

# Names: for each part of one name that answers a part of the other, at most MOST_FOR_A_NAME together, because
# the parts of a name are not independent (a double-barrelled surname is one fact).
SAME_PART = 6.0
ONE_NAME = 5.0  # Mohd and Muhammad; Usman and Uthman
SOUNDS_ALIKE = 4.5
SPELT_NEARLY = 4.0
SHORT_FORM = 4.0
SOUNDS_NEARLY_ALIKE = 2.0  # Akta for Akhtar: too weak to agree, too near to contradict
INITIAL = 1.0
FAINT = 1.0  # Hassan and Hussain: two names, but one is often written for the other
SAYS_LITTLE = 1.0  # at most this for Muhammad, Singh, Kaur, Begum, which half a register bears
ONLY_SUCH_NAMES = 3.0  # and at most this where neither has any other name: Mohammed Begum must still be found
MOST_FOR_A_NAME = 14.0

FIRST_NAMES_DIFFER = -8.0  # siblings, twins
SURNAMES_DIFFER = -4.0  # people marry, and some name customs change the last name
OTHER_NAMES_DIFFER = -2.0

# Birth dates: about 15,000 are possible, so agreement is worth 14. The first of January is given to people
# who do not know theirs.
BORN_SAME_DAY = 14.0
BORN_SAME_FIRST_OF_JANUARY = 10.0
BORN_DAY_AND_MONTH_EXCHANGED = 9.0
BORN_ONE_DIGIT_OFF = 6.0
BORN_TWO_PARTS_AGREE = 2.0
BORN_FIRST_OF_JANUARY_OTHER_YEAR = 0.0
BORN_SAME_YEAR_ONLY = -5.0
BORN_OTHER_DAY = -10.0

# Addresses: households share them and people move, so agreement is worth some and another address counts
# against nobody.
SAME_POSTCODE = 6.0
SAME_HOUSE_AND_STREET = 6.0
SAME_DISTRICT = 1.5

# Numbers. Another number counts against, but little: numbers are mistyped, and a man may hide behind somebody
# else's.
SAME_NUMBER = 18.0
SAME_COMMUNITY_NUMBER = 10.0  # two states may give out one number
SAME_BUT_MALFORMED = 6.0
NUMBER_ONE_CHARACTER_OFF = 4.0
OTHER_NATIONAL_INSURANCE = -6.0
OTHER_DRIVER_NUMBER = -4.0  # a new name may bring a new driver number

# What two facts say together.
TWIN_OR_SIBLING_AT_ONE_ADDRESS = -3.0  # the address counts half when the first names differ
NEAR_NUMBER_OF_ANOTHER_NAME = (
    -NUMBER_ONE_CHARACTER_OFF
)  # brothers registered together hold numbers that are nearly the same

# Enough for a name to agree: two telling parts, one of them not quite alike.
NAME_AGREES_FROM = 8.0

# Bands, on the sum.
STRONG_FROM = 22.0
POSSIBLE_FROM = 13.0
