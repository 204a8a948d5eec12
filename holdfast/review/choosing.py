"""Which units a command is about."""

import argparse
from datetime import timedelta

from holdfast.content import Library
from holdfast.content.unit import SCRIPT, Unit
from holdfast.errors import HoldfastError


class UnknownUnit(HoldfastError):
    """No unit of that name, or its words are not those of the code beside it."""


def chosen(library: Library, given: argparse.Namespace) -> list[Unit]:
    """The units that the arguments name, in the order of the files. Raises UnknownUnit."""
    units = list(library.units.values())
    if given.units:
        units = [named(library, name) for name in dict.fromkeys(given.units)]
    if given.kind:
        units = [unit for unit in units if unit.kind == given.kind]
    if given.topic:
        units = [unit for unit in units if unit.topic == given.topic]
    if given.crisis:
        units = [unit for unit in units if unit.crisis]
    if given.state:
        wanted = given.state.replace("-", " ")
        units = [unit for unit in units if library.standing(unit).state == wanted]
    if given.ends_within is not None:
        last = library.today() + timedelta(days=given.ends_within)
        ends = {unit.name: library.standing(unit).until for unit in units}
        units = [unit for unit in units if (until := ends[unit.name]) is not None and until <= last]
    return units


def named(library: Library, name: str) -> Unit:
    """A unit by its full name, or a script by its own; with `:CODE` only if the code is that of the present words."""
    bare, _, code = name.partition(":")
    unit = library.units.get(bare) or library.units.get(f"{SCRIPT}/{bare}")
    if unit is None:
        raise UnknownUnit(f"{bare}: no such unit (holdfast review list names them all)")
    if code and code.upper() != unit.code:
        raise UnknownUnit(
            f"{bare}: the words are no longer those of code {code}; read them again on a new sheet"
        )
    return unit
