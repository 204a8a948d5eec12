"""Commands on who is on call: `holdfast rota show | check | set FILE`."""

import argparse
import re
import sys
from collections import Counter
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.errors import ClinicFileError
from holdfast.handoff import rota, rota_file
from holdfast.handoff.shifts import Roster
from holdfast.models import ON_CALL, Responder
from holdfast.parts import Parts
from holdfast.plans import people
from holdfast.settings import Settings

ACTOR = "command line"
MOST_SHOWN = 10


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Show, check or set it. 1 when hours are left that are neither staffed nor stated unstaffed.

    A file is set all the same when it leaves such hours: everyone is alerted in them.
    """
    parts = Parts.assemble(settings)
    try:
        return _do(parts, given)
    finally:
        parts.db.close()


def _do(parts: Parts, given: argparse.Namespace) -> int:
    with parts.db.write() as tx:
        if given.file is not None:
            data = rota_file.parse(given.file.read_bytes(), _known(tx, parts))
        elif given.do == "set":
            raise ClinicFileError("name the file that holds the rota")
        elif (row := rota.newest(tx)) is not None:
            data = row.data
        else:
            print("There is no rota: everyone is on call at all hours, in the order of the clinic file.")
            return 0
        if given.do == "set":
            rota.replace(tx, parts, data, ACTOR)
        if given.do == "show":
            print(rota_file.write(data, _names(tx, parts)), end="")
    return _say(Roster.read(data), parts.clock.now(), parts)


def _say(roster: Roster, now: datetime, parts: Parts) -> int:
    with parts.db.read() as tx:
        names = _names(tx, parts)
    on = [names[one] for one in roster.on_duty(now)]
    local = now.astimezone(roster.zone)
    nobody = "nobody, as stated" if roster.stated_unstaffed(now) else "everyone, for no shift says who"
    print(f"# On duty now ({local:%A %H:%M}, {roster.zone.key}): {', '.join(on) or nobody}")
    holes = roster.holes(now)
    for begins, ends in holes[:MOST_SHOWN]:
        print(f"holdfast: {_hole(begins, ends)}", file=sys.stderr)
    if len(holes) > MOST_SHOWN:
        print(f"holdfast: and {len(holes) - MOST_SHOWN} more such times", file=sys.stderr)
    return 1 if holes else 0


def _hole(begins: datetime, ends: datetime) -> str:
    """A time that the rota forgot, in words."""
    return f"{begins:%a %Y-%m-%d %H:%M} to {ends:%a %Y-%m-%d %H:%M} is neither staffed nor stated unstaffed"


def _known(tx: Session, parts: Parts) -> dict[str, str]:
    """The id of each responder by number, and by name where only one has it."""
    everyone = list(tx.scalars(sa.select(Responder).where(~Responder.canary, Responder.role.in_(ON_CALL))))
    twice = {name for name, times in Counter(one.name for one in everyone).items() if times > 1}
    known = {one.name: one.id for one in everyone if one.name not in twice}
    return {**known, **{re.sub(r"\D", "", people.responder_phone(parts, one)): one.id for one in everyone}}


def _names(tx: Session, parts: Parts) -> dict[str, str]:
    """What each responder is called in the file: the name, or the number where two have that name."""
    names: dict[str, str] = {}
    for key, one in _known(tx, parts).items():
        if one not in names or not key.isdecimal():
            names[one] = key
    return names
