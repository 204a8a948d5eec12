"""The gate itself at fault: rules that raise, hostile texts, files that are missing or half-written."""

import shutil
import time
from pathlib import Path

import httpx
import pytest

from holdfast.parts import DATA
from tests.faults.brood import until
from tests.faults.conftest import Seen
from tests.faults.town import RISK, ROBIN, Town


@pytest.mark.row(46, "a rule that raises; hostile texts of 20 KB")
def test_a_fault_in_the_gate_counts_as_a_signal(seen: Seen, town: Town) -> None:
    town.process.end()
    town.start(raises_on="marzipan")
    try:
        phone = town.person()
        town.text(phone, "marzipan", risk=True)
        until(lambda: town.episode(phone), 30, "an episode")
        assert "988" in " ".join(town.got(phone))
        opened = httpx.post(f"{town.url}/api/chat/sessions", json={}, timeout=20, trust_env=False).json()
        for evil in ("a" * 19_000, "die " * 4_900, "((((" * 4_000, "\u0301" * 9_000):
            began = time.monotonic()
            answer = httpx.post(
                f"{town.url}/api/chat/messages", timeout=30, trust_env=False,
                headers={"Authorization": f"Bearer {opened['token']}"},
                json={"client_id": f"00000000-0000-4000-8000-{int(began * 1000) % 10**12:012d}", "text": evil},
            )  # fmt: skip
            assert answer.status_code == 200, answer.text
            assert time.monotonic() - began < 5
        until(lambda: [text for text in town.got(ROBIN) if "code" in text.lower() or "Reply" in text], 30)
    finally:
        town.process.end()
    seen(
        "words with a line at once; hostile texts are answered in time",
        "one page for the group of gate errors",
    )


@pytest.mark.row(47, "a rules file is half-written, and missing, at a start")
def test_a_start_without_its_rules_is_refused(seen: Seen, town: Town, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    victim = data / "risk" / "rules" / "suicidal_thought.yml"
    whole = victim.read_text()
    town.process.end()
    for half in (whole[: len(whole) // 2] + "\n  - {", None):
        if half is None:
            shutil.rmtree(data / "risk")
        else:
            victim.write_text(half)
        refused = town.start(wait=False, data=str(data))
        until(lambda one=refused: not one.alive, 60, "the start is refused")
        phone = town.person()
        assert not town.text(phone, RISK, risk=True).taken
        assert town.got(phone)
    town.start()
    town.rest()
    seen(
        "the fallback's crisis text until it starts", "the file and its fault, at the start that was refused"
    )
