"""Characters as they were meant: look-alikes, styled letters and invisible ones folded, positions kept."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters of other scripts that look like Latin ones; only used in a run that also holds Latin letters.
_CYRILLIC = dict(zip("аеорсухікїѕјԁһьвмтнгѵӏԛԝё", "aeopcyxikisjdhbbmthrvlqwe", strict=True))
_GREEK = dict(zip("αεοιυνκτρχγβηωμδςσ", "aeoiuvktpxybnwudss", strict=True))
LOOK_ALIKES = {**_CYRILLIC, **_GREEK}
_ALWAYS = {
    **dict.fromkeys("’‘ʼ`´ʹ＇′", "'"),
    **dict.fromkeys("“”„«»", '"'),
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ɪ": "i", "ʟ": "l",
    "ᴅ": "d", "ᴇ": "e", "ᴋ": "k", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p", "ᴛ": "t", "ᴜ": "u", "ᴡ": "w", "ᴢ": "z", "ᴀ": "a",
    "ʙ": "b", "ᴄ": "c", "ɢ": "g", "ʜ": "h", "ᴊ": "j", "ɴ": "n", "ʀ": "r", "ꜱ": "s", "ʏ": "y", "ß": "ss", "æ": "ae",
    "œ": "oe", "–": " ", "—": " ", "‐": "-", "‑": "-", "…": "...", "€": "e", "¡": "i", "¢": "c", "£": "l", "¥": "y",
}  # fmt: skip


@lru_cache(maxsize=4096)
def _fold_one(char: str) -> str:
    if char in _ALWAYS:
        return _ALWAYS[char]
    if "\U0001f170" <= char <= "\U0001f189" or "\U0001f130" <= char <= "\U0001f149":  # squared letters
        return chr((ord(char) - 0x1F130) % 0x40 % 26 + 97)
    if "\U0001f1e6" <= char <= "\U0001f1ff":  # regional indicators, used to spell words
        return chr(ord(char) - 0x1F1E6 + 97)
    kept = []
    for part in unicodedata.normalize("NFKD", char):
        category = unicodedata.category(part)
        if category in ("Mn", "Me", "Cf", "Cs", "Co", "Cn", "Sk"):
            continue  # accents, joiners, zero-width and direction marks, skin tones, lone surrogates
        kept.append(" " if category in ("Cc", "Zs", "Zl", "Zp") and part != "\n" else part)
    lowered = "".join(kept).lower()
    return "".join(_ALWAYS.get(part, part) for part in lowered)


def fold(text: str) -> tuple[str, list[int] | None]:
    """Lower-case text with characters folded, and for each of its characters the place in the original.

    The places are None when nothing moved.
    """
    if text.isascii():
        return text.lower().replace("\x00", " ").replace("`", "'"), None
    if "‚Äô" in text:  # a mangled apostrophe, common in copied text
        text = text.replace("‚Äô", "’\u200b\u200b")
    out: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        folded = char.lower() if char < "\x80" and char not in "\x00`" else _fold_one(char)
        out.append(folded)
        places.extend([place] * len(folded))
    return "".join(out), places


def latinise(word: str) -> str:
    """A word of mixed scripts with its look-alike letters as Latin ones; others stay as they are."""
    if word.isascii():
        return word
    changed = "".join(LOOK_ALIKES.get(char, char) for char in word)
    return changed if changed.isascii() or any(char < "\x80" for char in word) else word
