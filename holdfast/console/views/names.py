"""Names as the desk sees them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.console.views.readable import opened
from holdfast.models import Person, Responder
from holdfast.parts import Parts
from holdfast.plans import people


def responders(tx: Session) -> dict[str, str]:
    """The name of every responder by id."""
    return {one.id: one.name for one in tx.execute(sa.select(Responder.id, Responder.name))}


def first(parts: Parts, person: Person) -> str:
    """The person's discreet or first name; without one, what tells them apart from others without one."""
    if person.data_key is None or person.name or person.discreet_name:
        return opened("Erased person", people.first_name, parts, person)
    number = opened(None, people.phone, parts, person)
    return f"Someone (…{number[-4:]})" if number else "Someone"
