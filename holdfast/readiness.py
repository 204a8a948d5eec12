"""What still keeps this installation from production, step by step, from its real state."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast import start
from holdfast.content import Library
from holdfast.handoff import drill, rota
from holdfast.models import ON_CALL, STAFF, Attestation, Conversation, Message, Person, Responder
from holdfast.settings import Settings

# How long a proof counts: a backup nobody has tried for longer is a hope.
TRIED, REACHED = timedelta(days=90), timedelta(days=30)
OPEN, ADVISED, DONE = "open", "advised", "done"


@dataclass(frozen=True)
class Step:
    """One step. `open`: production does not start without it; `advised`: it would start, and should not yet."""

    name: str
    title: str
    state: str
    lacks: list[str]
    page: str
    command: str


@dataclass(frozen=True)
class Seen:
    """What the steps are found from. `tx` is None where there is no database yet."""

    settings: Settings
    library: Library
    tx: Session | None
    now: datetime


def steps(settings: Settings, library: Library, tx: Session | None, now: datetime) -> list[Step]:
    """Every step, in the order in which they are best taken."""
    seen = Seen(_without_simulator(settings), _in_production(library), tx, now)
    found = []
    for name, (title, page, command, find) in _STEPS.items():
        lacks = list(find(seen))
        state = OPEN if any(must for must, _ in lacks) else ADVISED if lacks else DONE
        found.append(Step(name, title, state, [words for _, words in lacks], page, command))
    return found


Lacks = Iterator[tuple[bool, str]]


def _words(seen: Seen) -> Lacks:
    for reason in start.unsigned(seen.library, seen.settings.region.upper() or None):
        # How to list them all is the step's command; on the page it is a link.
        yield True, reason.split("; holdfast")[0]


def _lines(seen: Seen) -> Lacks:
    for reason in start.lines(seen.library, seen.settings.region.upper() or None):
        yield True, reason
    if not seen.settings.region:
        yield (
            False,
            "HOLDFAST_REGION is not set: people whose country is not known get the words for anywhere",
        )


def _twilio(seen: Seen) -> Lacks:
    for name in ("public_url", "twilio_account_sid", "twilio_auth_token", "twilio_from"):
        if not getattr(seen.settings, name):
            yield True, f"HOLDFAST_{name.upper()} is not set"
    if not seen.settings.twilio_account_sid:
        return
    came = sa.select(Message.id).join(Conversation).join(Person, Person.id == Conversation.person_id)
    texted = (Conversation.channel == "sms", Message.sender == "person", ~Person.canary)
    if seen.tx is None or seen.tx.scalar(came.where(*texted).limit(1)) is None:
        yield False, "no text has come in yet: write to the number from a phone"
    yield from _said(
        seen, "twilio", "nobody has said in 90 days that holdfast twilio check finds nothing wrong"
    )


def _rota(seen: Seen) -> Lacks:
    everyone = _on_call(seen)
    if not everyone:
        yield True, "nobody is on call"
    roster = rota.in_force(seen.tx) if seen.tx is not None else None
    if roster is None:
        yield False, "no rota is set: everyone is on call at all hours, and no hour is stated as unstaffed"
        return
    for name in rota.missing(seen.tx, seen.now) if seen.tx is not None else ():
        yield False, f"the rota gives hours to {name}, who is on call no more: everyone is alerted in them"
    for reason in start.holes(roster, seen.now):
        yield True, reason


def _accounts(seen: Seen) -> Lacks:
    if seen.settings.demo:
        yield (
            False,
            "this is a demonstration: accounts with its ready-made password do not open in production",
        )
    having = {one.role for one in _staff(seen) if one.password_hash}
    for roles, words in (
        (("responder", "supervisor"), "nobody who is on call can sign in (holdfast password)"),
        (("clinician", "supervisor"), "nobody who keeps plans and signs words can sign in"),
        (("operator", "supervisor"), "nobody who keeps the service can sign in"),
    ):
        if not having & set(roles):
            yield False, words


def _page(seen: Seen) -> Lacks:
    """Each phone on call answered one: a report that a text arrived is the network's word, an answer is a human's."""
    if not seen.settings.twilio_account_sid:
        yield False, "phones are simulated: no test page has reached a real one"
        return
    for one in _on_call(seen):
        found = drill.last_confirmed(seen.tx, one) if seen.tx is not None else None
        if found is None or found.confirmed_at is None or found.confirmed_at <= seen.now - REACHED:
            yield False, f"{one.name} has answered no test page in {REACHED.days} days"


def _backup(seen: Seen) -> Lacks:
    yield from _said(seen, "backup", "nobody has said in 90 days that a backup was restored, with its keys")


def _keys(seen: Seen) -> Lacks:
    if not seen.settings.keys:
        yield True, "HOLDFAST_KEYS is not set: what a demonstration made for itself is not for production"
    for reason in start.keys(seen.settings):
        yield True, reason


def _mode(seen: Seen) -> Lacks:
    if seen.settings.demo:
        yield True, "HOLDFAST_MODE is demo"
    elif seen.settings.clock_file:
        yield True, "HOLDFAST_CLOCK_FILE is for tests and must be empty"


_STEPS: dict[str, tuple[str, str, str, Callable[[Seen], Lacks]]] = {
    "words": ("Sign the words", "/console/words", "holdfast review list", _words),
    "lines": ("Confirm the crisis lines", "/console/lines", "holdfast review list --kind line", _lines),
    "twilio": ("Connect the phones", "", "holdfast twilio check", _twilio),
    "rota": ("Say who answers when", "/console/rota", "holdfast rota check", _rota),
    "accounts": ("Give everyone an account", "/console/staff", "holdfast password PHONE", _accounts),
    "page": ("Receive a test page", "/console/staff", "", _page),
    "backup": ("Try a backup", "", "", _backup),
    "keys": ("Make the keys", "", "", _keys),
    "mode": ("Turn it on", "", "holdfast run", _mode),
}


def _said(seen: Seen, name: str, words: str) -> Lacks:
    row = said(seen.tx, name) if seen.tx is not None else None
    if row is None or row.at <= seen.now - TRIED:
        yield False, words


def said(tx: Session, name: str) -> Attestation | None:
    """The newest word on a thing that the service cannot see."""
    query = sa.select(Attestation).where(Attestation.name == name).order_by(Attestation.id.desc())
    return tx.scalars(query.limit(1)).first()


def _staff(seen: Seen) -> list[Responder]:
    return list(seen.tx.scalars(sa.select(Responder).where(*STAFF))) if seen.tx is not None else []


def _on_call(seen: Seen) -> list[Responder]:
    return [one for one in _staff(seen) if one.role in ON_CALL]


def _in_production(library: Library) -> Library:
    """The same records, asked as production asks them."""
    return replace(library, signed_only=True, lines=replace(library.lines, vouched_only=True))


def _without_simulator(settings: Settings) -> Settings:
    """What was really given: simulated phones are no account."""
    if not settings.behind_simulator:
        return settings
    made = (
        "public_url",
        "twilio_account_sid",
        "twilio_auth_token",
        "twilio_from",
        "twilio_voice_from",
        "twilio_api_base",
    )
    return replace(settings, **dict.fromkeys(made, ""))
