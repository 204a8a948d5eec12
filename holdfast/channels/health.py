"""`/healthz`: messages are gated and stored. `/readyz`: and a real calm turn through Rasa has succeeded."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import JSONResponse

from holdfast.channels.figures import Figure
from holdfast.delivery import switch
from holdfast.dialogue.rasa import Rasa
from holdfast.models import Delivery, Escalation, Incident
from holdfast.parts import Parts
from holdfast.pulse import Pulse
from holdfast.risk import Level
from holdfast.spool import Spool

LATELY = timedelta(hours=1)
SOON = timedelta(days=30)
A_DAY = timedelta(days=1)
NO_STORE = {"Cache-Control": "no-store"}


class Health:
    """Looks at each part."""

    def __init__(self, parts: Parts, rasa: Rasa, spool: Spool, pulse: Pulse) -> None:
        self._parts = parts
        self._pulse = pulse
        self._rasa = rasa
        self._spool = spool

    def basics(self) -> dict[str, str]:
        """Gate and database: what a safety reply and its record need."""
        return {"gate": self._gate(), "database": self._database()}

    def everything(self) -> dict[str, str]:
        """Each part's state in a word or a short phrase."""
        state = {**self.basics(), "rasa": self._rasa.state}
        state["worker"] = self._pulse.state()
        state["spool"] = self._spool_state()
        state["texts"] = self._texts()
        if not self._parts.settings.demo:
            state["words"] = self._words()
        state["speech"] = self._speech()
        return state

    def figures(self) -> Iterator[Figure]:
        """What this process knows by itself, in numbers."""
        waiting, aside, oldest = self._spool.depth()
        yield Figure("spool_records", waiting)
        yield Figure("spool_set_aside", aside)
        yield Figure("spool_oldest_seconds", oldest)
        for name, age in self._pulse.ages().items():
            yield Figure("worker_silent_seconds", age, (name,))
        for part, state in {**self.basics(), "rasa": self._rasa.state}.items():
            yield Figure("part_ready", state == "ready", (part,))

    def _spool_state(self) -> str:
        try:
            waiting, aside, _ = self._spool.depth()
        except OSError as fault:
            return type(fault).__name__
        found = [f"{waiting} waiting"] if waiting else []
        found += [f"{aside} set aside"] if aside else []
        return ", ".join(found) or "empty"

    def strip(self) -> dict[str, str]:
        """The console's health strip."""
        return self.everything()

    def _gate(self) -> str:
        verdict = self._parts.gate.hear("I want to die")
        return "ready" if verdict.level > Level.NONE and verdict.fault is None else "faulty"

    def _database(self) -> str:
        try:
            with self._parts.db.read() as tx:
                tx.execute(sa.select(Escalation.id).limit(1))
        except sa.exc.SQLAlchemyError as fault:
            return type(fault).__name__
        return "ready"

    def _words(self) -> str:
        """Signatures that have ended since the start, or end soon enough to ask for new ones now."""
        library = self._parts.library
        ends = [day for unit in library.units.values() if (day := library.standing(unit).until) is not None]
        today = library.today()
        ended = sum(day <= today for day in ends)
        soon = sum(today < day <= today + SOON for day in ends)
        if ended:
            return f"{ended} signatures have ended"
        return f"{soon} signatures end within {SOON.days} days" if soon else "ok"

    def _speech(self) -> str:
        try:
            with self._parts.db.read() as tx:
                return "crisis words only" if switch.is_on(tx) else "ok"
        except sa.exc.SQLAlchemyError as fault:
            return type(fault).__name__

    def _texts(self) -> str:
        try:
            with self._parts.db.read() as tx:
                # Of today: a strip that stays red for what is long over is not looked at any more.
                since = self._parts.clock.now() - A_DAY
                failed = sa.select(sa.func.count()).where(
                    Delivery.state == "failed", Delivery.kind == "alert", Delivery.created_at > since
                )
                down = sa.select(sa.func.count()).where(Incident.closed_at.is_(None))
                count, incidents = tx.scalar(failed) or 0, tx.scalar(down) or 0
        except sa.exc.SQLAlchemyError as fault:
            return type(fault).__name__
        if incidents:
            return f"{incidents} incidents open"
        return "going out" if not count else f"{count} {'alert' if count == 1 else 'alerts'} failed in a day"


def router(health: Health) -> APIRouter:
    """The two routes; open, and without anything about people."""
    routes = APIRouter(tags=["health"])

    def answer(state: dict[str, str], good: Callable[[dict[str, str]], bool]) -> JSONResponse:
        body: dict[str, Any] = {"ok": good(state), **state}
        return JSONResponse(body, 200 if body["ok"] else 503, headers=NO_STORE)

    @routes.get("/healthz")
    def healthz() -> JSONResponse:
        """200 when messages are gated and stored."""
        return answer(health.basics(), lambda state: set(state.values()) == {"ready"})

    @routes.get("/readyz")
    def readyz() -> JSONResponse:
        """200 when a real calm turn through Rasa has succeeded and the worker lives; JSON with each part's state."""
        return answer(
            health.everything(),
            lambda state: (
                state["gate"] == state["database"] == "ready"
                and state["rasa"] != "loading"
                and state["worker"] == "alive"
            ),
        )

    return routes
