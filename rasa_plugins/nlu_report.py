"""`make nlu-report`: how well intents are read, by cross-validation and on phrases written apart from training."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import yaml
from scipy.sparse.csgraph import connected_components
from sklearn.metrics import accuracy_score, f1_score
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold
from spacy.language import Language

from rasa_plugins import language
from rasa_plugins.intent import Reader, Reading, plain, readings
from rasa_plugins.meaning import meanings

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "nlu-report.md"
OUT_OF_SCOPE, FALLBACK, FOLDS = "out_of_scope", "nlu_fallback", 5
# Above this cosine two sentences say the same with other small words ("show my plan", "please show my plan").
ALIKE = 0.85
_CONFUSED = "More than one phrase and more than 5 % of an intent.\n\n| intent | taken for | |\n|---|---|---|"
_APART = "What is too unsure is taken for nothing, and the person is asked again.\n\n"
_DOUBTED = (
    "Some intents lead past a question of safety: that nothing needs care, that nothing speaks against a hold. They\n"
    "stand only word for word, in their own examples (`rasa_plugins/careful.py`); near them it is doubt, and care\n"
    "comes first. So none of these phrases of cross-validation, taken for one, becomes it.\n\n"
    "| intent | taken for | becomes | |\n|---|---|---|---|"
)
Phrases = list[tuple[str, str]]


def phrases(paths: Sequence[Path]) -> Phrases:
    """(text, intent) of every example in these files."""
    return [
        (plain(line.removeprefix("- ").strip()), entry["intent"])
        for path in paths
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in entry["examples"].splitlines()
    ]


def settings() -> dict[str, Any]:
    """What config.yml says of the reader and of the fallback."""
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    return {key: value for part in pipeline for key, value in part.items() if key != "name"}


@cache
def _reading(text: str) -> Reading:
    """As the pipeline's tokenizer gives it."""
    return readings([(text, [token.text for token in _language()(text)])])[0]


@cache
def _language() -> Language:
    return spacy.load(ROOT / language.FOLDER)


def learn(known: Phrases, config: dict[str, Any]) -> Reader:
    texts, intents = [text for text, _ in known], [intent for _, intent in known]
    return Reader.learn([_reading(text) for text in texts], intents, config["strength"], config["sharpness"])


def read(reader: Reader, texts: Sequence[str]) -> tuple[list[str], list[float]]:
    """The first intent of each text, and its share."""
    shares = np.array([reader.shares(_reading(text)) for text in texts])
    return [reader.intents[number] for number in shares.argmax(1)], list(shares.max(1))


def families(rows: Phrases) -> Any:
    """A number for each phrase, the same for those of an intent that mean nearly the same."""
    vectors = np.array([_reading(text).meaning for text, _ in rows])
    intents = np.array([intent for _, intent in rows])
    alike = (cosine_similarity(vectors) > ALIKE) & (intents[:, None] == intents)
    return connected_components(alike, directed=False)[1]


def cross_validated(
    known: Phrases, config: dict[str, Any], *, apart: bool = False
) -> tuple[list[str], list[str]]:
    """Intents as they are and as they were read, each phrase by a reader that had not seen it.

    With `apart` the reader had not seen any that is nearly the same either, so that it cannot know one by another.
    """
    many = {intent for intent, number in Counter(intent for _, intent in known).items() if number >= FOLDS}
    rows = [one for one in known if one[1] in many]
    truth = [intent for _, intent in rows]
    heard = [""] * len(rows)
    parts: Any = StratifiedGroupKFold if apart else StratifiedKFold
    groups = families(rows) if apart else None
    for seen, unseen in parts(FOLDS, shuffle=True, random_state=7).split(rows, truth, groups):
        reader = learn([rows[number] for number in seen], config)
        for number, intent in zip(unseen, read(reader, [rows[n][0] for n in unseen])[0], strict=True):
            heard[number] = intent
    return truth, heard


def macro(truth: Sequence[str], heard: Sequence[str]) -> float:
    return float(f1_score(truth, heard, average="macro", labels=sorted(set(truth)), zero_division=0))


def confused(truth: Sequence[str], heard: Sequence[str], held: Container[str] = ()) -> Iterator[str]:
    """Pairs in which more than one phrase and more than 5 % of an intent are taken for another.

    What is taken for one that is `held` to its own words does not become it, and stands in a table of its own.
    """
    total = Counter(truth)
    pairs = Counter((t, h) for t, h in zip(truth, heard, strict=True) if t != h and h not in held)
    for (wanted, got), number in pairs.most_common():
        if number > 1 and number > 0.05 * total[wanted]:
            yield f"| {wanted} | {got} | {number} of {total[wanted]} |"


