"""Splitting what is too long for one text message."""

# Twilio refuses more than 1,600 characters; room is left for the part's number (messaging-facts: "Segments").
LIMIT = 1500


def split(text: str, limit: int = LIMIT) -> list[str]:
    """The text in parts of at most `limit` characters and a number, cut between lines or words, no word lost.

    One part is left as it is; several end in "(1/3)".
    """
    if len(text) <= limit:
        return [text]
    pieces: list[str] = []
    rest = text
    while len(rest) > limit:
        cut = max(rest.rfind("\n", 1, limit), rest.rfind(" ", 1, limit))
        cut = cut + 1 if cut > 0 else limit
        pieces.append(rest[:cut])
        rest = rest[cut:]
    pieces = [piece.rstrip() for piece in [*pieces, rest] if piece.strip()]
    if len(pieces) < 2:
        return pieces or [text[:limit]]
    return [f"{piece} ({number}/{len(pieces)})" for number, piece in enumerate(pieces, 1)]
