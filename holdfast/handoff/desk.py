"""What a responder can do with an episode: take it, write, note, hand back. Everything has an actor."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import alert, thread
from holdfast.handoff import contacts, holder, later, record, status, told, transfer
from holdfast.models import Conversation, Delivery, Escalation, EscalationEvent, Message, Person, Responder
from holdfast.parts import Parts
from holdfast.policy import LEVELS

OUTCOMES: tuple[tuple[str, str], ...] = (
    ("safe_for_now", "Safe for now, with a plan for the next hours"),
    ("with_someone", "With someone they trust"),
    ("with_emergency_services", "With emergency services"),
    ("not_reached", "Not reached, passed on"),
    ("heard_wrongly", "No risk: the program heard it wrongly"),
    ("program_fault", "No risk: a fault of the program"),
)


def open_escalations(tx: Session, _: Parts) -> list[Escalation]:
    """Unacknowledged first, then the highest level, then the oldest."""
    found = tx.scalars(
        sa.select(Escalation).join(Escalation.person).where(Escalation.state != "closed", ~Person.canary)
    )
    return sorted(found, key=lambda one: (one.state != "waiting", -LEVELS.index(one.level), one.opened_at))


def acknowledge(tx: Session, parts: Parts, escalation: Escalation, responder: Responder) -> None:
    """ "I have this person": stops the ladder until the acknowledgement expires without a first word.

    The person is told who has it. Whoever was asked by the one who has it takes over. Raises holder.Taken when
    another responder has it.
    """
    if escalation.offered_to == responder.id:
        transfer.accept(tx, parts, escalation, responder)
        return
    holder.check_free(tx, escalation, responder)
    if escalation.state != "waiting":
        return
    escalation.state = "acknowledged"
    escalation.acknowledged_by, escalation.responder = responder.id, responder
    escalation.acknowledged_until = parts.clock.now() + parts.policy.seconds("acknowledgement_expires")
    planned = escalation.contacts_due_at or escalation.acknowledged_until
    escalation.next_due_at = min(planned, escalation.acknowledged_until)
    record.log(tx, parts, escalation, "acknowledged", responder.id)
    told.say(tx, parts, escalation, responder, "utter_status_taken")
    _tell_others(tx, parts, escalation, responder)


def write(
    tx: Session,
    parts: Parts,
    escalation: Escalation,
    responder: Responder,
    text: str,
    script: str | None = None,
) -> Message:
    """A responder's own words, or those of a phrase (`script`). The first take the episode over.

    From then on the bot is silent. Raises holder.Taken.
    """
    holder.check_free(tx, escalation, responder)
    if escalation.state == "waiting":
        acknowledge(tx, parts, escalation, responder)
    conversation = _conversation(tx, escalation)
    if escalation.state == "acknowledged":
        escalation.state, escalation.acknowledged_until, escalation.contacts_due_at = "human", None, None
        escalation.next_due_at = parts.clock.now() + parts.policy.seconds("human_check")
        thread.cancel_timers(tx, escalation.person_id)
        later.cancel(tx, escalation.person_id)
        record.log(tx, parts, escalation, "first_word", responder.id)
        told.say(tx, parts, escalation, responder, "utter_status_here")
        contacts.close(tx, parts, escalation)
    elif escalation.acknowledged_until is not None:  # a word after a new signal
        escalation.acknowledged_until = None
        escalation.next_due_at = parts.clock.now() + parts.policy.seconds("human_check")
    message = thread.write(tx, parts, conversation, responder, text, script)
    record.log(tx, parts, escalation, "wrote", responder.id, message=message.id)
    return message


def note(tx: Session, parts: Parts, escalation: Escalation, responder: Responder, text: str) -> None:
    """A note for colleagues, sealed in the record; the person does not see it."""
    sealed = parts.sealer(escalation.person).seal("escalation_event.note", escalation.id, text)
    record.log(tx, parts, escalation, "note", responder.id, sealed=sealed.hex())


def note_text(parts: Parts, escalation: Escalation, event: EscalationEvent) -> str:
    """The words of a note."""
    sealed = bytes.fromhex(event.facts["sealed"])
    return parts.sealer(escalation.person).open("escalation_event.note", escalation.id, sealed)


def reached(
    tx: Session, parts: Parts, escalation: Escalation, responder: Responder, whom: str, *, did: bool
) -> None:
    """Somebody was called: the person, or one of their contacts, by id. Raises ValueError when it is neither.

    Colleagues may call while one of them writes, so it is not asked who has the person.
    """
    if whom not in (escalation.person_id, *(one.id for one in escalation.person.contacts)):
        raise ValueError("neither the person nor a contact of theirs")
    record.log(tx, parts, escalation, "reached" if did else "not_reached", responder.id, about=whom)


def give_back(tx: Session, parts: Parts, escalation: Escalation, responder: Responder) -> None:
    """Whoever has the person cannot go on, and nobody took over: the alerts go on, and the person is told so.

    Raises holder.Taken.
    """
    holder.check_has(tx, escalation, responder)
    record.log(tx, parts, escalation, "given_back", responder.id)
    _let_go(tx, parts, escalation, responder)


def leave(tx: Session, parts: Parts, escalation: Escalation, responder: Responder, by: str) -> None:
    """Their account is closed (`by` whom): whoever they had is alerted for again, and what they were asked is answered.

    Nothing happens to an episode that is neither theirs nor offered to them.
    """
    transfer.decline(tx, parts, escalation, responder)
    if escalation.state in ("acknowledged", "human") and escalation.acknowledged_by == responder.id:
        record.log(tx, parts, escalation, "holder_gone", by, responder=responder.id)
        _let_go(tx, parts, escalation, responder)


def _let_go(tx: Session, parts: Parts, escalation: Escalation, responder: Responder) -> None:
    was_here = escalation.state == "human"
    holder.release(tx, parts, escalation)
    if was_here:
        told.say(tx, parts, escalation, responder, "utter_status_left")
    else:
        status.take_back(tx, parts, escalation)


def hand_back(
    tx: Session, parts: Parts, escalation: Escalation, responder: Responder, outcome: str, *,
    script: str = "utter_handed_back",
) -> None:  # fmt: skip
    """Close the episode with an outcome; the bot may speak again, and says so. Raises holder.Taken, ValueError."""
    if outcome not in dict(OUTCOMES):
        raise ValueError("unknown outcome")
    holder.check_free(tx, escalation, responder)
    contacts.close(tx, parts, escalation)
    escalation.state, escalation.closed_by, escalation.outcome = "closed", responder.id, outcome
    escalation.offered_to = None
    escalation.closed_at, escalation.next_due_at, escalation.acknowledged_until = (
        parts.clock.now(),
        None,
        None,
    )
    record.log(tx, parts, escalation, "closed", responder.id, outcome=outcome)
    conversation = _conversation(tx, escalation)
    conversation.position, conversation.fresh = {}, True
    later.cancel(tx, escalation.person_id)
    offered = [button.id for button in parts.library.scripts[script].buttons]
    only = [one for one in offered if one != later.FOLLOW_UP or later.may_follow_up(escalation.person)]
    thread.say(tx, parts, conversation, script, only=only, kind="status", unasked=True)


def _conversation(tx: Session, escalation: Escalation) -> Conversation:
    return tx.get_one(Conversation, escalation.conversation_id)


def _tell_others(tx: Session, parts: Parts, escalation: Escalation, responder: Responder) -> None:
    """Everyone else whose phone was lit learns that it is taken."""
    lit = sa.select(Delivery.to_id).where(
        Delivery.escalation_id == escalation.id,
        Delivery.to_kind == "responder",
        Delivery.to_id != responder.id,
    )
    number = 2000 + record.count(tx, escalation, "acknowledged")
    here = sa.select(Responder).where(Responder.id.in_(lit), Responder.closed_at.is_(None))
    for other in tx.scalars(here):
        alert.to_responder(
            tx,
            parts,
            other,
            "utter_alert_taken_by_other",
            {},
            cause=escalation.id,
            escalation=escalation,
            n=number,
        )
