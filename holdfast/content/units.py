"""Everything in the data folder that is reviewed, as units."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from holdfast.content import unit as kinds
from holdfast.content.lines import Line, Lines
from holdfast.content.script import Script
from holdfast.content.unit import Unit, digest_of, joined, quoted
from holdfast.content.yamlfile import bare, heading, read_yaml

# What decides who is told, when and with which words, and what may be written at all.
_POLICY = ("handoff.yml", "lint.yml")
# What the gate is trained and measured with: it decides nothing by itself.
_NOT_HEARD = {"apart.yml", "training.yml"}
_WIDGET = Path("widget/src/words")
_PURPOSES = {
    kinds.EXERCISE: "The steps of {name}, in their order.",
    kinds.RISK: "What the gate listens for: {name}.",
    kinds.POLICY: "What is done: {name}.",
}


def collect(folder: Path, scripts: Mapping[str, Script], lines: Lines) -> dict[str, Unit]:
    """Every unit by name: scripts, crisis lines and their sentences, then files. Needs what the folder has."""
    found = [
        *_scripts(folder, scripts.values()),
        *_sayings(folder, lines),
        *(_line(folder, line) for line in lines.records),
        *_files(folder / "exercises", kinds.EXERCISE, crisis=False),
        *_files(folder / "risk", kinds.RISK, crisis=True),
        *_second_look(folder / "risk"),
        *(
            _file(folder / name, kinds.POLICY, "", crisis=True)
            for name in _POLICY
            if (folder / name).exists()
        ),
        *_widget(folder.parent / _WIDGET),
    ]
    return {unit.name: unit for unit in found}


def crisis_topics(folder: Path) -> frozenset[str]:
    """Topics in which every script is crisis words, as `lint.yml` says."""
    path = folder / "lint.yml"
    return frozenset(read_yaml(path).data.get("crisis_topics") or ()) if path.exists() else frozenset()


def _scripts(folder: Path, scripts: Iterable[Script]) -> Iterator[Unit]:
    topics, headings = crisis_topics(folder), dict[Path, str]()
    for script in scripts:
        if script.file not in headings:
            headings[script.file] = heading(script.file.read_text(encoding="utf-8"))
        crisis = script.topic in topics or bool(script.metadata.get("crisis"))
        yield Unit(
            name=f"{kinds.SCRIPT}/{script.name}",
            words=_with_reviewers(script.words, crisis=crisis),
            file=script.file,
            line=script.line,
            crisis=crisis,
            topic=script.topic,
            purpose=str(script.metadata.get("purpose") or headings[script.file]),
            notes=str(script.metadata.get("notes") or script.notes),
            arguments=tuple(sorted(script.arguments)),
        )


def _sayings(folder: Path, lines: Lines) -> Iterator[Unit]:
    """The ready sentences for {line} and {emergency}."""
    path = folder / "crisis_lines.yml"
    found = {f"{country}/{audience}" for country, audience, _ in lines.sentences}
    for name in sorted(found):
        yield Unit(
            name=f"{kinds.SAYING}/{name}", words=lines.saying_words(name), file=path, crisis=True,
            line=lines.places.get(name), topic=name[:2], purpose="The sentence that stands for {line} in a script.",
        )  # fmt: skip
    yield Unit(
        name=f"{kinds.SAYING}/anywhere", words=lines.saying_words("anywhere"), file=path, crisis=True,
        line=lines.places.get("anywhere"), topic="anywhere",
        purpose="What stands for {line} and {emergency} where no line may be served.",
    )  # fmt: skip


def _line(folder: Path, line: Line) -> Unit:
    """One reviewer is enough: an operator dials it and writes down that it answered."""
    return Unit(
        name=line.unit, words=line.words, file=folder / "crisis_lines.yml", line=line.row, topic=line.country,
        purpose="A way to reach a service. Dial it, or ask the provider, before you sign.",
        notes=line.doubt,
    )  # fmt: skip


def _files(folder: Path, kind: str, *, crisis: bool) -> Iterator[Unit]:
    for path in sorted(folder.rglob("*.yml")) if folder.is_dir() else []:
        if path.name not in _NOT_HEARD:
            yield _file(path, kind, path.relative_to(folder).parent.as_posix(), crisis=crisis)


def _file(path: Path, kind: str, folder: str, *, crisis: bool) -> Unit:
    text = path.read_text(encoding="utf-8")
    name = path.stem if folder in ("", ".") else f"{folder}/{path.stem}"
    words = joined([f"{kind} {name}", *quoted("file", bare(text))])
    return Unit(
        name=f"{kind}/{name}", words=_with_reviewers(words, crisis=crisis), file=path, line=1, crisis=crisis,
        topic=kind, purpose=heading(text) or _PURPOSES[kind].format(name=path.stem.replace("_", " ")),
    )  # fmt: skip


def _second_look(folder: Path) -> Iterator[Unit]:
    """A trained part is no words: what is signed is which one it is."""
    paths = [folder / "second_look.json", folder / "second_look.npz", folder / "words.txt"]
    if all(path.exists() for path in paths):
        sums = [f"{path.name}: {digest_of(path.read_bytes().hex())}" for path in paths]
        yield Unit(
            name=f"{kinds.RISK}/second_look", words=_with_reviewers(joined(sums), crisis=True), file=paths[0],
            line=1, crisis=True, topic=kinds.RISK,
            purpose="The trained second look, and the list of known words. It can raise a level, never lower one.",
        )  # fmt: skip


def _widget(folder: Path) -> Iterator[Unit]:
    """The widget's own labels and notices."""
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        labels = json.loads(path.read_text(encoding="utf-8"))
        rows = [f"label {key}: {json.dumps(text, ensure_ascii=False)}" for key, text in labels.items()]
        yield Unit(
            name=f"{kinds.WIDGET}/{path.stem}", words=joined([f"widget {path.stem}", *rows]), file=path, line=1,
            topic=kinds.WIDGET, purpose="Labels and notices of the chat on a web page.",
        )  # fmt: skip


def _with_reviewers(words: str, *, crisis: bool) -> str:
    """Whether two people must sign is part of what they sign."""
    return words + f"reviewers: {2 if crisis else 1}\n"
