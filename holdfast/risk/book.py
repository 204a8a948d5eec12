"""Everything the gate listens with, loaded from one folder and compiled once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from holdfast.risk.contexts import Contexts, read_contexts
from holdfast.risk.engine import Finder, Lexicon
from holdfast.risk.errors import RulesError
from holdfast.risk.pattern import Grammar, Variant
from holdfast.risk.policy import Policy
from holdfast.risk.rules import Rule, RuleReader
from holdfast.risk.sets import load_sets, load_short
from holdfast.risk.spelling import Speller
from holdfast.risk.words import Reader
from holdfast.risk.yamlfile import read_yaml

Verify = Callable[[Path], None]


class Book:
    """Policy, rules, contexts and idioms of one folder; RulesError when any part of it is unfit.

    `verify`, when given, is called with the folder first and raises RulesError when what it holds is not signed.
    """

    def __init__(self, folder: Path, verify: Verify | None = None) -> None:
        if verify is not None:
            verify(folder)
        self.policy = Policy.load(folder / "policy.yml")
        short, joins = load_short(folder / "short.yml")
        reader = RuleReader(Grammar(load_sets(folder / "sets.yml"), short, joins))
        self.rules = _rules(folder / "rules", reader, self.policy)
        contexts = read_contexts(folder / "contexts.yml", reader)
        idioms = _named(folder / "idioms.yml", reader)
        for rule in self.rules:
            for name in (*rule.softened_by, *rule.left_by):
                if name not in contexts:
                    raise RulesError(f"{rule.signal}.yml", rule.id, f"names the unknown context {name}")
        known = _word_list(folder / "words.txt")
        rank = {word: place for place, word in enumerate(known)}
        self.lexicon = Lexicon()
        self.finder = Finder(self.lexicon, [(rule, rule.says) for rule in self.rules], rank)
        self.contexts = Contexts(self.lexicon, contexts, rank)
        self.idioms = Finder(self.lexicon, list(idioms.items()), rank)
        self.unless = {
            rule.id: Finder(self.lexicon, [("unless", rule.unless)], rank)
            for rule in self.rules
            if rule.unless
        }
        self.topics = {
            rule.id: Finder(self.lexicon, [("not_about", rule.not_about)], rank)
            for rule in self.rules
            if rule.not_about
        }
        heard = {word for word in self.lexicon.of_word if word.isalpha()}
        self.reader = Reader(Speller(known, heard, short), joins)


def _rules(folder: Path, reader: RuleReader, policy: Policy) -> tuple[Rule, ...]:
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise RulesError(folder.name, None, "holds no rules")
    rules: dict[str, Rule] = {}
    for path in files:
        if path.stem not in policy.levels:
            raise RulesError(path.name, None, "is a signal the policy does not know")
        for rule in reader.file(path):
            if rule.id in rules:
                raise RulesError(path.name, rule.id, f"has the id of a rule in {rules[rule.id].signal}.yml")
            rules[rule.id] = rule
    return tuple(rules.values())


def _named(path: Path, reader: RuleReader) -> dict[str, tuple[Variant, ...]]:
    raw = read_yaml(path)
    if not isinstance(raw, dict):
        raise RulesError(path.name, None, "is not a mapping of names to patterns")
    return {str(name): reader.patterns(path.name, str(name), sources) for name, sources in raw.items()}


def _word_list(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as fault:
        raise RulesError(path.name, None, f"cannot be read ({type(fault).__name__})") from None
