"""A value of a file that a clinic wrote, together with where it stands: a fault names its place, never the content."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from holdfast.errors import ClinicFileError
from holdfast.plans.phone import e164

MAX_ITEM = 500
# NUL and halves of characters: no database and no channel carries them.
UNUSABLE = re.compile("[\0\ud800-\udfff]")
Read = TypeVar("Read")


class Place:
    """A value in the file together with where it stands."""

    def __init__(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise ClinicFileError(f"{where} must be an object")
        self._value = value
        self.where = where

    def fault(self, name: str, why: str) -> ClinicFileError:
        """What is wrong with one of its fields."""
        place = f"{self.where}.{name}"
        return ClinicFileError(f"{place} {why}", place=place, why=why)

    def each(self, name: str) -> list["Place"]:
        """The objects of a list, each with its place."""
        return [Place(value, f"{self.where}.{name}[{i}]") for i, value in enumerate(self.list(name))]

    def list(self, name: str) -> list[Any]:
        """A list, empty when it is left out."""
        value = self._value.get(name, [])
        if not isinstance(value, list):
            raise self.fault(name, "must be a list")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        """A text. Raises ClinicFileError."""
        value = self._value.get(name, default)
        if not isinstance(value, str) or not value.strip() or len(value) > MAX_ITEM or UNUSABLE.search(value):
            raise self.fault(name, f"must be a text of 1 to {MAX_ITEM} characters")
        return value

    def one_of(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """One of these words."""
        value = self.text(name, default)
        if value not in allowed:
            raise self.fault(name, "must be one of " + ", ".join(allowed))
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self._value.get(name, default)
        if not isinstance(value, bool):
            raise self.fault(name, "must be true or false")
        return value

    def flag_if_any(self, name: str) -> bool | None:
        """True or false, None when it is left out."""
        return self.flag(name, default=False) if self.has(name) else None

    def text_if_any(self, name: str) -> str | None:
        """A text, also an empty one; None when it is left out."""
        if not self.has(name) or self._value[name] == "":
            return self._value.get(name)
        return self.text(name)

    def read(self, name: str, how: Callable[[str], Read]) -> Read | None:
        """A text that `how` reads, None when it is left out; its ValueError says what is wrong."""
        try:
            return how(self.text(name)) if self.has(name) else None
        except ValueError as fault:
            raise self.fault(name, str(fault)) from fault

    def has(self, name: str) -> bool:
        """Whether it is there."""
        return self._value.get(name) is not None

    def phone(self, name: str, country: str | None) -> str:
        """A number, E.164."""
        try:
            return e164(self.text(name), country)
        except ValueError as fault:
            raise self.fault(name, "is not a phone number") from fault

    def object(self, name: str) -> "Place":
        """An object in it, empty when it is left out."""
        return Place(self._value.get(name, {}), f"{self.where}.{name}")
