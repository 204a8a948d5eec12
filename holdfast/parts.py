"""Everything the service is made of, put together in one place and handed down."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from holdfast import signatures
from holdfast.alarms import Alarms
from holdfast.clock import Clock
from holdfast.content import Library
from holdfast.db import Database
from holdfast.errors import SettingsError
from holdfast.keys import KeyRing, Sealer
from holdfast.models import Person
from holdfast.policy import Policy
from holdfast.precedence import Precedence
from holdfast.risk import Gate, RulesError
from holdfast.settings import ROOT, Settings
from holdfast.wakes import Wakes

DATA = ROOT / "data"


@dataclass(frozen=True)
class Parts:
    """Settings, clock, database, keys, gate, words and policy."""

    settings: Settings
    clock: Clock
    db: Database
    keys: KeyRing
    gate: Gate
    library: Library
    policy: Policy
    wakes: Wakes
    alarms: Alarms = field(default_factory=Alarms)
    precedence: Precedence = field(default_factory=Precedence)

    @classmethod
    def assemble(cls, settings: Settings, data: Path = DATA) -> "Parts":
        """Load everything and bring the database up to date.

        Raises SettingsError for a fault in the files; why production must not start is in `holdfast.start`.
        """
        clock = Clock(Path(settings.clock_file) if settings.clock_file else None)
        library = Library.load(
            data, signed_only=not settings.demo, today=lambda: clock.now().date(), reviews=settings.reviews
        )
        try:
            gate = Gate.load(data / "risk")
        except RulesError as fault:
            raise SettingsError([str(fault)]) from fault
        db = Database(settings.database)
        db.migrate()
        signatures.refresh(db, library.reviews, demo=settings.demo)
        wakes = Wakes()
        db.after_commit = wakes.ring
        return cls(
            settings=settings,
            clock=clock,
            db=db,
            keys=KeyRing.parse(settings.key_ring()),
            gate=gate,
            library=library,
            policy=Policy.load(data / "handoff.yml"),
            wakes=wakes,
        )

    def sealer(self, person: Person) -> Sealer:
        """What seals and opens this person's words. Raises KeyFault when they were erased."""
        return self.keys.person(person.id, person.data_key)

    def country(self, person: Person) -> str | None:
        """The person's country, else the operator's region, else unknown."""
        return person.country or self.settings.region.upper() or None

    def ring_after(self, session: Session, *names: str) -> None:
        """Wake what waits for these names once this session has committed."""
        session.info.setdefault("rings", set()).update(names)
