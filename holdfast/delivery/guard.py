"""The guard: the only way to words. It renders signed scripts, and refuses what the record does not show."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.content import CannotSay, NotSigned, Words
from holdfast.content.lines import ANYONE, CHILD
from holdfast.delivery.call import CALL
from holdfast.errors import Refused
from holdfast.models import Conversation, Delivery, Escalation, Person
from holdfast.parts import Parts
from holdfast.plans import recall, structure

# What the record must show before words that claim it may be said; a script names its claim in its metadata.
CLAIMS = ("told", "contact_told", "taken", "here")
ADULT = 18
# What a locked screen shows of a calm text to someone who asked for that.
DISCREET_LINE = "utter_discreet_line"
# What is said in place of words that nobody signed: a crisis line and the emergency number, nothing else.
MINIMAL = "utter_minimal"
# The same for responders: somebody needs them, by its code; and a fault of ours, which has none.
MINIMAL_ALERT, MINIMAL_INCIDENT = "utter_alert_minimal", "utter_alert_incident"


def words(
    tx: Session,
    parts: Parts,
    conversation: Conversation,
    script: str,
    *,
    ref: Mapping[str, Any] | None = None,
    only: Sequence[str] | None = None,
    args: Mapping[str, str] | None = None,
) -> Words:
    """The words of a script for this person on this channel; plan items are opened here and nowhere else.

    In production a script whose signature is missing or has run out is replaced by the crisis line alone, and an
    alarm is raised. Raises Refused when the script is unknown or lacks an argument, or claims something that the
    record does not show.
    """
    person = conversation.person
    _check_claim(tx, parts, person, script)
    if ref and "plan_step" in ref and conversation.channel == "sms" and not person.plan_by_sms:
        raise Refused("this plan is not read out by text message")
    if ref and conversation.channel == "sms" and ref.get("plan_step") in structure.NOT_BY_SMS:
        raise Refused("this step of a plan is never read out by text message")
    whom = audience(person)
    given = standing_arguments(parts, parts.country(person), conversation.channel, whom, person.language)
    given.update(_from_ref(tx, parts, person, ref))
    given.update(args or {})
    try:
        said = signed(parts, script, conversation.channel, given, only, country=parts.country(person))
        if conversation.channel == "sms" and person.discreet and _is_calm(parts, said):
            line = parts.library.render(DISCREET_LINE, conversation.channel, given)
            return replace(said, text=f"{line.text}\n\n{said.text}")
        return said
    except CannotSay as fault:
        if not parts.settings.demo:
            parts.alarms.raise_for(script, type(fault).__name__)
        raise Refused(f"{fault.script}: {type(fault).__name__}") from fault


def signed(
    parts: Parts,
    script: str,
    channel: str,
    args: Mapping[str, str],
    only: Sequence[str] | None = None,
    *,
    country: str | None = None,
    minimal: str = MINIMAL,
) -> Words:
    """Render a script; if nobody's signature covers it today, the minimal one, with an alarm. Raises CannotSay."""
    try:
        return parts.library.render(script, channel, args, only)
    except NotSigned as fault:
        parts.alarms.raise_for(script, type(fault).__name__)
    name = parts.library.for_country(minimal, country)
    return parts.library.render(name, channel, args, last_resort=True)


def as_signed(parts: Parts, script: str, channel: str, args: Mapping[str, str]) -> str:
    """What a human says by a tap: the words of a script or nothing, never others in their place. Raises CannotSay."""
    return parts.library.render(script, channel, args).text


def _is_calm(parts: Parts, said: Words) -> bool:
    """Words for someone's safety come first on the screen; nothing stands before them."""
    return parts.library.scripts[said.script].topic in parts.policy.data["dialogue_topics"]


def audience(person: Person) -> str:
    """Whom a crisis line must be for: children have lines of their own. An age band is the clinic's own wording."""
    ages = [int(age) for age in re.findall(r"\d+", person.age_band)]
    young = person.age_band.lower().startswith(("under", "child", "<")) or (bool(ages) and ages[0] < ADULT)
    return CHILD if young else ANYONE


def standing_arguments(
    parts: Parts, country: str | None, channel: str, whom: str = ANYONE, language: str | None = None
) -> dict[str, str]:
    """The arguments that every script may use: the crisis line and emergency number of the country."""
    return {
        "line": parts.library.lines.line(country, channel, parts.clock.now(), whom, language),
        "emergency": parts.library.lines.emergency_words(country),
        "service": parts.settings.service_name,
    }


def _from_ref(tx: Session, parts: Parts, person: Person, ref: Mapping[str, Any] | None) -> dict[str, str]:
    if not ref:
        return {}
    if "plan_step" in ref:
        found = recall.items(tx, parts, person, int(ref["plan_step"]))
        if not found:
            raise Refused("the plan has no such step")
        return {"items": "\n".join(text if number is None else f"{text}: {number}" for text, number in found)}
    if "exercise" in ref and ref["exercise"] in parts.library.exercises:
        steps = parts.library.exercises[ref["exercise"]].steps
        index = int(ref.get("step") or 1) - 1
        if 0 <= index < len(steps):
            return {name: str(value) for name, value in steps[index].counts.items()}
    return {}


def _check_claim(tx: Session, parts: Parts, person: Person, script: str) -> None:
    known = parts.library.scripts.get(script)
    claim = known.metadata.get("claims") if known else None
    if claim is None:
        return
    tx.flush()
    escalation = tx.scalars(
        sa.select(Escalation).where(Escalation.person_id == person.id, Escalation.state != "closed")
    ).first()
    if claim not in CLAIMS or escalation is None or not _shown(tx, escalation, claim):
        raise Refused(f"{script}: the record does not show {claim}")


def _shown(tx: Session, escalation: Escalation, claim: str) -> bool:
    if claim == "taken":
        return escalation.state in ("acknowledged", "human")
    if claim == "here":
        return escalation.state == "human"
    sent = sa.select(Delivery.id).where(
        Delivery.escalation_id == escalation.id,
        Delivery.to_kind == ("responder" if claim == "told" else "contact"),
        # A phone that rings has told nobody anything; a call counts once a key was pressed.
        Delivery.state.in_(("sent", "delivered")),
        sa.or_(Delivery.kind != CALL, Delivery.state == "delivered"),
    )
    return tx.scalar(sent.limit(1)) is not None
