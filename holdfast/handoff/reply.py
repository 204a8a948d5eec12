"""Which words the person gets: the full card once per level and episode, then shorter ones in turn."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from holdfast.handoff import contacts, hours, rota
from holdfast.models import Contact, Escalation, Person
from holdfast.parts import Parts
from holdfast.plans import people
from holdfast.policy import LEVELS


def choose(
    tx: Session,
    parts: Parts,
    escalation: Escalation,
    level: str,
    strongest: Sequence[str],
    *,
    told: Sequence[Contact],
    answer: bool,
) -> tuple[str, dict[str, str]]:
    """(script, arguments) for the signals that reached this level. Marks the card as shown."""
    replies = parts.policy.data["replies"]
    staffing = rota.staffing(tx, parts)
    if _is_nobody(staffing, escalation):
        return _nobody(parts, escalation, replies["nobody"][escalation.level]), {}
    base = parts.policy.reply(level, strongest)
    if answer and level == "urgent":
        base = replies["raised"]
    if _shown(escalation, base):
        return _again(parts, escalation, replies["again"][escalation.level], staffing)
    escalation.cards = [*escalation.cards, base]
    named = _name(parts, told)
    args = {**away_arguments(parts, escalation, staffing), **({"contact": named} if named else {})}
    if not named and (one := contacts.next_by_tap(tx, parts, escalation)) is not None:
        args["contact"] = people.contact_name(parts, one)
    return fit(parts, escalation.person, base, with_contact=bool(named), away="back" in args), args


def before_contacts(
    tx: Session, parts: Parts, escalation: Escalation, later: Sequence[Contact]
) -> tuple[str, dict[str, str]]:
    """The words that say whom the program will text in a minute, and how to say no."""
    staffing, scripts = rota.staffing(tx, parts), parts.policy.data["code_word"]
    args = {**away_arguments(parts, escalation, staffing), "contact": _name(parts, later) or ""}
    script = scripts["nobody" if _is_nobody(staffing, escalation) else "say"]
    escalation.cards = [*escalation.cards, script]
    return fit(parts, escalation.person, script, away="back" in args), args


def fit(parts: Parts, person: Person, base: str, *, with_contact: bool = False, away: bool = False) -> str:
    """The variant of a script for a person: a contact is being told, nobody is on duty, the country is not known."""
    replies = parts.policy.data["replies"]
    suffixes = [replies["with_contact"]] * with_contact + [replies["unstaffed"]] * away
    for suffix in suffixes:
        base = base + suffix if base + suffix in parts.library.scripts else base
    return parts.library.for_country(base, parts.country(person))


def away_arguments(parts: Parts, escalation: Escalation, staffing: rota.Staffing) -> dict[str, str]:
    """`back`, when nobody is on duty and the rota says so; nothing when a responder has the person all the same."""
    if staffing.back is None or escalation.responder is not None:
        return {}
    return {"back": hours.back(parts, staffing.back)}


def _is_nobody(staffing: rota.Staffing, escalation: Escalation) -> bool:
    return staffing.kind == "nobody" and escalation.responder is None


def _nobody(parts: Parts, escalation: Escalation, scripts: list[str]) -> str:
    """There is nobody to alert, and nothing says that anyone is."""
    script = scripts[len(escalation.cards) % len(scripts)]
    escalation.cards = [*escalation.cards, script]
    return fit(parts, escalation.person, script)


def _shown(escalation: Escalation, base: str) -> bool:
    """Whether this card was shown already, or the card of a higher level (a card of its own kind is still news)."""
    if base in escalation.cards:
        return True
    ranked = {f"utter_safety_{name}": rank for rank, name in enumerate(LEVELS)}
    highest = max((ranked[card] for card in escalation.cards if card in ranked), default=-1)
    return base in ranked and ranked[base] <= highest


def _again(
    parts: Parts, escalation: Escalation, scripts: list[str], staffing: rota.Staffing
) -> tuple[str, dict[str, str]]:
    times = sum(card == "again" for card in escalation.cards)
    escalation.cards = [*escalation.cards, "again"]
    args = away_arguments(parts, escalation, staffing)
    return fit(parts, escalation.person, scripts[times % len(scripts)], away="back" in args), args


def _name(parts: Parts, told: Sequence[Contact]) -> str | None:
    return " and ".join(people.contact_name(parts, contact) for contact in told) or None
