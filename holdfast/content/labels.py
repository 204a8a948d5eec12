"""Words of the chat's own, by language: labels of the widget, and of its page that opens without a network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from holdfast.content.library import Library
from holdfast.content.unit import WIDGET

FOLDER = Path("widget/src/words")
# A translator's remark about the file; no label.
NOTE = "_note"


def labels(library: Library, name: str) -> Mapping[str, str] | None:
    """The labels of a file such as `en` or `page.en`; None when there are none, or when they may not be served.

    In production that takes a valid signature on exactly these words.
    """
    unit = library.units.get(f"{WIDGET}/{name}")
    if unit is None or (library.signed_only and not library.reviews.signed(unit, library.today())):
        return None
    found: dict[str, str] = json.loads(unit.file.read_text(encoding="utf-8"))
    return {key: text for key, text in found.items() if key != NOTE}
