"""`python -m holdfast.risk.train`: rebuilds the second look where the labelled messages are at hand."""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from holdfast.risk import public
from holdfast.risk.corpus import corrections, lines
from holdfast.risk.features import SIZE, places
from holdfast.risk.gate import Gate
from holdfast.risk.second_look import REPORT, SECOND_LOOK, WEIGHTS, WORDS
from holdfast.risk.words import STOP
from holdfast.risk.yamlfile import read_yaml

_ROOT = Path(__file__).resolve().parents[2]
_PER_RULE, _CALM_SAMPLE, _STRENGTH, _FOLDS = 15, 1500, 10.0, 5
# Phrases drawn from patterns are many and stiff; they weigh little. What was written by people weighs most, and the
# calm of it more than the risk: an alarm too many is heard by everyone, and rules stand beside this.
_WEIGHT = {
    "patterns": 0.15,
    "rules": 1.0,
    "calm": 0.5,
    "said": 1.5,
    "messages": 1.5,
    "apart": 6.0,
    "asked": 3.0,
    "public": 3.0,
}

_CALM_WEIGHT = {"messages": 6.0, "apart": 9.0}

# Intents that Rasa hears beside the gate; their phrases are no proof of calm.
_NOT_CALM = {"tell_lapse", "lapse_needs_care", "ask_method"}

Example = tuple[str, int, str]


def main(argv: Sequence[str] | None = None) -> int:
    """Trains, writes weights and report beside the rules; 1 when messages or public talk are absent."""
    parser = argparse.ArgumentParser(description="Train the second look.")
    parser.add_argument("--data", type=Path, default=_ROOT / "data" / "risk")
    parser.add_argument("--messages", type=Path, default=_ROOT.parent / "shared" / "risk")
    parser.add_argument("--public", type=Path, default=_ROOT.parent / "public", help=public.__doc__)
    options = parser.parse_args(argv)
    for folder in (options.messages, options.public):
        if not folder.is_dir():
            print(f"train: no messages at {folder}; the committed weights stay", file=sys.stderr)  # noqa: T201
            return 1
    gate = Gate.load(options.data)
    learnt = examples(gate, options.data, options.messages)
    # Where the rules hear something, talk that nobody labelled is no proof of calm.
    learnt += [(text, 0, "public") for text in public.talk(options.public) if not _by_rules(gate, text)]
    report = _train(gate, learnt, options.data / WEIGHTS)
    (options.data / REPORT).write_text(json.dumps(report, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1, sort_keys=True))  # noqa: T201 - a command speaks
    return 0


def _by_rules(gate: Gate, text: str) -> bool:
    return any(one.rule != SECOND_LOOK for one in gate.hear(text).heard)


def examples(gate: Gate, data: Path, messages: Path) -> list[Example]:
    """What is learnt from: text, label, origin. Held-back messages are not in it."""
    rng = random.Random(20)  # noqa: S311 - a sample, no secret
    found: list[Example] = []
    found += [
        (line.text, line.label, "messages")
        for line in lines(messages, corrections(data / "corrections.yml"))
        if line.label in (0, 1) and not line.held_back and line.file != "soft_ambiguous"
    ]
    for rule in gate.rules:
        if rule.only or rule.signal == "intoxication":
            continue
        found += [(text, 1, "rules") for text in rule.hears] + [(text, 0, "rules") for text in rule.leaves]
        for _ in range(_PER_RULE):
            words = []
            for element in rng.choice(rule.says):
                choices = sorted((element.words or frozenset()) - {STOP})
                if choices and not element.other and not (element.optional and rng.random() < 0.6):
                    words.append(rng.choice(choices))
            found.append((" ".join(words), 1, "patterns"))
    found += [(text, 0, "asked") for text in asked(data.parent / "nlu")]
    phrases = read_yaml(data / "training.yml")
    calm = [" ".join(parts) for columns in phrases["calm"] for parts in itertools.product(*columns)]
    found += [(text, 0, "calm") for text in rng.sample(calm, min(_CALM_SAMPLE, len(calm)))]
    found += [(text, 0, "said") for text in phrases["calm_said"]]
    found += [(text, 1, "said") for text in phrases["risk_said"]]
    apart = read_yaml(data / "apart.yml")
    for label, kinds in enumerate((apart["calm"], apart["risk"])):
        found += [(text, label, "apart") for texts in kinds.values() for text in texts]
    return found


def asked(folder: Path) -> Iterator[str]:
    """What people ask the dialogue for, in the words Rasa is trained on: calm, nearly all of it."""
    for path in sorted(folder.glob("*.yml")):
        for entry in read_yaml(path)["nlu"]:
            if entry["intent"] in _NOT_CALM:
                continue
            for line in entry.get("examples", "").splitlines():
                if text := line.strip().removeprefix("- ").strip():
                    yield text


def _train(gate: Gate, learnt: list[Example], path: Path) -> dict[str, Any]:
    import numpy as np  # noqa: PLC0415 - training needs more than hearing does
    from scipy.sparse import csr_matrix  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    rows: list[list[int]] = [places(gate.words(text)[:WORDS]) for text, _, _ in learnt]
    values = np.concatenate([np.full(len(row), max(len(row), 1) ** -0.5) for row in rows])
    ends = np.cumsum([0, *map(len, rows)])
    table = csr_matrix((values, np.concatenate(rows).astype(int), ends), shape=(len(rows), SIZE))
    labels = np.array([label for _, label, _ in learnt])
    weight = np.array([_CALM_WEIGHT.get(o, _WEIGHT[o]) if b == 0 else _WEIGHT[o] for _, b, o in learnt])
    folds = np.array(
        [int(hashlib.sha256(t.encode("utf-8", "replace")).hexdigest()[:4], 16) for t, _, _ in learnt]
    )
    folds %= _FOLDS

    def fitted(chosen: Any) -> Any:
        model = LogisticRegression(C=_STRENGTH, solver="liblinear", max_iter=500, random_state=0)
        return model.fit(table[chosen], labels[chosen], sample_weight=weight[chosen])

    unseen = np.zeros(len(learnt))
    for fold in range(_FOLDS):
        unseen[folds == fold] = fitted(folds != fold).predict_proba(table[folds == fold])[:, 1]
    model = fitted(np.ones(len(learnt), bool))
    weights = model.coef_[0].astype("float16")
    np.savez_compressed(path, weights=weights, bias=model.intercept_.astype("float32"))
    return {
        "examples": {
            f"{origin} {label}": n for (origin, label), n in Counter((o, b) for _, b, o in learnt).items()
        },
        "bytes": path.stat().st_size,
        "heard_when_unseen": {
            str(at): {
                f"{origin} {label}": round(float((unseen[chosen] >= at).mean()), 4)
                for origin in ("messages", "said", "apart", "rules", "public")
                for label in (0, 1)
                if (chosen := np.array([o == origin and b == label for _, b, o in learnt])).any()
            }
            for at in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
        },
    }


if __name__ == "__main__":
    sys.exit(main())
