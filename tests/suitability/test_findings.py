"""What an officer is told of a vehicle's answer, and what is no difference."""

from datetime import date

import pytest

from licensing.register.vehicle_models import Vehicle
from licensing.suitability.findings import findings
from licensing.suitability.vetting_models import VehicleEnquiry

ON = date(2026, 6, 10)


def found(**said):
    given = {
        "outcome": "found",
        "tax_status": "Taxed",
        "mot_status": "Valid",
        "make": "",
        "colour": "",
    } | said
    return findings(VehicleEnquiry(**given), Vehicle(make="Inventa", colour="Dark blue"), ON)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"tax_due_on": ON, "mot_expires_on": ON},
        {"mot_status": "No details held by DVLA"},
        {"mot_status": "No results returned"},
        {"make": "INVENTA", "colour": "DARK-BLUE"},
        {"tax_status": ""},
    ],
)
def test_what_is_in_order_is_no_finding(said):
    assert found(**said) == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"tax_status": "SORN"}, "Tax: the DVLA says “SORN”."),
        ({"tax_status": "Not Taxed for on Road Use"}, "Tax: the DVLA says “Not Taxed for on Road Use”."),
        ({"tax_due_on": date(2026, 6, 9)}, "Tax was due on 9 June 2026."),
        ({"mot_status": "Not valid"}, "MOT: the DVLA says “Not valid”."),
        ({"mot_expires_on": date(2026, 6, 9)}, "The MOT expired on 9 June 2026."),
        ({"make": "OTHER"}, "Make: the DVLA says OTHER, the register Inventa."),
        ({"colour": "RED"}, "Colour: the DVLA says RED, the register Dark blue."),
        ({"marked_for_export": True}, "The DVLA has it marked for export."),
        ({"outcome": "not-found"}, "The DVLA holds no vehicle of this mark."),
        ({"outcome": "refused"}, "The DVLA calls this no registration mark."),
    ],
)
def test_each_difference_is_a_sentence(said, told):
    assert found(**said) == [told]


def test_all_that_differs_is_told_together():
    assert len(found(tax_status="SORN", mot_status="Not valid", make="OTHER", colour="RED")) == 4
