"""The trained model over the real channel, once for all tests here; trained first if it is missing."""

import base64
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.clock import Clock
from holdfast.models import Conversation, Person, Plan, PlanItem
from holdfast.parts import Parts
from holdfast.settings import Settings
from holdfast.supervisor.model import Model
from tests.core.house import House, loop
from tests.dialogue.coverage import BOOK, HERE
from tests.dialogue.engine import ROOT, Engine
from tests.dialogue.home import Home, Watched


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What all of them reached is read after them."""
    items.sort(key=lambda item: item.path == HERE / "test_coverage.py")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """The book is open for conversations only."""
    BOOK.opens_for(item)


@pytest.fixture(scope="session")
def model() -> Path:
    """The model that belongs to the files as they are."""
    wanted = Model(ROOT)
    if not wanted.is_made():
        subprocess.run([sys.executable, "-m", "holdfast.supervisor.train"], cwd=ROOT, check=True, timeout=600)
    return wanted.file


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """The service's parts, with a clock that can be moved; its database is the one that the actions read."""
    folder = tmp_path_factory.mktemp("var")
    (folder / "clock").write_text("0")
    keys = "test:" + base64.b64encode(bytes(range(32))).decode()
    made = Parts.assemble(Settings(data_dir=str(folder), keys=keys))
    sa.event.listen(made.db._engine, "connect", lambda one, _: one.execute("PRAGMA synchronous=OFF"))
    yield replace(made, clock=Clock(folder / "clock"))
    made.db.close()


@pytest.fixture(scope="session")
def database_url(parts: Parts) -> str:
    return parts.db.url


@pytest.fixture(scope="session")
def engine(model: Path, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    running = Engine(model, database_url, tmp_path_factory.mktemp("logs"))
    try:
        running.start()
        yield running
    finally:
        running.stop_all()


@pytest.fixture(scope="session")
def one_home(parts: Parts, engine: Engine) -> Iterator[Home]:
    """Everything but doors and worker, with the running Rasa."""
    address = str(engine.http.base_url).partition("/webhooks")[0]
    rasa = Watched(replace(parts.settings, rasa_url=address, rasa_token=engine.token, rasa_deadline_s="20"))
    folder = parts.settings.folder
    assert loop.run(rasa.ready())
    yield Home(House(parts, folder / "clock", folder, folder / "holdfast.db"), rasa)
    loop.run(rasa.close())


@pytest.fixture
def home(one_home: Home) -> Iterator[Home]:
    """The same, with nothing left open by others."""
    one_home.forget_the_open()
    yield one_home
    one_home.forget_the_open()


def give_plan(
    database_url: str, conversation: str, steps: list[int], channel: str = "web", *, draft: bool = False
) -> None:
    """A plan with one item in each of these steps; its words are never read here. Newer ones are other versions."""
    engine, now = sa.create_engine(database_url), datetime.now(UTC)
    with Session(engine) as session, session.begin():
        if (known := session.get(Conversation, conversation)) is None:
            person = Person(created_at=now)
            session.add(person)
            session.flush()
            known = Conversation(id=conversation, person_id=person.id, channel=channel, created_at=now)
            session.add(known)
        version = session.query(Plan).filter(Plan.person_id == known.person_id).count() + 1
        plan = Plan(person_id=known.person_id, version=version, draft=draft, author="test", created_at=now)
        session.add(plan)
        session.flush()
        session.add_all(PlanItem(plan_id=plan.id, step=step, position=0, words=b"-") for step in steps)
    engine.dispose()
