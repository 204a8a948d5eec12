"""What a form of decisions says: which words are approved, where a change is asked for, and by whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from holdfast.console.sessions import Signed
from holdfast.content import Library
from holdfast.content.reviews import APPROVE, CHANGE, Record
from holdfast.content.unit import Unit
from holdfast.review import signing
from holdfast.review.signing import CannotSign, Signer

LONGEST = {"registration": 80, "role": 80, "comment": 2000}


@dataclass(frozen=True)
class Decisions:
    """The records that a form makes."""

    records: list[Record]

    @property
    def summary(self) -> str:
        """For the audit."""
        asked = sum(one.decision == CHANGE for one in self.records)
        return f"{len(self.records) - asked} approved, {asked} to be changed"


def read(library: Library, signed: Signed, typed: Mapping[str, str], units: Iterable[Unit]) -> Decisions:
    """The decisions about these units. Raises CannotSign, whose words fit on the page.

    A form has `decision NAME`, `code NAME` (the hash of the words that were shown) and `comment NAME` for each.
    """
    decided = [(unit, typed[f"decision {unit.name}"]) for unit in units if typed.get(f"decision {unit.name}")]
    if not decided:
        raise CannotSign("choose approve or ask for a change for at least one piece")
    signer = signer_of(library, signed, typed)
    signer.check([unit for unit, _ in decided], library.today())
    records = []
    for unit, decision in decided:
        comment = typed.get(f"comment {unit.name}", "").strip()[: LONGEST["comment"]]
        if typed.get(f"code {unit.name}") != unit.digest:
            raise CannotSign(f"the words of {unit.name} changed meanwhile: read them again")
        if decision not in (APPROVE, CHANGE):
            raise CannotSign(f"{unit.name}: choose approve or ask for a change")
        if decision == CHANGE and not comment:
            raise CannotSign(f"{unit.name}: say what should change")
        records.append(signing.record(unit, signer, decision, comment, account=signed.responder_id))
    return Decisions(records)


def signer_of(library: Library, signed: Signed, typed: Mapping[str, str]) -> Signer:
    """Whoever is signed in, under the name of their account. Raises CannotSign."""
    try:
        expires = date.fromisoformat(typed.get("expires", ""))
    except ValueError:
        raise CannotSign("give the day on which this ends, such as 2030-01-31") from None
    return Signer(
        name=signed.name,
        registration=typed.get("registration", "")[: LONGEST["registration"]],
        role=typed.get("role", "")[: LONGEST["role"]],
        signed=library.today(),
        expires=expires,
    )
