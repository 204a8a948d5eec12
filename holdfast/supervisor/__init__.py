"""Runs Holdfast's processes on this machine: the service with its worker, its watchdog, Rasa, the action server.

Imports stay few and small here: the service is started before anything else is read.
"""

import fcntl
import os
import time
from pathlib import Path
from typing import IO

from holdfast.settings import ROOT, Settings
from holdfast.supervisor.model import CannotTrain, Model, rasa_python
from holdfast.supervisor.part import StartRefused
from holdfast.supervisor.ports import PortTaken
from holdfast.supervisor.surroundings import Surroundings
from holdfast.supervisor.watch import Watch

__all__ = ["run"]


class AlreadyRunning(Exception):
    """Another supervisor has this data folder. The message is one sentence."""


def say(part: str, what: str) -> None:
    """One line on the terminal."""
    try:
        print(f"{time.strftime('%H:%M:%S')}  {part:<9} {what}", flush=True)
    except OSError:
        # The terminal has been closed. The parts still have to be looked after, or ended.
        return


def run(settings: Settings) -> int:
    """Run until told to stop; the exit status. What stands in the way of a start is said in one sentence."""
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with lock_folder(settings.folder) as lock:
            around = Surroundings(settings)
            lock.write(f"{os.getpid()} {around.address}")
            lock.flush()
            return look_after(Watch(ROOT, settings.folder, say), around)
    except (AlreadyRunning, PortTaken, StartRefused) as fault:
        print(fault, flush=True)
        return 1


def look_after(watch: Watch, around: Surroundings) -> int:
    """The whole of a run: the gate first, then the rest."""
    watch.heed_signals()
    try:
        watch.wait_for(watch.add(around.service()))
        watch.add(around.watchdog())
        watch.add(around.actions())
        start_rasa(watch, around)
        while not watch.stopping:
            watch.tick()
        say("holdfast", "stopping")
    finally:
        watch.end_all()
    say("holdfast", "stopped; no process is left")
    return 0


def start_rasa(watch: Watch, around: Surroundings) -> None:
    """Add Rasa, trained before if need be; without it the service still answers, gates and hands off."""
    try:
        model = Model(watch.root)
        if train_if_needed(watch, around, model):
            say("rasa", "starting (20 to 30 s)")
            watch.add(around.rasa(rasa_python(watch.root), model.file))
    except CannotTrain as fault:
        say("rasa", f"{fault} Meanwhile every message is gated and risk is handed off, without a dialogue.")


def train_if_needed(watch: Watch, around: Surroundings, model: Model) -> bool:
    """Whether the model is there in the end; not if the end of everything came first. Raises CannotTrain."""
    told = False
    while not (model.is_made() or watch.stopping):
        if not model.claim():
            if not told:
                say("rasa", "another copy is training the model; waiting for it")
                told = True
            watch.tick()
            continue
        if model.is_made():
            model.release()
            break
        say("rasa", "training (about a minute); every message is gated and risk is handed off meanwhile")
        began = time.monotonic()
        part = around.training(model.command())
        shown = os.path.relpath(watch.log_of(part))
        status = watch.run_job(part)
        if status is None:
            model.release()
            return False
        model.keep(status, f"see the end of {shown}, correct it and start again")
        say("rasa", f"trained in {time.monotonic() - began:.0f} s")
    return model.is_made()


def lock_folder(folder: Path) -> IO[str]:
    """Hold the data folder until this process ends; raises AlreadyRunning."""
    file = (folder / "lock").open("a+")
    until = time.monotonic() + 1.0  # a killed supervisor's guardian may need a moment
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < until:
                time.sleep(0.1)
                continue
            file.seek(0)
            process, _, address = file.read().partition(" ")
            file.close()
            raise AlreadyRunning(
                f"Holdfast already runs on the data folder {folder} (process {process}, {address}): "
                "stop it, or set HOLDFAST_DATA_DIR to another folder."
            ) from None
        file.truncate(0)
        return file
