"""How well the trained model understands phrases it has not seen: `python -m bench.understanding` prints the report."""

import json
import subprocess
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from holdfast.risk import Gate, Level
from holdfast.supervisor.model import Model, rasa_python

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = "out_of_scope"
# No more of an intent's phrases may be heard as one other intent.
ONE_PAIR = 0.05
# Both say kindly that this is not something for this program, and lead on.
CAUGHT = {OUTSIDE, "nlu_fallback"}
# Not understood, or in doubt about an injury: then care comes first, whichever it was.
UNCERTAIN = {"nlu_fallback", "lapse_unclear"}


def phrases(file: Path) -> list[tuple[str, str]]:
    """(intent, phrase) of a file in Rasa's format."""
    entries: list[dict[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
    return [
        (entry["intent"], line.removeprefix("- ").strip())
        for entry in entries if "intent" in entry for line in entry["examples"].splitlines() if line.strip()
    ]  # fmt: skip


def trained_on(root: Path = ROOT) -> set[str]:
    """Every training phrase, plainly."""
    found = [phrase for file in (root / "data/nlu").glob("*.yml") for phrase in phrases(file)]
    return {plain(text) for _, text in found}


def plain(text: str) -> str:
    """Without what does not make another phrase of it."""
    return " ".join(text.lower().replace("'", "").strip(" .!?").split())


@dataclass
class Report:
    """What was heard in the phrases that can be scored."""

    scored: list[tuple[str, str, str]] = field(default_factory=list)  # intent, phrase, heard
    known: int = 0
    gated: int = 0
    unknown: set[str] = field(default_factory=set)

    def recalls(self) -> dict[str, float]:
        """How many of each intent's phrases were heard as it."""
        asked, right = Counter(intent for intent, _, _ in self.scored), Counter[str]()
        right.update(intent for intent, _, heard in self.scored if heard == intent)
        return {intent: right[intent] / total for intent, total in asked.items()}

    def f1s(self) -> dict[str, float]:
        """F1 of each intent that was asked for."""
        asked, heard = Counter(one for one, _, _ in self.scored), Counter(one for _, _, one in self.scored)
        right = Counter(one for one, _, two in self.scored if one == two)
        return {one: 2 * right[one] / (asked[one] + heard[one]) for one in asked if one != OUTSIDE}

    def macro_f1(self) -> float:
        """The mean over intents."""
        f1s = self.f1s()
        return sum(f1s.values()) / len(f1s)

    def outside_caught(self) -> float:
        """The part of the out-of-scope phrases that no dialogue takes for its own."""
        heard = [two for one, _, two in self.scored if one == OUTSIDE]
        return sum(one in CAUGHT for one in heard) / len(heard)

    def confusions(self) -> list[tuple[float, str, str, list[str]]]:
        """(part of the intent's phrases, intent, heard instead, the phrases), the largest first."""
        pairs: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for intent, phrase, heard in self.scored:
            if intent not in (heard, OUTSIDE) and heard not in UNCERTAIN:
                pairs[intent, heard].append(phrase)
        asked = Counter(intent for intent, _, _ in self.scored)
        found = [(len(said) / asked[one], one, two, said) for (one, two), said in pairs.items()]
        return sorted(found, reverse=True)

    def text(self) -> str:
        """The whole of it, without the phrases: whoever trains the model must not see them."""
        f1s = sorted(self.f1s().items(), key=lambda pair: pair[1])
        lines = [
            (
                f"phrases scored {len(self.scored)}, of {len(f1s)} intents; left out: {self.known} that the model was "
                f"trained on, {self.gated} that the gate hears first, {len(self.unknown)} intents not there yet"
            ),
            f"macro-F1 {self.macro_f1():.3f}; out of scope caught {self.outside_caught():.3f}",
            "lowest F1: " + ", ".join(f"{intent} {value:.2f}" for intent, value in f1s[:20]),
            "confused:",
        ]
        pairs = [pair for pair in self.confusions() if pair[0] > ONE_PAIR][:60]
        lines += [f"  {part:.0%} {one} -> {two}" for part, one, two, _ in pairs]
        outside = Counter(two for one, _, two in self.scored if one == OUTSIDE and two not in CAUGHT)
        lines += ["out of scope, taken for: " + ", ".join(f"{one} {n}" for one, n in outside.most_common())]
        return "\n".join(lines)


def measure(root: Path = ROOT) -> Report:
    """Score the model that belongs to the files as they are; it must be trained."""
    domain: dict[str, Any] = yaml.safe_load((root / "domain.yml").read_text(encoding="utf-8"))
    seen, gate, report = trained_on(root), Gate.load(root / "data/risk"), Report()
    asked = []
    for intent, phrase in phrases(root / "tests/nlu/test_phrases.yml"):
        if intent not in domain["intents"]:
            report.unknown.add(intent)
        elif plain(phrase) in seen:
            report.known += 1
        elif gate.hear(phrase).level > Level.NONE:
            report.gated += 1
        else:
            asked.append((intent, phrase))
    command = [str(rasa_python(root)), str(root / "bench/heard.py"), str(Model(root).file)]
    done = subprocess.run(
        command, cwd=root, input=json.dumps([phrase for _, phrase in asked]), capture_output=True, text=True,
        timeout=300, check=False, env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "HOME": "/tmp"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    heard = json.loads(next(one for one in done.stdout.splitlines() if one.startswith("HEARD "))[6:])
    report.scored = [(intent, phrase, name) for (intent, phrase), (name, _) in zip(asked, heard, strict=True)]
    return report


if __name__ == "__main__":
    print(measure().text())
