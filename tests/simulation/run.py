"""One world from its seed, and many of them."""

import random
import shutil
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from holdfast.parts import Parts
from holdfast.settings import Settings
from tests.simulation import machine
from tests.simulation.calls import NUMBER
from tests.simulation.invariants import QUIET_S, broken
from tests.simulation.machine import FrailDatabase
from tests.simulation.world import Stock, World
from tests.simulation.writers import ids

KEYS = "simulation:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
PEOPLE, CONVERSATIONS = 12, 40
# Short ones have more happening at once, long ones more rungs of the ladder.
LENGTHS_S = (300.0, 900.0, 900.0, 3600.0)


@dataclass
class Report:
    """What one seed came to."""

    seed: int
    conversations: int
    messages: int
    risky: int
    texts: int
    kills: int
    broken: list[str]


def stock(folder: Path) -> Stock:
    """What all worlds share, kept in this folder."""
    parts = Parts.assemble(Settings(data_dir=str(folder), keys=KEYS, twilio_voice_from=NUMBER))
    parts.db.close()
    return Stock(parts, folder / "holdfast.db", FrailDatabase(folder / "world.db"))


def play(shared: Stock, seed: int, conversations: int = CONVERSATIONS) -> Report:
    """Make the world of this seed, let it run with all its troubles, let it settle, and look."""
    rng = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="holdfast-", dir=machine.folder()))
    try:
        with (
            machine.loop() as loop,
            mock.patch.object(uuid, "uuid4", ids(rng)),
            mock.patch("secrets.randbelow", rng.randrange),
        ):
            world = World(shared, folder, loop, seed, PEOPLE)
            length = world.rng.choice(LENGTHS_S)
            for _ in range(conversations):
                person = world.rng.randrange(PEOPLE)
                world.after(world.rng.random() * length * 0.8, lambda who=person: world.writers.play(who))
            world.responders.work(length, world.rng.choice((0, 5, 40, 120)))
            world.trouble(length, world.rng.choice((0.0, 0.5, 1.0, 1.0)))
            world.run(length)
            world.calm()
            world.run(length + QUIET_S)
            found = broken(world)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    hear = shared.parts.gate.hear
    return Report(
        seed,
        conversations,
        len(world.writers.written),
        sum(hear(one.text).level > 0 for one in world.writers.written.values()),
        len(world.carrier.taken),
        len(world.perils.killed_at),
        found,
    )
