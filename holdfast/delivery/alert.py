"""Alerts to the phones of responders and contacts: queued as rows, never with a person's words in them."""

import hashlib
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import guard
from holdfast.models import Contact, Delivery, Disclosure, Escalation, Responder, new_id
from holdfast.parts import Parts

# The alerts that a contact can answer: the usual one, and the one for when nobody of the team is there.
TO_CONTACTS = ("utter_alert_contact", "utter_alert_contact_alone")
_ALREADY = sa.select(Delivery.id).where(
    Delivery.cause_id == sa.bindparam("cause"),
    Delivery.kind == "alert",
    Delivery.to_id == sa.bindparam("to"),
    Delivery.n == sa.bindparam("n"),
)


def to_responder(
    tx: Session, parts: Parts, responder: Responder, script: str, args: Mapping[str, str], *, cause: str,
    escalation: Escalation | None = None, n: int = 0,
) -> None:  # fmt: skip
    """Queue a text to a responder; the same (cause, n) is queued once."""
    _queue(
        tx,
        parts,
        "responder",
        responder.id,
        script,
        args,
        cause,
        n,
        escalation,
        responder.texts_blocked_at is not None,
    )


def to_contact(
    tx: Session, parts: Parts, contact: Contact, script: str, args: Mapping[str, str], *, cause: str, basis: str,
    escalation: Escalation | None = None, n: int = 0,
) -> bool:  # fmt: skip
    """Queue a text to a contact and record the disclosure; the same (cause, n) is queued once. Whether one is queued.

    Nothing goes out when the words that a contact agreed to are no longer signed.
    """
    text = _queue(
        tx,
        parts,
        "contact",
        contact.id,
        script,
        args,
        cause,
        n,
        escalation,
        contact.texts_blocked_at is not None,
    )
    if text is not None:
        tx.add(
            Disclosure(
                person_id=contact.person_id,
                contact_id=contact.id,
                basis=basis,
                wording_hash=hashlib.sha256(text.encode()).hexdigest(),
                at=parts.clock.now(),
            )
        )
    return text is not None


def _queue(
    tx: Session, parts: Parts, to_kind: str, to_id: str, script: str, args: Mapping[str, str],
    cause: str, n: int, escalation: Escalation | None, blocked: bool,
) -> str | None:  # fmt: skip
    if tx.scalar(_ALREADY, {"cause": cause, "to": to_id, "n": n}) is not None:
        return None
    now = parts.clock.now()
    given = {"service": parts.settings.service_name, **args}
    if to_kind == "contact" and not parts.library.may_say(script):
        parts.alarms.raise_for(script, "NotSigned")
        return None
    minimal = guard.MINIMAL_ALERT if "code" in given else guard.MINIMAL_INCIDENT
    text = guard.signed(parts, script, "sms", given, minimal=minimal).text
    delivery = Delivery(
        id=new_id(),
        kind="alert",
        cause_id=cause,
        n=n,
        to_kind=to_kind,
        to_id=to_id,
        escalation_id=escalation.id if escalation else None,
        script=script,
        state="failed" if blocked else "queued",
        error="opted_out" if blocked else None,
        priority=1,
        due_at=now,
        created_at=now,
    )
    delivery.words = parts.keys.own().seal("delivery.words", delivery.id, text)
    tx.add(delivery)
    parts.ring_after(tx, "outbox")
    return text
