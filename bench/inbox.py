"""How long the server works on an inbox of 500 open escalations: `python -m bench.inbox`. Half a minute.

Counted is the time of this process alone (CPU), so that other work on the machine does not blur it, and the statements
that reach the database. Everything is in a folder that is thrown away.
"""

import gc
import statistics
import sys
import tempfile
import time

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from holdfast import console
from holdfast.console import sessions
from holdfast.handoff import episode
from holdfast.models import Escalation, EscalationEvent, Responder
from holdfast.parts import Parts
from holdfast.plans import enrol, people
from holdfast.plans.clinic_file import ClinicFile
from holdfast.settings import Settings

CLINIC = b'{"people": [], "responders": [{"name": "Robin", "phone": "+12025550151", "role": "responder"}]}'
TIMES, TARGET_MS = 20, 200


def main() -> int:
    """Print a line for each size; 1 when the target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        parts = Parts.assemble(Settings(data_dir=folder))
        with parts.db.write() as tx:
            enrol.take_in(tx, parts, ClinicFile.parse(CLINIC), "bench")
            tx.execute(sa.update(Responder).values(password_hash="of nobody"))
        # As the service does once it has started: the rules are not looked through again at each collection.
        gc.collect()
        gc.freeze()
        print("| open escalations | p50 ms | p95 ms | statements |\n|---|---|---|---|")
        slowest, have = 0.0, 0
        for size in (5, 50, 500):
            _fill(parts, have, size)
            have = size
            spent, statements = _measure(parts)
            slowest = statistics.quantiles(spent, n=20)[-1]
            print(f"| {size} | {statistics.median(spent):.0f} | {slowest:.0f} | {statements} |")
        parts.db.close()
    return int(slowest > TARGET_MS)


def _fill(parts: Parts, have: int, size: int) -> None:
    """People with a name, a text conversation and an open escalation; every third is taken."""
    with parts.db.write() as tx:
        robin = tx.scalars(sa.select(Responder)).one().id
        for number in range(have, size):
            now = parts.clock.now()
            person = people.add(tx, parts, f"+1415556{number:04}")
            person.name = parts.sealer(person).seal("person.name", person.id, f"Person {number}")
            talk = people.conversation(tx, parts, person, "sms")
            taken = number % 3 == 0
            it = Escalation(
                person_id=person.id, conversation_id=talk.id, code=episode.new_code(tx), level="urgent",
                opened_at=now, ladder_from=now, next_due_at=now, state="human" if taken else "waiting",
                acknowledged_by=robin if taken else None,
            )  # fmt: skip
            tx.add(it)
            tx.flush()
            for verb in ("opened", "signal", "acknowledged")[: 3 if taken else 2]:
                tx.add(EscalationEvent(escalation_id=it.id, verb=verb, actor="gate", facts={}, at=now))


def _measure(parts: Parts) -> tuple[list[float], int]:
    app = FastAPI()
    app.include_router(console.router(parts, lambda: {"rasa": "ready"}))
    statements = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    with parts.db.write() as tx:
        token = sessions.start(tx, parts, tx.scalars(sa.select(Responder)).one().id, None)
    browser = TestClient(
        app, base_url="http://localhost", cookies={"holdfast_desk": token}, follow_redirects=False
    )
    browser.get("/console")
    spent = []
    sa.event.listen(parts.db._engine, "before_cursor_execute", count)
    for _ in range(TIMES):
        begun = time.process_time()
        assert browser.get("/console").status_code == 200
        spent.append((time.process_time() - begun) * 1000)
    sa.event.remove(parts.db._engine, "before_cursor_execute", count)
    return spent, statements // TIMES


if __name__ == "__main__":
    sys.exit(main())
