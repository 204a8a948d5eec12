"""Why production must not start: every reason at once, found without starting anything."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast import signatures
from holdfast.content import ContentError, Library
from holdfast.content.library import LANGUAGE
from holdfast.content.reviews import SIGNED
from holdfast.content.unit import LINE, SAYING, WIDGET
from holdfast.db import Database
from holdfast.errors import SettingsError
from holdfast.handoff import rota
from holdfast.handoff.shifts import Roster
from holdfast.keys import KeyRing
from holdfast.models import ON_CALL, STAFF, Responder
from holdfast.parts import DATA
from holdfast.policy import Policy
from holdfast.risk import Gate, RulesError
from holdfast.settings import Settings

# How many are named of those that are not signed; the list has all.
NAMED = 3
KINDS = {
    "script": "scripts", "saying": "crisis line sentences", "exercise": "exercises", "risk": "risk files",
    "policy": "policy files", "widget": "label files of the widget",
}  # fmt: skip


def reasons(settings: Settings) -> list[str]:
    """Every reason; empty when a start is allowed. In demo mode only wrong settings are one."""
    found = settings.faults()
    if settings.mode == "production":
        found += keys(settings)
        found += _files()
        found += _words(settings)
        found += _rota(settings)
    return found


def keys(settings: Settings) -> Iterator[str]:
    """What is wrong with the keys that are given."""
    if settings.keys:
        try:
            KeyRing.parse(settings.keys)
        except SettingsError as fault:
            yield from fault.reasons


def _files() -> Iterator[str]:
    for load, path in ((Gate.load, DATA / "risk"), (Policy.load, DATA / "handoff.yml")):
        try:
            load(path)
        except (RulesError, SettingsError) as fault:
            yield str(fault)


def _words(settings: Settings) -> Iterator[str]:
    try:
        library = Library.load(DATA, signed_only=True, reviews=settings.reviews)
        signatures.counted(library, settings)
    except (ContentError, signatures.CannotRead) as fault:
        yield str(fault)
        return
    country = settings.region.upper() or None
    yield from unsigned(library, country)
    yield from lines(library, country)


def unsigned(library: Library, country: str | None) -> Iterator[str]:
    """A line for each kind of unit of which some are not signed: how many, why, and the first few by name.

    Sentences of other countries may wait: while they are not signed, people there get the words for anywhere.
    """
    spoken = {f"{SAYING}/anywhere", f"{SAYING}/{country}/anyone"}
    for kind, called in KINDS.items():
        ours = [unit for unit in library.units.values() if unit.kind == kind]
        if kind == SAYING:
            ours = [unit for unit in ours if unit.name in spoken]
        if kind == WIDGET:
            # Another language waits for its signature; until then people there see the first one.
            ours = [unit for unit in ours if unit.name.endswith((f"/{LANGUAGE}", f".{LANGUAGE}"))]
        states = {unit.name: library.standing(unit).state for unit in ours}
        waiting = [name for name, state in states.items() if state != SIGNED]
        if waiting:
            why = ", ".join(f"{count} {state}" for state, count in Counter(map(states.get, waiting)).items())
            named = ", ".join(name.partition("/")[2] for name in waiting[:NAMED])
            more = f" and {len(waiting) - NAMED} more" if len(waiting) > NAMED else ""
            yield (
                f"{len(waiting)} of {len(ours)} {called} are not signed ({why}): {named}{more}; "
                f"holdfast review list --kind {kind} lists them"
            )


def lines(library: Library, country: str | None) -> Iterator[str]:
    """The lines of the region that this service is for; without one, at least one line somewhere."""
    known = library.lines
    if country is None:
        if len(known.unconfirmed()) == len(known.records):
            yield "data/crisis_lines.yml: no crisis line is confirmed by an operator"
        return
    ours = [f"{LINE}/{line.id}" for line in known.records if line.country == country and not line.conflict]
    sign = (
        f"holdfast review list --kind {LINE} --topic {country}"
        if ours
        else "no line that may be served is known"
    )
    if any(known.line(country, channel) == known.anywhere[channel] for channel in ("web", "sms")):
        yield f"data/crisis_lines.yml: the crisis line of {country} is not confirmed by an operator ({sign})"
    if known.emergency(country) is None:
        yield f"data/crisis_lines.yml: the emergency number of {country} is not confirmed by an operator ({sign})"


def holes(roster: Roster, now: datetime) -> Iterator[str]:
    """Hours that the rota forgot: nobody decided who answers then, or that nobody does."""
    found = roster.holes(now)
    for begins, ends in found[:3]:
        yield (
            f"the rota leaves {begins:%a %Y-%m-%d %H:%M} to {ends:%a %Y-%m-%d %H:%M} neither staffed nor stated "
            f"unstaffed (holdfast rota check lists them all: {len(found)})"
        )


def _staff(tx: Session, tables: list[str]) -> tuple[sa.ColumnElement[bool], ...]:
    """A start comes before the migrations: in a table from before accounts could be closed, nobody is gone."""
    columns = sa.inspect(tx.connection()).get_columns("responder") if "responder" in tables else []
    return STAFF if any(one["name"] == "closed_at" for one in columns) else STAFF[:1]


def _rota(settings: Settings) -> Iterator[str]:
    """Nobody on call. A database that cannot be asked is a reason too; one without tables has nobody in it."""
    nobody = "nobody is on call: import a clinic file with responders (holdfast import)"
    if signatures.there_is_none(settings):
        yield nobody
        return
    try:
        db = Database(settings.database)
        try:
            with db.read() as tx:
                tables = sa.inspect(tx.connection()).get_table_names()
                on_call = (*_staff(tx, tables), Responder.role.in_(ON_CALL))
                if (
                    "responder" not in tables
                    or tx.scalar(sa.select(Responder.id).where(*on_call).limit(1)) is None
                ):
                    yield nobody
                roster = rota.in_force(tx) if "rota" in tables else None
                yield from holes(roster, datetime.now(UTC)) if roster else ()
        finally:
            db.close()
    except (sa.exc.SQLAlchemyError, OSError) as fault:
        yield f"the database cannot be read ({type(fault).__name__})"
