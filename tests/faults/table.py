"""docs/faults.md: what was done, what people saw, and whether the invariants held; written by the tests."""

import re
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
HEAD = """# Faults

What happened when each fault was made, written by the tests that made it (`make faults`) against real processes: the
service with its worker, PostgreSQL, the watchdog, with a link that can fail towards the database, Rasa and the phone
network, and SIGKILL at named places (`holdfast/crash.py`). The phone network is the simulated one, Rasa a stand-in
(the real one is killed in `tests/whole`).

After each fault the invariants are checked: nothing is lost, every signal is in one episode and answered, every open
episode has its next moment, nothing was claimed that was not so, nothing left twice without a mark, the order is kept.

Numbers are those of the list of faults that the project was given. Of its 60, those about keys (52), the roll-back of
a release (53), a restore from a backup (55) and certificates (60) come with later work.

| # | What was done | What the person saw | What responders and operators saw | Result |
|---|---|---|---|---|
"""


@dataclass(frozen=True, order=True)
class Row:
    """One line."""

    number: int
    done: str
    person: str
    responders: str
    result: str

    def __str__(self) -> str:
        return f"| {self.number} | {self.done} | {self.person} | {self.responders} | {self.result} |"


def written() -> dict[int, Row]:
    """The rows of the committed table."""
    found = re.findall(r"^\| (\d+) \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", FILE.read_text(), re.MULTILINE)
    return {int(number): Row(int(number), *rest) for number, *rest in found}


def write(rows: dict[int, Row]) -> None:
    """These rows; others stay as they were."""
    kept = written() if FILE.exists() else {}
    lines = [str(row) for _, row in sorted((kept | rows).items())]
    FILE.write_text(HEAD + "\n".join(lines) + "\n")
