"""The words that phone networks own: STOP blocks our texts to a phone, START allows them again."""

# The whole text, in any case. Advanced Opt-Out lets an operator drop the ambiguous ones.
STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
ADVISED_STOP_WORDS = STOP_WORDS - {"CANCEL", "END", "QUIT"}
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
HELP_WORDS = frozenset({"HELP", "INFO"})


class OptOuts:
    """Which phones said STOP."""

    def __init__(self, stop_words: frozenset[str] = STOP_WORDS) -> None:
        self._stop_words = stop_words
        self._blocked: set[str] = set()

    def heed(self, phone: str, text: str) -> str | None:
        """Act on a reserved word. The word's kind as in `OptOutType`, or None."""
        word = text.strip().upper()
        if word in self._stop_words:
            self._blocked.add(phone)
            return "STOP"
        if word in START_WORDS:
            self._blocked.discard(phone)
            return "START"
        return "HELP" if word in HELP_WORDS else None

    def phones(self) -> list[str]:
        """Every phone that said STOP."""
        return sorted(self._blocked)

    def blocked(self, phone: str) -> bool:
        """Whether texts to this phone are refused with 21610."""
        return phone in self._blocked