def doubted(truth: Sequence[str], heard: Sequence[str], instead: Mapping[str, str]) -> Iterator[str]:
    """What was taken for an intent that stands in its own words only, and what it becomes."""
    pairs = Counter((t, h) for t, h in zip(truth, heard, strict=True) if t != h and h in instead)
    for (wanted, got), number in pairs.most_common():
        yield f"| {wanted} | {got} | {instead[got]} | {number} of {truth.count(wanted)} |"


def _row(name: str, cells: Iterable[str]) -> str:
    return " | ".join((f"| {name}", *cells)) + " |"


def lines() -> Iterator[str]:
    """The report."""
    config = settings()
    known = phrases(sorted((ROOT / "data/nlu").glob("*.yml")))
    began = time.perf_counter()
    reader = learn(known, config)
    took = time.perf_counter() - began
    began = time.perf_counter()
    for _ in range(100):
        meanings(["a message of some ten words, as people write them here"])
    each = (time.perf_counter() - began) / 100
    apart = [
        one
        for one in phrases(sorted((ROOT / "tests/nlu").glob("*.yml")))
        if one[1] in {intent for _, intent in known}
    ]
    truth = [intent for _, intent in apart]
    heard, shares = read(reader, [text for text, _ in apart])
    same = set(known)
    new = [n for n, one in enumerate(apart) if one not in same]
    new_truth, new_heard = [truth[n] for n in new], [heard[n] for n in new]
    mixed, strict = cross_validated(known, config), cross_validated(known, config, apart=True)
    low = [share < config["threshold"] for share in shares]
    out = [n for n, intent in enumerate(truth) if intent == OUT_OF_SCOPE]
    scope = [n for n in range(len(truth)) if n not in set(out)]
    caught = sum(heard[n] == OUT_OF_SCOPE or low[n] for n in out)
    lost = sum(low[n] and heard[n] == truth[n] for n in scope)
    yield "# How well a text's intent is read\n\nMade by `make nlu-report`; the settings stand in `config.yml`.\n"
    named = (
        "cross-validation",
        "and alike phrases kept together",
        "phrases written apart",
        "of these, not in training",
    )
    yield _row("measure", named)
    yield "|---|---|---|---|---|"
    sets = (mixed, strict, (truth, heard), (new_truth, new_heard))
    yield _row("phrases", (str(len(wanted)) for wanted, _ in sets))
    yield _row("intents", (str(len(set(wanted))) for wanted, _ in sets))
    yield _row("macro-F1", (f"{macro(*one):.3f}" for one in sets))
    yield _row("right", (f"{accuracy_score(*one):.3f}" for one in sets))
    yield f"| out of scope, caught | | | {caught} of {len(out)} ({caught / len(out):.0%}) | |"
    yield f"| read rightly, but lost to the fallback | | | {lost} of {len(scope)} ({lost / len(scope):.1%}) | |"
    yield (
        f"\nCross-validation is in {FOLDS} parts. In its second column phrases of an intent that mean nearly the same "
        f"(a\ncosine above {ALIKE}) are kept in one part, so that none is known by its twin. Phrases written apart are "
        "short\nand plain, so many were also thought of for training; the last column leaves those out.\n\n"
        f"Cost, on the machine that wrote this: {took:.0f} s to learn, "
        f"{reader.weights.nbytes / 1e6:.0f} MB of weights, and the\n"
        f"encoder's 65 MB table; {each * 1000:.0f} ms for the meaning of a text.\n"
    )
    yield f"## Confused, in cross-validation\n\n{_CONFUSED}"
    yield from confused(*mixed, held=config["instead"])
    yield f"\n## Confused, among phrases written apart\n\n{_APART}{_CONFUSED}"
    taken = [FALLBACK if lost else intent for lost, intent in zip(low, heard, strict=True)]
    yield from confused(truth, taken, held={*config["instead"], FALLBACK})
    yield f"\n## In doubt, the careful way\n\n{_DOUBTED}"
    yield from doubted(*mixed, instead=config["instead"])


def main() -> None:
    """Writes the report."""
    REPORT.write_text("\n".join(lines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
