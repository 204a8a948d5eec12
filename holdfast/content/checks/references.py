"""What content names must exist: scripts, choices, and the twin for a country that is not known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from holdfast.content.checks.saying import is_crisis
from holdfast.content.finding import Finding, about
from holdfast.content.library import Library
from holdfast.content.lintdata import LintData
from holdfast.content.script import arguments_in
from holdfast.content.yamlfile import read_yaml

_SCRIPT = re.compile(r"\butter_[a-z0-9_]+")


def check_references(library: Library, lint: LintData) -> Iterator[Finding]:
    yield from _scripts_named(library)
    yield from _choices(library, lint)
    for script in library.scripts.values():
        if (
            is_crisis(script, lint)
            and _needs_number(*script.variants.values())
            and not _has_twin(library, script.name)
        ):
            yield about(script, "missing_twin", f"{script.name}_anywhere")


def _scripts_named(library: Library) -> Iterator[Finding]:
    """Every script that a rule, a story or the policy names."""
    for path in sorted(library.folder.rglob("*.yml")):
        # A record may be of a script that is gone by now.
        if any(path.is_relative_to(library.folder / other) for other in ("responses", "reviews", "lint.yml")):
            continue
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for name in _SCRIPT.findall(text.split("#")[0]):
                if name not in library.scripts:
                    yield Finding(str(path), number, name, "unknown_script", "error")
    for script in library.scripts.values():
        for name in sorted(script.named - library.scripts.keys()):
            yield about(script, "unknown_script", name)


def _choices(library: Library, lint: LintData) -> Iterator[Finding]:
    """A choice is an intent of the dialogue, or one that the service answers itself."""
    domain = library.folder.parent / "domain.yml"
    known = set(lint.service_choices) | _intents(domain)
    for script in library.scripts.values():
        for button in script.buttons:
            if button.id not in known:
                yield about(script, "unknown_choice", button.id)


def _intents(domain: Path) -> set[str]:
    if not domain.exists():
        return set()
    intents = read_yaml(domain).data.get("intents") or []
    return {next(iter(intent)) if isinstance(intent, dict) else str(intent) for intent in intents}


def _needs_number(*texts: str) -> bool:
    return any("emergency" in arguments_in(text) for text in texts)


def _has_twin(library: Library, name: str) -> bool:
    return f"{name}_anywhere" in library.scripts
