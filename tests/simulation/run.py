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
from tests.simulation.world import World
from tests.simulation.writers import ids

KEYS = "simulation:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
PEOPLE, CONVERSATIONS, LENGTH_S = 12, 40, 3600.0


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


def stock(folder: Path) -> tuple[Parts, Path]:
    """What all worlds share: rules, words, and the file of an empty database."""
    parts = Parts.assemble(Settings(data_dir=str(folder), keys=KEYS, twilio_voice_from=NUMBER))
    parts.db.close()
    return parts, folder / "holdfast.db"


def play(stock_parts: Parts, empty: Path, seed: int, conversations: int = CONVERSATIONS) -> Report:
    """Make the world of this seed, let it run with all its troubles, let it settle, and look."""
    rng = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="holdfast-", dir=machine.folder()))
    try:
        with (
            machine.loop() as loop,
            mock.patch.object(uuid, "uuid4", ids(rng)),
            mock.patch("secrets.randbelow", rng.randrange),
        ):
            world = World(stock_parts, empty, folder, loop, seed, PEOPLE)
            for _ in range(conversations):
                person = world.rng.randrange(PEOPLE)
                world.after(world.rng.random() * LENGTH_S * 0.8, lambda who=person: world.writers.play(who))
            world.responders.work(LENGTH_S, world.rng.choice((0, 5, 40, 120)))
            world.trouble(LENGTH_S, world.rng.choice((0.0, 0.5, 1.0, 1.0)))
            world.run(LENGTH_S)
            world.calm()
            world.run(LENGTH_S + QUIET_S)
            found = broken(world)
            world.parts.db.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    risky = sum(stock_parts.gate.hear(one.text).level > 0 for one in world.writers.written.values())
    return Report(
        seed,
        conversations,
        len(world.writers.written),
        risky,
        len(world.carrier.taken),
        len(world.perils.killed_at),
        found,
    )
