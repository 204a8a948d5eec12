"""Commands on who is on call: `holdfast rota show | check | set FILE`."""

import argparse
import sys
from datetime import datetime

from holdfast.errors import ClinicFileError
from holdfast.handoff import rota, rota_file, rota_words
from holdfast.handoff.shifts import Roster
from holdfast.parts import Parts
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
            data = rota_file.parse(given.file.read_bytes(), rota_words.ids(tx, parts))
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
            print(rota_file.write(data, rota_words.names(tx, parts)), end="")
    return _say(Roster.read(data), parts.clock.now(), parts)


def _say(roster: Roster, now: datetime, parts: Parts) -> int:
    with parts.db.read() as tx:
        names, here = rota_words.names(tx, parts), set(rota_words.ids(tx, parts).values())
    on = [names[one] for one in roster.on_duty(now) if one in here]
    local = now.astimezone(roster.zone)
    nobody = "nobody, as stated" if roster.stated_unstaffed(now) else "everyone, for no shift says who"
    print(f"# On duty now ({local:%A %H:%M}, {roster.zone.key}): {', '.join(on) or nobody}")
    holes = roster.holes(now)
    for begins, ends in holes[:MOST_SHOWN]:
        print(f"holdfast: {rota_words.hole(begins, ends)}", file=sys.stderr)
    if len(holes) > MOST_SHOWN:
        print(f"holdfast: and {len(holes) - MOST_SHOWN} more such times", file=sys.stderr)
    return 1 if holes else 0
