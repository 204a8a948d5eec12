"""A whole service of real processes with a link that can fail on every side, and the people around it."""

import itertools
import json
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.clock import Clock
from holdfast.content import Library
from holdfast.db import Database
from holdfast.handoff import desk, record
from holdfast.keys import KeyRing
from holdfast.models import Conversation, Delivery, Escalation, EscalationEvent, Message, Person, Responder
from holdfast.parts import DATA, Parts
from holdfast.plans import enrol
from holdfast.plans.clinic_file import ClinicFile
from holdfast.policy import Policy
from holdfast.settings import Settings
from holdfast.simulator.messages import Message as Carried
from holdfast.wakes import Wakes
from tests.cluster import Cluster
from tests.faults.brood import Nursery, Process, until
from tests.faults.outside import ACCOUNT, FALLBACK, NEXT_TOKEN, NUMBER, TOKEN, Outside
from tests.faults.proxy import REFUSE, Link, tcp, unix

KEYS = "faults:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
ROBIN, KIT, NOOR = (f"+1202555900{index}" for index in range(3))
RISK, CALM = "I want to die", "hello there"
PEOPLE, WITH_CONTACT = 420, 20
# Two seconds on a machine that does nothing else.
STARTS_S = 150


@dataclass(frozen=True)
class Written:
    """A text that somebody sent; `risk`: it must be handed off."""

    carried: Carried
    risk: bool

    @property
    def taken(self) -> bool:
        """Whether the service answered its webhook."""
        return self.carried.error is None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Town:
    """Everything up; `text` and `got` are what people do and see."""

    def __init__(self, folder: Path, cluster: Cluster, nursery: Nursery) -> None:
        self.folder, self.cluster, self._nursery = folder, cluster, nursery
        self.name = cluster.create()
        self.url = f"http://127.0.0.1:{_free_port()}"
        self.outside = Outside("https://clinic.example", self.url)
        self.twilio = self.outside.twilio
        self.to_db = Link(unix(f"{cluster.folder}/.s.PGSQL.5432"))
        self.to_rasa, self.to_twilio = Link(tcp(self.outside.port)), Link(tcp(self.outside.port))
        self._clock, self.crash_file = folder / "clock", folder / "crash"
        self._clock.write_text("0")
        self.var, self.log = folder / "var", folder / "log"
        self.var.mkdir()
        self.log.touch()
        self.parts = self._own()
        self.written: list[Written] = []
        self._numbers, self._contacts = itertools.count(2000), itertools.count(4000)
        self._fill()
        self.process = self.start()

    def start(self, *, wait: bool = True, **how: Any) -> Process:
        """A start of the service."""
        self.process = self._nursery.start(self.env(), self.log, self.url, **how)
        if wait:
            until(self.process.answers, STARTS_S, f"the service answers; {self.log.read_text()[-1500:]}")
        return self.process

    def second(self) -> Process:
        """Another service on the same database."""
        port = _free_port()
        env = self.env() | {"HOLDFAST_PORT": str(port), "HOLDFAST_DATA_DIR": str(self.folder / "second")}
        other = self._nursery.start(env, self.log, f"http://127.0.0.1:{port}")
        until(other.answers, STARTS_S)
        return other

    def watchdog(self) -> Process:
        """The watchdog as a process."""
        return self._nursery.start(self.env(), self.log, what="watchdog")

    def env(self) -> dict[str, str]:
        """The settings of every process."""
        outside = f"http://127.0.0.1:{self.outside.port}"
        given = {
            "MODE": "demo", "PORT": self.url.rpartition(":")[2], "DATA_DIR": str(self.var), "KEYS": KEYS,
            "DATABASE_URL": f"postgresql://holdfast@127.0.0.1:{self.to_db.port}/{self.name}",
            "PUBLIC_URL": "https://clinic.example", "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_NEXT_AUTH_TOKEN": NEXT_TOKEN, "TWILIO_FROM": NUMBER, "TWILIO_VOICE_FROM": NUMBER,
            "TWILIO_API_BASE": f"http://127.0.0.1:{self.to_twilio.port}/simulator",
            "RASA_URL": f"http://127.0.0.1:{self.to_rasa.port}", "RASA_TOKEN": "t", "RASA_DEADLINE_S": "1",
            "CLOCK_FILE": str(self._clock), "CRASH_FILE": str(self.crash_file), "METRICS_TOKEN": "m",
            "DEADMAN_URL": f"{outside}/ping", "PAGE_URL": f"{outside}/page",
        }  # fmt: skip
        return {f"HOLDFAST_{name}": value for name, value in given.items()}

    def die_at(self, place: str) -> None:
        """The next process that gets there dies there."""
        new = self.crash_file.with_suffix(".new")
        new.write_text(place)
        new.replace(self.crash_file)

    def died(self) -> None:
        """Wait until it has."""
        self.process.gone()
        assert not self.crash_file.exists(), "it died elsewhere"

    def later(self, seconds: float) -> None:
        """Move the clock of every process."""
        new = self._clock.with_suffix(".new")
        new.write_text(str(float(self._clock.read_text()) + seconds))
        new.replace(self._clock)

    def person(self, *, contact: bool = False) -> str:
        """Somebody enrolled who has not written yet; `contact`: somebody is told from `urgent` on."""
        return f"+1202555{next(self._contacts if contact else self._numbers)}"

    @staticmethod
    def contact_of(phone: str) -> str:
        """That contact's phone."""
        return f"+1202555{int(phone[-4:]) + 1000}"

    def text(self, phone: str, words: str, *, risk: bool = False, media: int = 0) -> Written:
        """A phone texts the service; ends when the webhook was answered or given up."""
        made = self.outside.run(self.twilio.text(phone, words, media))
        self.written += (found := [Written(one, risk) for one in made])
        return found[-1]

    def texts(self, wanted: list[tuple[str, str, bool]], at_once: int = 16) -> list[Written]:
        """Many at once, in this order as far as they are one person's."""
        with ThreadPoolExecutor(at_once) as pool:
            return list(pool.map(lambda one: self.text(one[0], one[1], risk=one[2]), wanted))

    def got(self, phone: str) -> list[str]:
        """Every text that this phone was sent."""
        return [one.body for one in self.twilio.thread(phone) if not one.inbound and one.status != "failed"]

    def gets(self, phone: str, words: str, seconds: float = 40) -> str:
        """Wait for a text that holds these words."""

        def look() -> str | None:
            return next((one for one in self.got(phone) if words in one), None)

        return until(look, seconds, f"{words!r} on a phone that got {self.got(phone)[-4:]}")

    def code(self, person: str) -> str:
        """The code of their open episode."""
        return until(lambda: self.episode(person), why="an episode").code

    def reply(self, responder: str, words: str) -> None:
        """A responder answers an alert."""
        self.outside.run(self.twilio.text(responder, words))

    def alerts(self, responder: str, person: str) -> list[str]:
        """What a responder's phone was sent about this person."""
        with self.parts.db.read() as tx:
            codes = tx.scalars(sa.select(Escalation.code).join(Person).where(self._is(person)))
            return [text for code in codes for text in self.got(responder) if code in text]

    def alerted(self, person: str, responder: str = ROBIN, seconds: float = 40) -> str:
        """Wait until a responder's phone was sent something about this person."""
        return until(lambda: self.alerts(responder, person), seconds, "an alert")[0]

    def rows(self, phone: str) -> list[Message]:
        """Everything in the record of this phone's thread, in order."""
        with self.parts.db.read() as tx:
            query = sa.select(Message).join(Conversation).join(Person).where(self._is(phone))
            return list(tx.scalars(query.order_by(Message.seq)))

    def said(self, phone: str) -> list[str]:
        """The scripts said to them."""
        return [one.script for one in self.rows(phone) if one.script]

    def episodes(self, phone: str) -> list[Escalation]:
        """All of this person's."""
        with self.parts.db.read() as tx:
            return list(tx.scalars(sa.select(Escalation).join(Person).where(self._is(phone))))

    def episode(self, phone: str) -> Escalation | None:
        """The open one."""
        return next((one for one in self.episodes(phone) if one.state != "closed"), None)

    def deliveries(self, *where: sa.ColumnElement[bool]) -> list[Delivery]:
        """Rows of the outbox."""
        with self.parts.db.read() as tx:
            return list(tx.scalars(sa.select(Delivery).where(*where).order_by(Delivery.created_at)))

    def events(self, phone: str, verb: str) -> list[EscalationEvent]:
        """What happened to this person's episodes."""
        with self.parts.db.read() as tx:
            query = sa.select(EscalationEvent).join(
                Escalation, Escalation.id == EscalationEvent.escalation_id
            )
            query = query.join(Person).where(self._is(phone), EscalationEvent.verb == verb)
            return list(tx.scalars(query.order_by(EscalationEvent.id)))

    def writes(self, person: str, words: str, name: str = "Robin") -> None:
        """A responder writes to somebody, as on the console."""
        with self.parts.db.write() as tx:
            found = tx.scalars(sa.select(Escalation).join(Person).where(self._is(person))).all()
            one = next(one for one in found if one.state != "closed")
            desk.write(tx, self.parts, one, self._responder(tx, name), words)

    @contextmanager
    def without_database(self) -> Iterator[None]:
        """The server crashes, and is started again."""
        self.cluster.stop()
        try:
            yield
        finally:
            self.cluster.start()

    @contextmanager
    def broken(self, link: Link, mode: str = REFUSE, *, reset_after: int = 0) -> Iterator[None]:
        """A link fails for a while."""
        link.fail(mode, reset_after=reset_after)
        try:
            yield
        finally:
            link.mend()

    def rest(self, seconds: float = 60) -> None:
        """Wait until nothing is on its way any more."""
        until(self._resting, seconds, f"everything comes to rest; {self.log.read_text()[-1500:]}")

    def mend(self) -> None:
        """Every fault ends, and a process runs."""
        for link in (self.to_db, self.to_rasa, self.to_twilio):
            link.mend()
        self.outside.rasa = "well"
        self.twilio.faults.clear()
        self.twilio.exchange.faults.clear()
        self.crash_file.unlink(missing_ok=True)
        if not self.process.alive:
            self.start()
        until(self.process.answers, STARTS_S, "the service answers")

    def hand_all_back(self) -> None:
        """Every episode is closed by a human, so that the next test begins in peace."""
        with self.parts.db.read() as tx:
            found = [one.id for one in desk.open_escalations(tx, self.parts)]
        for one in found:
            self.parts.db.transact(lambda tx, one=one: self._hand_back(tx, one))  # type: ignore[misc]

    def close(self) -> None:
        """Everything down."""
        self.process.end(signal.SIGKILL)
        self.parts.db.close()
        self.outside.close()
        for link in (self.to_db, self.to_rasa, self.to_twilio):
            link.close()

    def _hand_back(self, tx: Session, escalation_id: str) -> None:
        if (found := record.take(tx, escalation_id)) is not None and found.state != "closed":
            desk.hand_back(
                tx, self.parts, found, found.responder or self._responder(tx, "Noor"), "safe_for_now"
            )

    def _resting(self) -> bool:
        spool = self.var / "spool"
        if spool.is_dir() and any(one.suffix != ".bad" and one.name[0] != "." for one in spool.iterdir()):
            return False
        now = self.parts.clock.now()
        busy = (
            sa.select(Delivery.id).where(Delivery.state.in_(("queued", "inline")), Delivery.due_at <= now),
            sa.select(Delivery.id).where(Delivery.state == "sending"),
            sa.select(Message.id).where(Message.turn == "pending"),
            sa.select(Escalation.id).where(Escalation.state != "closed", Escalation.next_due_at <= now),
        )
        with self.parts.db.read() as tx:
            if any(tx.scalar(query.limit(1)) is not None for query in busy):
                return False
            mine = {f"{ACCOUNT}:{one.carried.sid}" for one in self.written}
            known = set(tx.scalars(sa.select(Message.reference).where(Message.reference.in_(mine))))
        return mine == known

    def _is(self, phone: str) -> sa.ColumnElement[bool]:
        return Person.phone_index == self.parts.keys.index(phone)

    @staticmethod
    def _responder(tx: Session, name: str) -> Responder:
        return tx.scalars(sa.select(Responder).where(Responder.name == name)).one()

    def _own(self) -> Parts:
        """What the test itself sees the record with; it listens to nothing, so it needs no rules."""
        settings = Settings(
            data_dir=str(self.folder / "own"), keys=KEYS, database_url=self.cluster.url(self.name)
        )
        db = Database(settings.database)
        db.migrate()
        return Parts(
            settings=settings, clock=Clock(self._clock), db=db, keys=KeyRing.parse(KEYS), gate=cast("Any", None),
            library=Library.load(DATA, signed_only=False), policy=Policy.load(DATA / "handoff.yml"), wakes=Wakes(),
        )  # fmt: skip

    def _fill(self) -> None:
        people: list[dict[str, Any]] = [
            {"name": f"Person {index}", "phone": f"+1202555{2000 + index}", "country": "US"}
            for index in range(PEOPLE)
        ]
        people += [
            {
                "name": f"Ana {index}", "phone": f"+1202555{4000 + index}", "country": "US", "plan_by_sms": True,
                "contacts": [
                    {"name": "Sam", "phone": f"+1202555{5000 + index}", "accepted": True, "notify_from": "urgent"}
                ],
            }
            for index in range(WITH_CONTACT)
        ]  # fmt: skip
        roles = (("Robin", "responder"), ("Kit", "responder"), ("Noor", "supervisor"))
        responders = [
            {"name": name, "phone": phone, "role": role}
            for (name, role), phone in zip(roles, (ROBIN, KIT, NOOR), strict=True)
        ]
        clinic = ClinicFile.parse(json.dumps({"people": people, "responders": responders}).encode())
        with self.parts.db.write() as tx:
            enrol.take_in(tx, self.parts, clinic, "faults")


__all__ = ["CALM", "FALLBACK", "KIT", "NOOR", "RISK", "ROBIN", "Town", "Written"]
