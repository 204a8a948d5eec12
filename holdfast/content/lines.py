"""The crisis directory: which line, sentence and emergency number a person is given, by country."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from holdfast.content.hours import Hours
from holdfast.content.reviews import Reviews
from holdfast.content.script import VOICE
from holdfast.content.unit import Unit, joined, quoted

CRISIS, EMERGENCY = "crisis", "emergency"
ANYONE, CHILD = "anyone", "child"


@dataclass(frozen=True)
class Line:
    """One way to reach one service. `dial` is written as it is dialled in that country, never as E.164."""

    id: str
    country: str
    kind: str
    name: str
    channel: str
    dial: str
    keyword: str | None
    hours: Hours | None
    audience: str
    region: str | None
    backup_of: str | None
    connect: str | None
    source: int
    confirmed: bool
    conflict: bool
    last_confirmed: date | None
    expires: date | None
    details: Mapping[str, object] = field(default_factory=dict)
    words: str = ""
    row: int | None = None

    @property
    def unit(self) -> str:
        """Its name among what is reviewed."""
        return f"line/{self.id}"

    @property
    def doubt(self) -> str:
        """Why it is not to be relied on as it stands; empty when its sources agree."""
        if self.conflict:
            return "Sources give different numbers. It is served nowhere until `conflict` is taken out of the file."
        return "" if self.confirmed else "No good source confirms it yet."


@dataclass(frozen=True)
class Sentence:
    """A ready sentence; it may only be said while every line it names may be served."""

    text: str
    uses: tuple[str, ...]


@dataclass(frozen=True)
class Lines:
    """By ISO country code. With `vouched_only` (production) a line is served while an operator's confirmation of it
    holds, and a sentence while it is signed as well."""

    records: tuple[Line, ...]
    sentences: Mapping[tuple[str, str, str], Sentence]
    anywhere: Mapping[str, str]
    anywhere_emergency: str
    vouched_only: bool = False
    today: Callable[[], date] = date.today
    reviews: Reviews = field(default_factory=Reviews)
    places: Mapping[str, int] = field(default_factory=dict)

    def line(
        self, country: str | None, channel: str, at: datetime | None = None, audience: str = ANYONE,
        language: str | None = None,
    ) -> str:  # fmt: skip
        """The sentence for {line}. An unknown country gets the one that is safe anywhere, never another's.

        A child's line or one in danger from others comes first, then a sentence in the person's own language."""
        on = at.date() if at else self.today()
        # What the page says can be spoken: it names numbers to call.
        written = "web" if channel == VOICE else channel
        for wanted in (audience if audience != ANYONE else None, language, ANYONE):
            sentence = self.sentences.get((_code(country), wanted or "", written))
            if sentence and self._said(sentence, _code(country), wanted or "", on):
                return sentence.text
        return self.anywhere[written]

    def speaks(self, country: str | None, language: str) -> bool:
        """Whether the country has a sentence in this language that may be said today."""
        own = self.sentences.get((_code(country), language, "web"))
        return own is not None and self._said(own, _code(country), language, self.today())

    def emergency(self, country: str | None, at: datetime | None = None) -> str | None:
        """The emergency number as dialled, or None when it is not known for sure."""
        on = at.date() if at else self.today()
        for record in self._of(country):
            if (
                record.kind == EMERGENCY
                and not record.conflict
                and (self.vouched(record, on) or not self.vouched_only)
            ):
                return record.dial
        return None

    def emergency_words(self, country: str | None, at: datetime | None = None) -> str:
        """What can stand for {emergency} in any sentence: the number, or "your local emergency number"."""
        return self.emergency(country, at) or self.anywhere_emergency

    def numbers(
        self, country: str | None, at: datetime | None = None, audience: str = ANYONE, region: str | None = None
    ) -> list[Line]:  # fmt: skip
        """The lines for the crisis bar: those open now first, among them those for this audience, then lines for
        anyone, stand-ins later; the emergency number last. Empty if none is known; a line for one region only
        when that region is asked for."""
        on = at.date() if at else self.today()
        served = [
            record
            for record in self._of(country)
            if record.kind == CRISIS
            and record.audience in (audience, ANYONE)
            and record.region in (None, region)
            if self._served(record, on)
        ]
        served.sort(
            key=lambda r: (not (r.hours and r.hours.open(at)), r.audience == ANYONE, r.backup_of is not None)
        )
        number = self.emergency(country, at)
        return served + [r for r in self._of(country) if r.kind == EMERGENCY and r.dial == number][:1]

    def connectable(
        self, country: str | None, at: datetime | None = None, audience: str = ANYONE
    ) -> Line | None:
        """The first line that a call can be passed on to; None when none is known to be reachable in that way."""
        lines = self.numbers(country, at, audience)
        return next(
            (one for one in lines if one.channel == "call" and one.kind == CRISIS and one.connect), None
        )

    def countries(self) -> list[str]:
        """The countries that have a sentence of their own."""
        return sorted({country for country, _, _ in self.sentences})

    def unconfirmed(self, on: date | None = None) -> list[str]:
        """Ids of the lines that production does not serve."""
        day = on or self.today()
        return [record.id for record in self.records if record.conflict or not self.vouched(record, day)]

    def vouched(self, record: Line, on: date) -> bool:
        """True while an operator's confirmation of exactly this record holds."""
        if record.expires is not None and record.expires <= on:
            return False
        return self.reviews.signed(Unit(record.unit, record.words, Path()), on)

    def saying_words(self, name: str) -> str:
        """What a signature under a sentence covers, by country and audience, or `anywhere`."""
        country, _, audience = name.partition("/")
        if audience:
            said = {channel: self.sentences[country, audience, channel] for channel in ("web", "sms")}
            texts = [row for channel, one in said.items() for row in quoted(channel, one.text)]
            last = f"uses: {', '.join(said['web'].uses)}"
        else:
            texts = [row for channel in ("web", "sms") for row in quoted(channel, self.anywhere[channel])]
            last = f"emergency: {self.anywhere_emergency}"
        return joined([f"saying {name}", *texts, last, "reviewers: 2"])

    def _said(self, sentence: Sentence, country: str, audience: str, on: date) -> bool:
        """Whether a sentence may be said: in production it is signed, and so is every line in it."""
        if self.vouched_only:
            name = f"{country}/{audience}"
            unit = Unit(f"saying/{name}", self.saying_words(name), Path(), crisis=True)
            if not self.reviews.signed(unit, on):
                return False
        return all(self._served(record, on) for record in self._named(sentence))

    def _served(self, record: Line, on: date) -> bool:
        if record.conflict or (record.expires is not None and record.expires <= on):
            return False
        return self.vouched(record, on) if self.vouched_only else record.confirmed

    def _named(self, sentence: Sentence) -> list[Line]:
        return [record for record in self.records if record.id in sentence.uses]

    def _of(self, country: str | None) -> list[Line]:
        return [record for record in self.records if record.country == _code(country)]


def _code(country: str | None) -> str:
    code = (country or "").strip().upper()
    return "GB" if code == "UK" else code
