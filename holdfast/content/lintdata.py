"""The word lists and limits of `data/lint.yml`, compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from holdfast.content.errors import ContentError
from holdfast.content.yamlfile import YamlFile, read_yaml

_LIMITS = {"sms_parts", "exercise_parts", "number_within", "words_in_a_sentence", "grade"}


@dataclass(frozen=True)
class LintData:
    """Lists of names stay names; lists of what is looked for in the words are patterns."""

    arguments: Mapping[str, str]
    languages: tuple[str, ...]
    limits: Mapping[str, int]
    crisis_topics: frozenset[str]
    carrier_topics: frozenset[str]
    claim_topics: frozenset[str]
    not_said_yet: frozenset[str]
    service_choices: frozenset[str]
    links: frozenset[str]
    reserved: frozenset[str]
    reserved_replies: frozenset[str]
    banned: re.Pattern[str]
    objects: re.Pattern[str]
    first_aid: re.Pattern[str]
    substitutes: re.Pattern[str]
    claims: re.Pattern[str]
    not_claims: re.Pattern[str]
    lock_screen: re.Pattern[str]


def load_lintdata(path: Path) -> LintData:
    """Raises ContentError naming the list and the pattern that cannot be used."""
    file = read_yaml(path)
    wrong = set(map(str, file.data)) ^ {field.name for field in fields(LintData)}
    if wrong:
        raise ContentError(path, min(wrong), "is missing or not known")
    return LintData(
        arguments={str(name): str(value) for name, value in file.data["arguments"].items()},
        languages=tuple(_entries(file, "languages")),
        limits=_limits(file),
        crisis_topics=_names(file, "crisis_topics"),
        carrier_topics=_names(file, "carrier_topics"),
        claim_topics=_names(file, "claim_topics"),
        not_said_yet=_names(file, "not_said_yet"),
        service_choices=_names(file, "service_choices"),
        links=_names(file, "links"),
        reserved=_names(file, "reserved"),
        reserved_replies=_names(file, "reserved_replies"),
        banned=_pattern(file, "banned"),
        objects=_pattern(file, "objects"),
        first_aid=_pattern(file, "first_aid"),
        substitutes=_pattern(file, "substitutes"),
        claims=_pattern(file, "claims"),
        not_claims=_pattern(file, "not_claims"),
        lock_screen=_pattern(file, "lock_screen"),
    )


def compile_words(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for whole words out of many; an empty list matches nothing."""
    whole = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(rf"(?<!\w)(?:{whole})(?!\w)" if whole else r"(?!)", re.IGNORECASE)


def _limits(file: YamlFile) -> dict[str, int]:
    limits = file.data["limits"]
    if (
        not isinstance(limits, dict)
        or set(limits) != _LIMITS
        or any(type(n) is not int for n in limits.values())
    ):
        raise ContentError(file.path, "limits", f"must be whole numbers for {', '.join(sorted(_LIMITS))}")
    return limits


def _entries(file: YamlFile, key: str) -> list[str]:
    entries = file.data[key]
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise ContentError(file.path, key, "must be a list of words; put yes, no, on and off in quotes")
    return entries


def _names(file: YamlFile, key: str) -> frozenset[str]:
    return frozenset(_entries(file, key))


def _pattern(file: YamlFile, key: str) -> re.Pattern[str]:
    try:
        return compile_words(_entries(file, key))
    except re.error as fault:
        raise ContentError(file.path, key, f"holds a pattern that cannot be used: {fault}") from fault
