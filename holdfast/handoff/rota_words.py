"""A rota in words: what responders are called in its file, and the hours that it forgot."""

import re
from collections import Counter
from datetime import datetime

from sqlalchemy.orm import Session

from holdfast.models import ON_CALL, Responder
from holdfast.parts import Parts
from holdfast.plans import people


def ids(tx: Session, parts: Parts) -> dict[str, str]:
    """The id of everyone who can be on duty, by number (digits), and by name where only one has it."""
    return _keys(parts, [one for one in people.staff(tx) if one.role in ON_CALL])


def names(tx: Session, parts: Parts) -> dict[str, str]:
    """What each of the staff is called in the file: the name, or the number where two have that name.

    Also those who are no longer on call, or here: an older rota may name them.
    """
    found: dict[str, str] = {}
    for key, one in _keys(parts, people.staff(tx)).items():
        if one not in found or not key.isdecimal():
            found[one] = key
    # Never the bare name: someone new may have it, and would be given the hours of who left.
    return found | {one.id: f"{one.name} (no longer here)" for one in people.gone(tx)}


def hole(begins: datetime, ends: datetime) -> str:
    """A time that the rota forgot."""
    return f"{begins:%a %Y-%m-%d %H:%M} to {ends:%a %Y-%m-%d %H:%M} is neither staffed nor stated unstaffed"


def _keys(parts: Parts, everyone: list[Responder]) -> dict[str, str]:
    twice = {name for name, times in Counter(one.name for one in everyone).items() if times > 1}
    known = {one.name: one.id for one in everyone if one.name not in twice}
    return {**known, **{re.sub(r"\D", "", people.responder_phone(parts, one)): one.id for one in everyone}}
