"""A country's crisis lines and emergency number: as data, and as links that need no script."""

from collections.abc import Mapping
from typing import Any

from holdfast.content.labels import labels
from holdfast.content.library import LANGUAGE
from holdfast.content.lines import CRISIS
from holdfast.parts import Parts


def numbers(parts: Parts, country: str | None) -> dict[str, Any]:
    """A country's lines, one entry per service, as the widget reads them."""
    services: dict[str, dict[str, str | None]] = {}
    for line in parts.library.lines.numbers(country, parts.clock.now()):
        if line.channel in ("call", "text") and line.kind == CRISIS:
            entry = services.setdefault(
                line.name, {"name": line.name, "call": None, "text": None, "keyword": None}
            )
            entry[line.channel] = line.dial
            entry["keyword"] = line.keyword or entry["keyword"]
    return {
        "country": country,
        "emergency": parts.library.lines.emergency(country),
        "lines": list(services.values()),
    }


def ways(parts: Parts, country: str) -> list[dict[str, str]]:
    """Links of the crisis bar in the page itself, before any script."""
    found, say = [], labels(parts.library, LANGUAGE) or {}
    for line in parts.library.lines.numbers(country, parts.clock.now()):
        if line.channel in ("call", "text") and line.kind == CRISIS:
            scheme = "tel" if line.channel == "call" else "sms"
            label = "bar_call" if scheme == "tel" else "bar_text_word" if line.keyword else "bar_text"
            words = _label(say, label, number=line.dial, word=line.keyword or "")
            found.append(
                {"label": words, "href": f"{scheme}:{line.dial.replace(' ', '')}", "text": line.name}
            )
    if emergency := parts.library.lines.emergency(country):
        words = _label(say, "bar_emergency", number=emergency)
        found.append({"label": words, "href": f"tel:{emergency}", "text": ""})
    return found


def _label(say: Mapping[str, str], name: str, **values: str) -> str:
    """The widget's own label; the bare number when it may not be served: a number is never missing."""
    return say.get(name, "{number}").format(**values)
