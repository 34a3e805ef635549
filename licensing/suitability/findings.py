"""What the DVLA says of a vehicle, beside what the register says: sentences for an officer, and no decision."""

from datetime import date

from licensing.register.vehicle_models import Vehicle
from licensing.suitability.vetting_models import VehicleEnquiry

FINE_TAX, FINE_MOT = ("Taxed",), ("Valid",)
# The DVLA holds nothing of a test: a vehicle too new for one, or tested elsewhere.
SAYS_NOTHING = ("", "No details held by DVLA", "No results returned")


def findings(enquiry: VehicleEnquiry, vehicle: Vehicle, on: date) -> list[str]:
    """All that an officer should look at in one answer, on a day (London); empty where nothing differs."""
    if enquiry.outcome == "not-found":
        return ["The DVLA holds no vehicle of this mark."]
    if enquiry.outcome == "refused":
        return ["The DVLA calls this no registration mark."]
    found = []
    if enquiry.tax_status and enquiry.tax_status not in FINE_TAX:
        found.append(f"Tax: the DVLA says “{enquiry.tax_status}”.")
    elif enquiry.tax_due_on and enquiry.tax_due_on < on:
        found.append(f"Tax was due on {_day(enquiry.tax_due_on)}.")
    if enquiry.mot_status not in (*FINE_MOT, *SAYS_NOTHING):
        found.append(f"MOT: the DVLA says “{enquiry.mot_status}”.")
    elif enquiry.mot_expires_on and enquiry.mot_expires_on < on:
        found.append(f"The MOT expired on {_day(enquiry.mot_expires_on)}.")
    for what, theirs, ours in (
        ("Make", enquiry.make, vehicle.make),
        ("Colour", enquiry.colour, vehicle.colour),
    ):
        if theirs and ours and _plain(theirs) != _plain(ours):
            found.append(f"{what}: the DVLA says {theirs}, the register {ours}.")
    if enquiry.marked_for_export:
        found.append("The DVLA has it marked for export.")
    return found


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
