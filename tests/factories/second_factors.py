"""Second factors, made in a line, and the codes that an authenticator would show."""

import pyotp

from licensing import clock
from licensing.authorities import second_factor
from licensing.authorities.officer_models import Officer
from licensing.authorities.second_factor_models import SecondFactor
from licensing.db import db
from licensing.sealing import seal

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, *, steps: int = 0) -> str:
    """What an authenticator shows now, or so many half minutes later or earlier."""
    return pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // second_factor.STEP_SECONDS + steps)


def has_second_factor(who: Officer) -> list[str]:
    """Give an officer the second factor SECRET, inside the test's transaction; their recovery codes."""
    sealed = seal(SECRET, f"second-factor:{who.id}")
    db.session.add(SecondFactor(officer_id=who.id, sealed=sealed, last_step=0, set_at=clock.now()))
    return second_factor.make_codes(who)
