"""The second factor: six digits from an app, by RFC 6238. The secret is sealed, and no code counts twice."""

import pyotp
import segno
import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import Session

from holdfast.models import Responder
from holdfast.parts import Parts

WHERE = "responder.totp_secret"
# A code of the half minute before or after counts too: clocks of phones are not exact.
STEPS_EITHER_SIDE = 1


def needed(parts: Parts, responder: Responder) -> str:
    """What a right password leads to: `full`, `code` or `enrol`. Demonstrations do without, unless one is set up."""
    if responder.totp_since is not None:
        return "code"
    return "full" if parts.settings.demo else "enrol"


def offered(tx: Session, parts: Parts, responder: Responder) -> str:
    """The secret to be put into the app; the same until it is confirmed."""
    if responder.totp_secret is None:
        secret = pyotp.random_base32()
        responder.totp_secret = parts.keys.own().seal(WHERE, responder.id, secret)
        tx.flush()
        return secret
    return _secret(parts, responder, responder.totp_secret)


def confirm(tx: Session, parts: Parts, responder: Responder, typed: str) -> bool:
    """Whether the app shows the right code; from now on it is asked for."""
    if responder.totp_since is not None or not check(tx, parts, responder, typed):
        return False
    responder.totp_since = parts.clock.now()
    return True


def check(tx: Session, parts: Parts, responder: Responder, typed: str) -> bool:
    """Whether this is a code of now that was not used before."""
    code = "".join(typed.split())
    if responder.totp_secret is None or not (len(code) == 6 and code.isascii() and code.isdigit()):
        return False
    totp, now = pyotp.TOTP(_secret(parts, responder, responder.totp_secret)), parts.clock.now()
    step = totp.timecode(now)
    for one in range(step - STEPS_EITHER_SIDE, step + STEPS_EITHER_SIDE + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(one), code):
            return _first_use(tx, responder, one)
    return False


def forget(responder: Responder) -> None:
    """They set up another one at the next sign-in."""
    responder.totp_secret, responder.totp_since, responder.totp_step = None, None, 0


def drawn(parts: Parts, responder: Responder, secret: str) -> Markup:
    """The secret as a code for the app's camera, drawn here: it reaches no other machine."""
    address = pyotp.TOTP(secret).provisioning_uri(
        name=responder.name, issuer_name=parts.settings.service_name
    )
    picture = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=True)
    return Markup(picture)  # noqa: S704  (drawn by the library from squares alone)


def _secret(parts: Parts, responder: Responder, sealed: bytes) -> str:
    return parts.keys.own().open(WHERE, responder.id, sealed)


def _first_use(tx: Session, responder: Responder, step: int) -> bool:
    """In one statement, so that a code seen over a shoulder does not count a second time."""
    mine = (Responder.id == responder.id, Responder.totp_step < step)
    used = tx.scalar(sa.update(Responder).where(*mine).values(totp_step=step).returning(Responder.id))
    return used is not None
