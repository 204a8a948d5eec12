"""The library of dialogues: no page is too long, facts name their source, and little is said while waiting."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from holdfast.content import Library

ROOT = Path(__file__).resolve().parents[2]
POLICY: dict[str, Any] = yaml.safe_load((ROOT / "data/handoff.yml").read_text(encoding="utf-8"))
TOPICS = set(POLICY["dialogue_topics"])


def test_no_page_offers_more_than_six(shipped: Library) -> None:
    assert [s.name for s in shipped.scripts.values() if s.topic in TOPICS and len(s.buttons) > 6] == []


@pytest.mark.parametrize(
    "topic", ["understanding", "care", "for_someone", "barriers", "substances", "flashback", "compassion"]
)
def test_facts_name_their_source(shipped: Library, topic: str) -> None:
    """Each fact, or the first step of an exercise, says where it comes from."""
    facts = [s for s in shipped.scripts.values() if s.topic == topic]
    sourced = [s.name for s in facts if s.metadata.get("source")]
    whole = topic in {"understanding", "care", "for_someone", "barriers"}
    lacking = [s.name for s in facts if s.name not in sourced and s.name != "utter_conditions_more"]
    assert sourced
    assert not (whole and lacking), lacking


def test_waiting_for_a_human_offers_only_what_helps_meanwhile() -> None:
    assert set(POLICY["waiting"]["topics"]) == {"breathing", "plan", "wave", "help", "lines", "barriers"}
