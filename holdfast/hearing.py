"""Listening to one message with all that the gate may know: the last messages, the question asked, own words."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import thread
from holdfast.errors import KeyFault
from holdfast.models import Conversation, Message, Person
from holdfast.parts import Parts
from holdfast.plans import recall
from holdfast.risk import Level, OwnWords, Recent, Verdict

AT_RISK_FOR = timedelta(hours=72)
REMEMBERED = 2000
_LAST_WORDS = (
    sa.select(Message)
    .where(
        Message.conversation_id == sa.bindparam("conversation"),
        Message.sender == "person",
        Message.at > sa.bindparam("since"),
    )
    .order_by(Message.seq.desc())
    .limit(sa.bindparam("most"))
)
_own_words: dict[tuple[str, tuple[str, ...], bytes | None], OwnWords] = {}


@dataclass(frozen=True)
class Heard:
    """A verdict in the form it is stored: level name, signals, and where each rule heard it."""

    level: str
    signals: list[str]
    heard: list[dict[str, Any]]

    @property
    def beyond_an_answer(self) -> bool:
        """Whether more was heard than the answer to a question: then the signal decides, not the answer."""
        return any(not entry["rule"].startswith("answer-") for entry in self.heard)


def listen(
    tx: Session, parts: Parts, conversation: Conversation, text: str, offered: Message | None
) -> Heard:
    """The gate's verdict, together with the words that ask for people by themselves."""
    verdict = parts.gate.hear(text, _recent(tx, parts, conversation, offered))
    heard = [
        {
            "signal": one.signal,
            "rule": one.rule,
            "level": one.level.name.lower(),
            "start": one.start,
            "end": one.end,
        }
        for one in verdict.heard
    ]
    # What raises others and is nothing by itself (being drunk) is in the record, and hands nothing off.
    level, signals = verdict.level, list(verdict.signals) if verdict.level > Level.NONE else []
    asked = parts.policy.signal_of_word(text, at_risk=at_risk(parts, conversation.person))
    if asked:
        level = max(level, parts.gate.policy.level(asked))
        signals.append(asked)
        heard.append(
            {"signal": asked, "rule": "word", "level": level.name.lower(), "start": 0, "end": len(text)}
        )
    if level > Level.NONE and not signals:
        signals = _unnamed(verdict)
    return Heard(level.name.lower(), list(dict.fromkeys(signals)), heard)


def _unnamed(verdict: Verdict) -> list[str]:
    return ["gate_error"] if verdict.fault else ["second_look"]


def _recent(tx: Session, parts: Parts, conversation: Conversation, offered: Message | None) -> Recent:
    window = parts.gate.policy.section("window")
    since = parts.clock.now() - timedelta(minutes=float(window["minutes"]))
    last = tx.scalars(
        _LAST_WORDS, {"conversation": conversation.id, "since": since, "most": int(window["messages"])}
    )
    texts = [thread.text_of(parts, conversation, message) for message in last]
    asked = parts.library.scripts.get(offered.script or "") if offered else None
    return Recent(
        texts=tuple(reversed(texts)),
        answering=asked.asks if asked else None,
        own=own_words(tx, parts, conversation.person),
        at_risk=at_risk(parts, conversation.person),
    )


def at_risk(parts: Parts, person: Person) -> bool:
    """Whether a signal of this person was heard in the last 72 hours."""
    return person.at_risk_at is not None and parts.clock.now() - person.at_risk_at < AT_RISK_FOR


def own_words(tx: Session, parts: Parts, person: Person) -> OwnWords | None:
    """The person's warning signs and code word, compiled; kept in memory while plan and code word stay the same."""
    signs = recall.signs(tx, person)
    if not signs and person.code_word is None:
        return None
    key = (person.id, tuple(signs), person.code_word)
    if (kept := _own_words.get(key)) is not None:
        return kept
    try:
        sealer = parts.sealer(person)
        code = sealer.open("person.code_word", person.id, person.code_word) if person.code_word else None
        opened = recall.opened_signs(parts, person, signs)
    except KeyFault:
        return None
    while len(_own_words) >= REMEMBERED:
        _own_words.pop(next(iter(_own_words)))
    return _own_words.setdefault(key, OwnWords.compile(parts.gate, opened, code))
