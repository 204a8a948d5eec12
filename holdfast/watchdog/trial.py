"""The canary: a message with risk in it goes the whole way, and a responder that is nobody must be able to take it.

In by the webhook, through gate and ladder and outbox, acknowledged by the code in a text. Person and responder are
marked in the record, are in no list, and have numbers that no phone can have.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx
import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.clock import Clock
from holdfast.db import Database
from holdfast.delivery import canary
from holdfast.keys import KeyRing
from holdfast.models import Delivery, Escalation, EscalationEvent, Person, Responder, new_id
from holdfast.settings import Settings
from holdfast.simulator.webhooks import signature
from holdfast.watchdog import litter

WORDS = "I want to die"
NAME = "canary"
WITHIN_S, LOOK_S = 90.0, 0.25


class Broken(Exception):
    """The way ends at this step."""


@dataclass(frozen=True)
class Trial:
    """One go. `service` is where the service listens on this machine; `settings` sign for its public address."""

    settings: Settings
    db: Database
    keys: KeyRing
    clock: Clock
    service: str
    within_s: float = WITHIN_S

    def run(self) -> str | None:
        """The step at which the way ends; None when it is whole. Leaves no episode open."""
        try:
            self._prepare()
            self._close()
            if "<Message" not in self._text(canary.PERSON, WORDS):
                return "no_safety_words"
            code = self._until("not_alerted", self._told)
            self._text(canary.RESPONDER, f"{code} A")
            self._until("not_acknowledged", self._taken)
        except Broken as fault:
            return str(fault)
        except httpx.HTTPError:
            return "no_answer"
        except sa.exc.SQLAlchemyError:
            return "database_away"
        finally:
            self._close_quietly()
        return None

    def _text(self, phone: str, words: str) -> str:
        """One signed webhook, and the answer to it."""
        sid = "SM" + secrets.token_hex(16)
        form = {
            "MessageSid": sid, "AccountSid": self.settings.twilio_account_sid, "From": phone,
            "To": self.settings.twilio_from, "Body": words, "NumMedia": "0",
        }  # fmt: skip
        url = f"{self.settings.public_url.rstrip('/')}/sms/inbound"
        header = signature(self.settings.twilio_auth_token, url, form)
        with httpx.Client(timeout=15, trust_env=False) as http:
            answer = http.post(
                f"{self.service}/sms/inbound", data=form, headers={"X-Twilio-Signature": header}
            )
        if answer.status_code != httpx.codes.OK:
            raise Broken(f"answered_{answer.status_code}")
        return answer.text

    def _told(self, tx: Session) -> str | None:
        query = sa.select(Escalation.code).join(Delivery, Delivery.escalation_id == Escalation.id).where(
            Escalation.person_id.in_(_MINE), Escalation.state == "waiting",
            Delivery.to_kind == "responder", Delivery.state.in_(("sent", "delivered")),
        )  # fmt: skip
        return tx.scalar(query.limit(1))

    def _taken(self, tx: Session) -> str | None:
        query = sa.select(Escalation.id).where(
            Escalation.person_id.in_(_MINE), Escalation.state == "acknowledged"
        )
        return tx.scalar(query)

    def _until(self, step: str, look: Callable[[Session], str | None]) -> str:
        end = time.monotonic() + self.within_s
        while time.monotonic() < end:
            with self.db.read() as tx:
                if found := look(tx):
                    return found
            time.sleep(LOOK_S)
        raise Broken(step)

    def _prepare(self) -> None:
        """Person and responder, made at the first go; and what trials left behind, removed."""
        with self.db.write() as tx:
            if tx.scalar(_MINE) is None:
                person_id = new_id()
                data_key = self.keys.new_data_key(person_id)
                phone = self.keys.person(person_id, data_key).seal("person.phone", person_id, canary.PERSON)
                tx.add(Person(
                    id=person_id, data_key=data_key, phone=phone, phone_index=self.keys.index(canary.PERSON),
                    canary=True, created_at=self.clock.now(),
                ))  # fmt: skip
            if tx.scalar(_ROBOT) is None:
                robot_id = new_id()
                phone = self.keys.own().seal("responder.phone", robot_id, canary.RESPONDER)
                tx.add(Responder(
                    id=robot_id, name=NAME, position=1_000_000, phone=phone, canary=True,
                    phone_index=self.keys.index(canary.RESPONDER),
                ))  # fmt: skip
            litter.remove(tx, self.clock.now())

    def _close(self) -> None:
        """No episode of the canary's stays open; what of it has not left need not leave any more."""
        with self.db.write() as tx:
            now, robot = self.clock.now(), tx.scalar(_ROBOT)
            for episode in tx.scalars(_OPEN.with_for_update()):
                _end(tx, episode, robot or "", now)

    def _close_quietly(self) -> None:
        try:
            self._close()
        except sa.exc.SQLAlchemyError:
            return  # the next go closes it


def _end(tx: Session, episode: Escalation, robot: str, now: datetime) -> None:
    episode.state, episode.closed_by, episode.outcome = "closed", robot, NAME
    episode.closed_at, episode.next_due_at, episode.acknowledged_until = now, None, None
    tx.add(
        EscalationEvent(escalation_id=episode.id, verb="closed", actor=robot, facts={"outcome": NAME}, at=now)
    )
    unsent = sa.update(Delivery).where(Delivery.to_id.in_([episode.person_id, robot]))
    tx.execute(unsent.where(Delivery.state.in_(("queued", "inline"))).values(state="cancelled"))


_MINE = sa.select(Person.id).where(Person.canary)
_ROBOT = sa.select(Responder.id).where(Responder.canary)
_OPEN = sa.select(Escalation).where(Escalation.person_id.in_(_MINE), Escalation.state != "closed")
