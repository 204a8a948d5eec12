"""`make train`: train Rasa if what it learns from has changed, with Rasa's own words on the terminal."""

import os
import subprocess
import sys
import time

from holdfast.settings import ROOT, Settings
from holdfast.supervisor.model import CannotTrain, Model
from holdfast.supervisor.surroundings import for_rasa


def train() -> str:
    """What was done, in a line. Raises CannotTrain."""
    model = Model(ROOT)
    shown = model.file.relative_to(ROOT)
    while not model.is_made() and not model.claim():
        time.sleep(0.5)  # another copy is at it
    if model.is_made():
        model.release()
        return f"The model is up to date: {shown}"
    env = for_rasa(os.environ, Settings.from_env().folder)
    done = subprocess.run(model.command(), cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False)
    model.keep(done.returncode, "its own words are above; correct it and train again")
    return f"Trained: {shown}"


def main() -> int:
    """Exit status for make."""
    try:
        print(train())
    except CannotTrain as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
