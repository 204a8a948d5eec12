"""The library: every sentence that can be said, loaded once, rendered by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from holdfast.content.countries import Countries, load_countries
from holdfast.content.directory import load_lines
from holdfast.content.errors import NotSigned, UnknownScript
from holdfast.content.exercises import Exercise, load_exercises
from holdfast.content.languages import Languages, load_languages
from holdfast.content.lines import Lines
from holdfast.content.phrases import load_phrases
from holdfast.content.places import places
from holdfast.content.rendering import render
from holdfast.content.responses import load_scripts
from holdfast.content.reviews import Reviews, Standing, load_reviews
from holdfast.content.script import Script, Words
from holdfast.content.unit import Unit
from holdfast.content.units import collect

# What the scripts are written in.
LANGUAGE = "en"


@dataclass(frozen=True)
class Library:
    """Scripts, exercises, crisis lines and the reviews of them; `phrases` are the examples of what people say."""

    folder: Path
    scripts: Mapping[str, Script]
    exercises: Mapping[str, Exercise]
    lines: Lines
    reviews: Reviews
    signed_only: bool = False
    today: Callable[[], date] = date.today
    phrases: Mapping[str, str] = field(default_factory=dict)
    countries: Countries = field(default_factory=Countries)
    languages: Languages = field(default_factory=Languages)

    @classmethod
    def load(
        cls,
        folder: Path,
        signed_only: bool = False,
        today: Callable[[], date] = date.today,
        reviews: Path | None = None,
    ) -> Library:
        """Reads `data/`; raises ContentError naming file, unit and fault. With
        `signed_only` (production) only words under a valid signature are rendered, and only lines that an
        operator confirmed are served. The records are in `reviews`, or in the folder of that name."""
        scripts = load_scripts(folder / "responses")
        records = load_reviews(reviews or folder / "reviews")
        return cls(
            folder=folder,
            scripts=scripts,
            exercises=load_exercises(folder / "exercises", scripts),
            lines=load_lines(folder / "crisis_lines.yml", signed_only, today, records),
            reviews=records,
            signed_only=signed_only,
            today=today,
            phrases=load_phrases(folder / "nlu"),
            countries=load_countries(folder / "countries.yml"),
            languages=load_languages(folder / "languages.yml"),
        )

    def render(
        self,
        name: str,
        channel: str = "web",
        args: Mapping[str, object] | None = None,
        only: Sequence[str] | None = None,
        *,
        last_resort: bool = False,
    ) -> Words:
        """The words of a script on a channel; raises CannotSay. `only` restricts and orders the choices.

        `last_resort`: a signature that has run out will do, because the other choice is silence."""
        script = self.scripts.get(name)
        if script is None:
            raise UnknownScript(name)
        if not self.may_say(name) and not (last_resort and self._ever_signed(script)):
            raise NotSigned(name)
        return render(script, channel, args or {}, only)

    def for_country(self, name: str, country: str | None) -> str:
        """The name to render: `<name>_anywhere`, if there is one, when the emergency number is not known."""
        anywhere = f"{name}_anywhere"
        return anywhere if anywhere in self.scripts and self.lines.emergency(country) is None else name

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """Everything that is reviewed, by name."""
        return collect(self.folder, self.scripts, self.lines)

    @cached_property
    def places(self) -> Mapping[str, tuple[int, int]]:
        """(its number, how many there are) of each step of an exercise that leads to another one."""
        return places(self.exercises, self.scripts)

    @cached_property
    def waits(self) -> frozenset[str]:
        """Scripts after which the service asks again by itself."""
        return frozenset(step.script for one in self.exercises.values() for step in one.steps if step.wait_s)

    def may_say(self, name: str) -> bool:
        """Whether a script exists and, where that is asked for, is signed."""
        script = self.scripts.get(name)
        return script is not None and (not self.signed_only or self.signed(script))

    def signed(self, script: Script) -> bool:
        """True when the reviews that are valid today cover exactly these words."""
        return self.reviews.signed(self.units[f"script/{script.name}"], self.today())

    def _ever_signed(self, script: Script) -> bool:
        return self.reviews.ever_signed(self.units[f"script/{script.name}"], self.today())

    def standing(self, unit: Unit) -> Standing:
        """Where a unit stands today."""
        return self.reviews.standing(unit, self.today())

    def unsigned(self) -> list[str]:
        """Names of the scripts that production would refuse to say."""
        return sorted(name for name, script in self.scripts.items() if not self.signed(script))

    def choices(self) -> set[str]:
        """The ids of everything that a script offers to choose."""
        return {button.id for script in self.scripts.values() for button in script.buttons}

    def names_digest(self) -> str:
        """Changes when a script is added, renamed or removed: then Rasa must be trained again."""
        return hashlib.sha256("\n".join(sorted(self.scripts)).encode()).hexdigest()
