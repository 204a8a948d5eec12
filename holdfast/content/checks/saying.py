"""Every way a script can come out on a phone: once for each country whose line it could carry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.content.library import Library
from holdfast.content.lintdata import LintData
from holdfast.content.rendering import render
from holdfast.content.script import Script

NUMBER = re.compile(r"\d[\d -]*\d|\d")


def is_crisis(script: Script, lint: LintData) -> bool:
    """True for crisis words, by topic or by their own mark."""
    return script.topic in lint.crisis_topics or bool(script.metadata.get("crisis"))


def sms_sayings(script: Script, library: Library, lint: LintData) -> Iterator[tuple[str | None, str]]:
    """(country, text) for every country with a line, and for None, the unknown country.

    A script with a twin for the unknown country is not said there itself, nor is the twin said elsewhere."""
    if script.sms is None or not script.arguments <= set(lint.arguments):
        return
    countries: list[str | None] = [*library.lines.countries(), None]
    if f"{script.name}_anywhere" in library.scripts:
        countries.remove(None)
    if script.metadata.get("anywhere"):
        countries = [None]
    for country in countries:
        args = {
            **lint.arguments,
            "line": library.lines.line(country, "sms"),
            "emergency": library.lines.emergency_words(country),
        }
        yield country, render(script, "sms", args).text


def digits(text: str) -> str:
    """Only the digits: "116 123" and "116123" are the same number."""
    return re.sub(r"\D", "", text)
