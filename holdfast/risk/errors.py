"""What can be wrong with the gate's data."""

from __future__ import annotations


class RulesError(Exception):
    """Raised when rules, sets or policy cannot be used; names file, rule and fault, never a message."""

    def __init__(self, file: str, rule: str | None, fault: str) -> None:
        self.file, self.rule, self.fault = file, rule, fault
        super().__init__(f"{file}: {rule}: {fault}" if rule else f"{file}: {fault}")
