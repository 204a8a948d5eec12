"""Runs the real supervisor over stand-ins. Usage: runner.py ROOT FOLDER PORT SERVICE_HOW"""

import os
import sys
from pathlib import Path

from holdfast import supervisor
from holdfast.settings import Settings
from holdfast.supervisor import model
from holdfast.supervisor.part import Part
from holdfast.supervisor.surroundings import Surroundings

root, folder, port, how = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:]
STAND_IN = Path(__file__).with_name("stand_in.py")


class StandIns(Surroundings):
    """The same surroundings with other programs in them."""

    def _replace(self, part: Part, how: list[str]) -> Part:
        pids = folder / f"{part.name}.pids"
        command = (sys.executable, str(STAND_IN), str(part.port), str(pids), *how)
        return Part(part.name, command, os.environ, part.port, longest_wait=1.0, hello=part.hello, refusal=2)

    def service(self) -> Part:
        return self._replace(super().service(), how)

    def watchdog(self) -> Part:
        return self._replace(super().watchdog(), [])

    def actions(self) -> Part:
        return self._replace(super().actions(), [])

    def rasa(self, python: Path, model: Path) -> Part:
        return self._replace(super().rasa(python, model), [])


model.digest = lambda _: "0123456789abcdef"  # the words have tests of their own
supervisor.Surroundings = StandIns  # type: ignore[misc]
supervisor.ROOT = root  # type: ignore[misc]
sys.exit(supervisor.run(Settings(data_dir=str(folder), port=port)))
